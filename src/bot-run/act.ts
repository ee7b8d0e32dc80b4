// What is decided, done: each action with the same result however often it is done.
import type { Action, Marker } from '../bot/index.js';
import { readMarker, withMarker, withoutMarker } from '../bot/index.js';
import { isFault, type Fault, type Forge, type RepoRef, type Report } from '../forge/index.js';
import { CHECK } from './check.js';
import { answerTopic, type Known } from './observe.js';
import type { BotRequest, PullText } from './types.js';
import { pushTo, type Workplace } from './workplace.js';

/** What a part is done with. */
export interface Doing {
  readonly request: BotRequest;
  readonly work: Workplace;
  readonly known: Known;
  /** What the pull request says of the plan in hand. */
  readonly text: PullText;
  /** Of the plan in hand. */
  readonly plan: string;
  /** It was built and run just now. */
  readonly isProven: boolean;
  /** What is said beside the commit. */
  readonly check?: Report;
  /** What the answer to a comment says. */
  answer(comment: number): string;
  /** What is said when a pull request is closed, or left to a person. */
  notice(action: Extract<Action, { readonly do: 'close' | 'comment' }>): string;
}

/** What came of an action. */
export type Acted =
  /** `pull`: the one that was made. */
  | { readonly state: 'done'; readonly pull?: number; readonly note?: string }
  /** The account may not push what is in a workflow. */
  | { readonly state: 'no-workflows' };

/**
 * Does one action.
 * @param pull the number of the pull request that was made before, for actions that have none.
 * @throws GitError where the remote cannot be asked.
 */
export async function act(action: Action, pull: number | undefined, doing: Doing): Promise<Acted | Fault> {
  const { request, text } = doing;
  const { forge, repo } = request;
  switch (action.do) {
    case 'plan-without':
      throw new TypeError('a plan is made before anything is done');
    case 'push':
      return await push(action, doing);
    case 'delete-branch':
      return await push({ branch: action.branch, to: undefined, seen: action.seen }, doing);
    case 'create': {
      const body = bodyOf(text.body, action.marker, forge);
      if (body === undefined) return TOO_LONG;
      const checked = await check(action.marker.head, doing);
      if (checked) return checked;
      const { branch, base, isDraft } = action;
      const from = doing.work.from ? { from: doing.work.from } : {};
      const made = await forge.createPull(repo, { title: text.title, body, branch, base, isDraft, ...from });
      return isFault(made) ? made : { state: 'done', pull: made.number };
    }
    case 'dress':
      return await dress(action.number ?? pull, action, request);
    case 'update':
      return await update(action.number ?? pull, action, doing);
    case 'automerge':
      return await autoMerge(action.number ?? pull, action.head, request);
    case 'label':
      return await label(action, doing);
    case 'comment':
      return done(await forge.ensureComment(repo, action.number, action.topic, doing.notice(action)));
    case 'answer': {
      const { comment } = action.asked;
      return done(await forge.ensureComment(repo, action.number, answerTopic(comment), doing.answer(comment)));
    }
    case 'close': {
      // First the words: a run that is stopped in between says them once.
      const said = await forge.ensureComment(repo, action.number, 'closed', doing.notice(action));
      return isFault(said) ? said : done(await forge.closePull(repo, action.number));
    }
  }
}

const TOO_LONG: Fault = {
  fault: 'cannot',
  why: 'what the pull request has to remember is longer than the forge takes',
};
const LOST: Fault = { fault: 'retry', why: 'the pull request that was made is not there' };

function done(outcome: object): Acted | Fault {
  return isFault(outcome) ? outcome : { state: 'done' };
}

async function push(move: Parameters<typeof pushTo>[1], { request, work }: Doing): Promise<Acted | Fault> {
  const { branch, to } = move;
  const pushed = await pushTo(work, move, request);
  if (isFault(pushed)) return pushed;
  if (pushed.state === 'moved')
    return { fault: 'retry', why: `the branch ${branch} was moved by somebody else meanwhile` };
  if (pushed.state !== 'refused') return { state: 'done' };
  // "refusing to allow a GitHub App to create or update workflow `...` without `workflows` permission"
  if (
    to !== undefined &&
    /\bworkflows?\b/i.test(pushed.message) &&
    /refusing to allow|permission|scope/i.test(pushed.message)
  )
    return { state: 'no-workflows' };
  return { fault: 'cannot', why: pushed.message };
}

async function dress(
  number: number | undefined,
  { labels, reviewers }: { readonly labels: readonly string[]; readonly reviewers: readonly string[] },
  { forge, repo }: { readonly forge: Forge; readonly repo: RepoRef },
): Promise<Acted | Fault> {
  if (number === undefined) return LOST;
  const notes: string[] = [];
  const outcomes = [
    ...(labels.length > 0 ? [() => forge.ensureLabels(repo, number, labels)] : []),
    ...(reviewers.length > 0 ? [() => forge.ensureReviewers(repo, number, reviewers)] : []),
  ];
  for (const ensure of outcomes) {
    const outcome = await ensure();
    if (!isFault(outcome)) continue;
    // Somebody who may not be asked for a review is no reason to stop.
    if (outcome.fault !== 'cannot') return outcome;
    notes.push(outcome.why);
  }
  return { state: 'done', ...(notes.length > 0 ? { note: notes.join('; ') } : {}) };
}

/** Whoever works from a fork may seldom label, and the pull request is none the worse. */
async function label(
  { number, label, isOn }: Extract<Action, { readonly do: 'label' }>,
  { request: { forge, repo }, work }: Doing,
): Promise<Acted | Fault> {
  const outcome = await forge.ensureLabels(repo, number, isOn ? [label] : [], isOn ? [] : [label]);
  if (!isFault(outcome)) return { state: 'done' };
  return work.from && outcome.fault === 'cannot' ? { state: 'done', note: outcome.why } : outcome;
}

/** What the forge may not merge by itself is left to a person; what it may no longer has to be taken back. */
async function autoMerge(
  number: number | undefined,
  head: string | undefined,
  { forge, repo }: Pick<BotRequest, 'forge' | 'repo'>,
): Promise<Acted | Fault> {
  if (number === undefined) return LOST;
  if (!forge.ensureAutoMerge) return { state: 'done', note: 'this forge merges nothing by itself' };
  const outcome = await forge.ensureAutoMerge(repo, number, head === undefined ? undefined : { head, own: CHECK });
  if (!isFault(outcome)) return { state: 'done' };
  const isLeft = outcome.fault === 'cannot' && head !== undefined;
  return isLeft ? { state: 'done', note: `left to a person to merge: ${outcome.why}` } : outcome;
}

async function update(
  number: number | undefined,
  { marker, base, isReady }: Extract<Action, { readonly do: 'update' }>,
  doing: Doing,
): Promise<Acted | Fault> {
  const {
    request: { forge, repo },
    known,
    text,
    plan,
    isProven,
  } = doing;
  if (number === undefined) return LOST;
  const before = known.ours.find(({ pull }) => pull.number === number)?.pull;
  // What it proposed stays told where it is closed or in a person's hands.
  const isPlanned = marker.plan === plan && marker.steps.length > 0;
  // What is told of a plan holds as long as the plan does, and with it what was seen when it ran.
  const isNews = isProven || (before !== undefined && readMarker(before.body)?.plan !== plan);
  const isTold = before === undefined || (isPlanned && isNews);
  const body = bodyOf(isTold ? text.body : withoutMarker(before.body), marker, forge);
  if (body === undefined) return TOO_LONG;
  const isMoved = isPlanned && before !== undefined && readMarker(before.body)?.head !== marker.head;
  const checked = isMoved ? await check(marker.head, doing) : undefined;
  if (checked) return checked;
  return done(
    await forge.updatePull(repo, number, {
      // Somebody may have given it another, which holds as long as it proposes the same.
      ...(isTold && before && readMarker(before.body)?.plan !== plan ? { title: text.title } : {}),
      body,
      ...(base === undefined ? {} : { base }),
      ...(isReady ? { isReady } : {}),
    }),
  );
}

/**
 * Says beside a commit what it is, before the pull request remembers it: a run that is stopped in between says it again.
 * An account that may not is none the worse.
 */
async function check(head: string, { request: { forge, repo }, check }: Doing): Promise<Fault | undefined> {
  if (check === undefined) return undefined;
  const outcome = await forge.report(repo, head, check);
  return isFault(outcome) && outcome.fault !== 'cannot' ? outcome : undefined;
}

function bodyOf(text: string, marker: Marker, { limits }: Forge): string | undefined {
  return withMarker(text, marker, limits.body);
}
