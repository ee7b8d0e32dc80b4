// What is there, as git and the forge say it.
import { readMarker, type Asked, type Observed, type Planned, type SeenPull } from '../bot/index.js';
import { isFault, topicMark, type Outcome, type Pull } from '../forge/index.js';
import { fetchCommit, readCommit, type Remote } from '../git/index.js';
import { LOCK_MESSAGE } from '../render/index.js';
import type { Asker } from './asker.js';
import { readCommands, type Command } from './commands.js';
import type { BotRequest, BotSettings } from './types.js';

/** A comment of somebody with write access that nobody answered. */
export interface Heard {
  readonly comment: number;
  readonly commands: readonly Command[];
}

/** A pull request as it is on the forge. */
interface KnownPull {
  readonly pull: Pull;
  readonly heard: readonly Heard[];
  /** When a person last did something here. */
  readonly lastSeen: string;
  readonly checks: SeenPull['checks'];
}

/** The pull requests from one branch. */
export interface Known {
  readonly ours: readonly KnownPull[];
  /** Open, from the same branch, and made by another account, where none of ours is. */
  readonly foreign?: number;
}

/** Looks at the pull requests from a branch. What is not needed to know that nothing is to be done is not asked for. */
export async function lookAt(asker: Asker, branch: string): Promise<Outcome<Known>> {
  const pulls = await asker.pulls(branch);
  if (isFault(pulls)) return pulls;
  if (pulls.length === 0) return { ours: [] };
  const me = await asker.me();
  if (isFault(me)) return me;
  const mine = pulls.filter(({ author }) => author === me.login);
  const isOpen = mine.some(({ state }) => state === 'open');
  // Beside ours, whatever it is for is no matter.
  const foreign = isOpen ? undefined : pulls.find(({ state, author }) => state === 'open' && author !== me.login);
  const ours: KnownPull[] = [];
  for (const [at, pull] of mine.entries()) {
    // Where none is open, whoever has closed the last may have asked for it.
    const isTalked = pull.state === 'open' || (!isOpen && at === 0 && pull.state === 'closed');
    const talk = isTalked ? await listen(asker, pull, me.login) : { heard: [], lastSeen: pull.createdAt };
    if (isFault(talk)) return talk;
    const checks = await checksOf(asker, pull);
    if (isFault(checks)) return checks;
    ours.push({ pull, ...talk, ...checks });
  }
  return { ours, ...(foreign ? { foreign: foreign.number } : {}) };
}

async function listen(
  asker: Asker,
  { number, createdAt }: Pull,
  me: string,
): Promise<Outcome<Pick<KnownPull, 'heard' | 'lastSeen'>>> {
  const comments = await asker.forge.commentsSince(asker.repo, number, createdAt);
  if (isFault(comments)) return comments;
  const answers = comments.filter(({ author }) => author === me).map(({ body }) => body);
  const heard: Heard[] = [];
  let lastSeen = createdAt;
  for (const { id, author, body, createdAt: at } of comments) {
    if (author === me || author === '') continue;
    if (Date.parse(at) > Date.parse(lastSeen)) lastSeen = at;
    const commands = readCommands(body);
    const mark = topicMark(answerTopic(id));
    if (commands.length === 0 || answers.some((answer) => answer.includes(mark))) continue;
    const allowed = await asker.mayWrite(author);
    if (isFault(allowed)) return allowed;
    if (allowed.mayWrite) heard.push({ comment: id, commands });
  }
  return { heard, lastSeen };
}

async function checksOf(
  { forge, repo }: Asker,
  { state, merging, head }: Pull,
): Promise<Outcome<Pick<KnownPull, 'checks'>>> {
  if (merging) return { checks: merging.checks };
  if (state !== 'open') return { checks: 'none' };
  const found = await forge.status(repo, head);
  // An account that may not see them is none the worse.
  return isFault(found) && found.fault === 'cannot' ? { checks: 'none' } : found;
}

/** What the answer to a comment is found by. */
export function answerTopic(comment: number): string {
  return `answer-${comment}`;
}

export interface Around {
  readonly base: Observed['base'];
  /** The head of each branch of the remote. */
  readonly branches: ReadonlyMap<string, string>;
  readonly repository: Observed['repository'];
  readonly mayChangeWorkflows: boolean;
  /** Pull requests that are open, of all parts. */
  readonly open: number;
  readonly budget: number;
  readonly broken: readonly string[];
  readonly leftOut: readonly string[];
  readonly heldBack: readonly string[];
  readonly again: ReadonlySet<string>;
  readonly isRebaseWanted: boolean;
}

const DAY_MS = 86_400_000;

interface Observing {
  readonly request: BotRequest;
  /** Of the branches. */
  readonly remote: Remote;
  readonly settings: BotSettings;
  readonly around: Around;
  readonly planned: Planned;
  readonly known: Known;
}

/** What `decide` is told of a part. */
export async function observe(
  { request, remote, settings, around, planned, known }: Observing,
  askedOf: (heard: Heard) => readonly Asked[],
): Promise<Observed> {
  const { base, branches, repository, mayChangeWorkflows, open, budget, ...asIs } = around;
  const pulls = known.ours.map(({ pull, heard, lastSeen, checks }): SeenPull => {
    const marker = readMarker(pull.body);
    const { number, state, head, labels, isDraft, merging } = pull;
    return {
      number,
      state,
      ...(marker ? { marker } : {}),
      head,
      base: pull.base,
      labels,
      isDraft,
      conflicts: merging?.conflicts ?? false,
      isBehind: marker !== undefined && marker.base !== base.commit,
      checks,
      idle: Math.max(0, Math.floor((request.now.getTime() - Date.parse(lastSeen)) / DAY_MS)),
      asked: heard.flatMap(askedOf),
    };
  });
  const head = branches.get(planned.branch);
  const isKnown =
    head === undefined ||
    head === planned.head ||
    head === base.commit ||
    pulls.some((pull) => pull.marker?.head === head);
  const branch =
    head === undefined
      ? undefined
      : { head, ours: isKnown || (await isOfHarden({ dir: request.dir, remote }, settings, head)) };
  return { repository, base, ...(branch ? { branch } : {}), pulls, open, budget, mayChangeWorkflows, ...asIs };
}

/**
 * True for a commit as harden makes them, after which nobody came: whoever changes one of those below makes this one anew,
 * under another name or at another time.
 */
async function isOfHarden(
  { dir, remote }: Pick<BotRequest, 'dir' | 'remote'>,
  { author }: BotSettings,
  head: string,
): Promise<boolean> {
  await fetchCommit(dir, remote, head);
  const tip = await readCommit(dir, head);
  if (tip.author !== tip.committer || !tip.author.startsWith(`${author.name} <${author.email}> `)) return false;
  return /^Harden-Step: /m.test(tip.message) || tip.message.trim() === LOCK_MESSAGE.trim();
}
