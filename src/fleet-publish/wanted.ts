// Which steps of a campaign may be opened: those whose pattern somebody approved, that nobody paused, and with which nothing
// broke where they were built and run.
import { breaksAt, type Database } from '../fleet/index.js';
import { sha256Of } from '../io/index.js';
import type { Level } from '../model/index.js';

/** What people decided about patterns. An approval that what broke has overtaken is not among it. */
export interface Judgement {
  readonly verdicts: ReadonlyMap<string, 'approve' | 'reject' | 'postpone'>;
  /** What nobody judged is taken where it keeps behaviour. */
  readonly isUnreviewed: boolean;
}

/** What is to be proposed to a repository. */
export interface Wanted {
  /** Keys of steps. */
  readonly keys: ReadonlySet<string>;
  readonly patterns: readonly string[];
  /** Of the keys: another is another try. */
  readonly hash: string;
}

export type PauseKind = 'transform' | 'pattern' | 'repository';

export interface Pause {
  readonly kind: PauseKind;
  readonly id: string;
}

interface StepRow {
  readonly repository: number;
  readonly key: string;
  readonly transform: string;
  readonly level: Level;
  readonly pattern: string;
  readonly broke: 0 | 1;
}

/** What is to be proposed, by repository. One without an entry is paused, or has nothing. */
export function wantedSteps(ledger: Database, judgement: Judgement): ReadonlyMap<number, Wanted> {
  const paused = new Set(pausesOf(ledger).map(({ kind, id }) => `${kind} ${id}`));
  const breaks = breaksAt(ledger);
  const rows = ledger.all<StepRow>(
    `SELECT s.repository, s.step_key AS key, s.transform, s.level, s.pattern, b.step_key IS NOT NULL AS broke FROM steps s
     JOIN repositories r ON r.id = s.repository
     LEFT JOIN broken_steps b ON b.repository = s.repository AND b.step_key = s.step_key
     WHERE NOT EXISTS (SELECT 1 FROM pauses p WHERE p.kind = 'repository' AND p.id IN (r.url, r.name))
     ORDER BY s.repository`,
  );
  const isWanted = ({ transform, level, pattern, broke }: StepRow): boolean => {
    if (broke === 1) return false;
    if (paused.has(`transform ${transform}`) || paused.has(`pattern ${pattern}`)) return false;
    const verdict = judgement.verdicts.get(pattern);
    if (verdict !== undefined) return verdict === 'approve';
    return judgement.isUnreviewed && level === 'safe' && !breaks.has(pattern);
  };
  const found = new Map<number, StepRow[]>();
  for (const row of rows) {
    const own = found.get(row.repository) ?? [];
    own.push(row);
    found.set(row.repository, own);
  }
  return new Map([...found].map(([repository, steps]) => [repository, wantedOf(steps, isWanted)]));
}

function wantedOf(steps: readonly StepRow[], isWanted: (row: StepRow) => boolean): Wanted {
  const wanted = steps.filter(isWanted);
  const keys = new Set(wanted.map(({ key }) => key));
  // Equal lines of one file share a key: it is wanted where each of them is.
  for (const row of steps) if (!isWanted(row)) keys.delete(row.key);
  const patterns = [...new Set(wanted.filter(({ key }) => keys.has(key)).map(({ pattern }) => pattern))];
  return { keys, patterns, hash: sha256Of(JSON.stringify([...keys].sort())).slice(0, 16) };
}

export function pausesOf(ledger: Database): readonly Pause[] {
  return ledger.all<Pause>('SELECT kind, id FROM pauses ORDER BY kind, id');
}

/** What an id names in this campaign; `undefined` for nothing. */
export function kindOf(ledger: Database, id: string): PauseKind | undefined {
  if (ledger.get('SELECT 1 FROM repositories WHERE url = ? OR name = ?', id, id)) return 'repository';
  if (ledger.get('SELECT 1 FROM patterns WHERE pattern = ?', id)) return 'pattern';
  if (ledger.get('SELECT 1 FROM patterns WHERE transform = ?', id)) return 'transform';
  return undefined;
}

/** Holds something back from here on, or takes that back. */
export function setPause(ledger: Database, { kind, id }: Pause, isOn: boolean, now: number): void {
  if (isOn) ledger.run('INSERT INTO pauses VALUES (?, ?, ?) ON CONFLICT DO NOTHING', kind, id, now);
  else ledger.run('DELETE FROM pauses WHERE kind = ? AND id = ?', kind, id);
}
