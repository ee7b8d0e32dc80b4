// What is done to many pull requests at once: commented, closed, tried again.
import type { Database } from '../fleet/index.js';
import { isFault, type Fault } from '../forge/index.js';
import { sha256Of } from '../io/index.js';
import { lookAgain, type Bringing } from './bring.js';
import type { PublishPolicy } from './policy.js';
import { pullsOf, type PullRow } from './pulls.js';
import { daysSince } from './status.js';
import type { Facts } from './where.js';

/** The pull requests that are meant, in the order in which they were opened. */
export function selectPulls(
  ledger: Database,
  isMeant: (facts: Facts) => boolean,
  { waves }: Pick<PublishPolicy, 'waves'>,
  now: Date,
): readonly PullRow[] {
  return pullsOf(ledger).filter((row) =>
    isMeant({
      state: row.state,
      ci: row.ci,
      review: row.review,
      conflicts: row.conflicts ? 'yes' : 'no',
      repository: row.name,
      organisation: row.organisation,
      forge: row.forge ?? '',
      team: row.team,
      wave: row.wave === null ? '' : (waves[row.wave]?.name ?? ''),
      transform: row.transforms,
      pattern: row.patterns,
      number: row.number,
      steps: row.steps.length,
      age: daysSince(row.openedAt, now),
    }),
  );
}

export interface BulkResult {
  readonly row: PullRow;
  readonly fault?: Fault;
}

/** Says something in each. The same words are said once, however often it is run. */
export async function commentOn(bringing: Bringing, row: PullRow, text: string): Promise<BulkResult> {
  const connection = await bringing.connect(row.url);
  if (isFault(connection)) return { row, fault: connection };
  const { forge, repo } = connection.request;
  const topic = `campaign-${sha256Of(text).slice(0, 12)}`;
  const said = await forge.ensureComment(repo, row.number, topic, text);
  return isFault(said) ? { row, fault: said } : { row };
}

/**
 * Closes one that is open. What it proposes is declined with it: neither the campaign nor the bot proposes it again, until
 * somebody opens it again.
 */
export async function closeOne(bringing: Bringing, row: PullRow, text: string): Promise<BulkResult> {
  const said = await commentOn(bringing, row, text);
  if (said.fault) return said;
  const connection = await bringing.connect(row.url);
  if (isFault(connection)) return { row, fault: connection };
  const { forge, repo } = connection.request;
  const closed = await forge.closePull(repo, row.number);
  if (isFault(closed)) return { row, fault: closed };
  const fault = await lookAgain(bringing, { id: row.repository, url: row.url }, [row.branch]);
  return { row, ...(fault ? { fault } : {}) };
}

/** Forgets why nothing could be opened in these repositories: the next run tries again. */
export function retryOpening(ledger: Database, repositories: readonly number[]): number {
  return ledger.transaction(() => {
    let count = 0;
    for (const id of new Set(repositories)) {
      // Another has taken its place in its wave, and it gets one anew.
      ledger.run('UPDATE repositories SET wave = NULL WHERE id = ? AND id NOT IN (SELECT repository FROM pulls)', id);
      count += ledger.run(
        "UPDATE openings SET wanted = '', outcome = '', why = '', attempts = 0, not_before = 0 WHERE repository = ?",
        id,
      );
    }
    return count;
  });
}

/** Repositories without a pull request that nothing could be opened in. */
export function failedOpenings(
  ledger: Database,
): readonly { readonly id: number; readonly name: string; readonly why: string }[] {
  return ledger.all(
    `SELECT r.id, r.name, o.why FROM openings o JOIN repositories r ON r.id = o.repository
     WHERE o.outcome IN ('cannot', 'later') ORDER BY r.name`,
  );
}
