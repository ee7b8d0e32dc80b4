// What people asked for in the dashboard, and what it remembers.
import { rememberedIn, tickedIn, type Box } from '../bot/index.js';
import { isFault, type Outcome } from '../forge/index.js';
import type { Asker } from './asker.js';

/** What is wanted of this run. */
interface Ticks {
  /** Parts that are to be opened now, whatever the repository's own schedule and limits say. */
  readonly open: ReadonlySet<string>;
  /** Parts whose branch is to be made anew. */
  readonly rebase: ReadonlySet<string>;
  /** Keys of steps that are wanted again. */
  readonly again: ReadonlySet<string>;
}

export interface Noted {
  readonly ticks: Ticks;
  /** Keys of steps that broke, and that no pull request remembers. */
  readonly broken: readonly string[];
}

export const DASHBOARD = 'dashboard';
const NONE: Ticks = { open: new Set(), rebase: new Set(), again: new Set() };
export const NOTHING_NOTED: Noted = { ticks: NONE, broken: [] };

/**
 * Reads the dashboard. To open something, or to take it again, counts where the forge tells who ticked it, and that is
 * somebody who may write. A branch that is ours may be made anew for anybody who could tick it.
 */
export async function readDashboard(asker: Asker, tool: string): Promise<Outcome<Noted>> {
  const found = await asker.forge.issue(asker.repo, DASHBOARD);
  if (isFault(found)) return found.fault === 'cannot' ? NOTHING_NOTED : found;
  const { issue } = found;
  if (!issue) return NOTHING_NOTED;
  const ticked = tickedIn(issue.body);
  const trusted = ticked.some(({ box }) => box === 'open' || box === 'again')
    ? await isOfWriter(asker, issue.number)
    : { mayWrite: false };
  if (isFault(trusted)) return trusted;
  const { mayWrite } = trusted;
  const remembered = rememberedIn(issue.body);
  const again = mayWrite ? namesOf(ticked, 'again') : NONE.again;
  const broken = remembered?.tool === tool ? remembered.broken : [];
  return {
    ticks: { rebase: namesOf(ticked, 'rebase'), open: mayWrite ? namesOf(ticked, 'open') : NONE.open, again },
    broken: broken.filter((key) => !again.has(key)),
  };
}

function namesOf(ticked: readonly Box[], box: Box['box']): ReadonlySet<string> {
  return new Set(ticked.flatMap((each) => (each.box === box && 'of' in each ? [each.of] : [])));
}

async function isOfWriter(asker: Asker, issue: number): Promise<Outcome<{ readonly mayWrite: boolean }>> {
  const edited = await asker.forge.issueEditor?.(asker.repo, issue);
  if (edited === undefined) return { mayWrite: false };
  if (isFault(edited)) return edited.fault === 'cannot' ? { mayWrite: false } : edited;
  return edited.login === undefined ? { mayWrite: false } : await asker.mayWrite(edited.login);
}
