// Steps of a pattern as they are in repositories: what a person looks at to judge it.
import { readPlanResult, type Database } from '../../fleet/index.js';
import { listIn, parseJson, recordIn } from '../../io/index.js';
import { groupBy } from './group.js';

interface ExampleAssumption {
  readonly believes: string;
  readonly breaksIf: string;
  readonly checkBy: string;
}

/** A step of a pattern. */
export interface Example {
  readonly pattern: string;
  /** Its name, and its number in the ledger. */
  readonly repository: string;
  readonly id: number;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly why?: string;
  readonly assumptions: readonly ExampleAssumption[];
  /** The patch of the step; absent where its plan cannot be read. */
  readonly diff?: string;
}

export interface ExampleOptions {
  /** Only this pattern. */
  readonly pattern?: string;
  /** How many there may be of a pattern, each from a repository of its own. */
  readonly each: 1 | 3;
}

interface Row {
  readonly pattern: string;
  readonly id: number;
  readonly repository: string;
  readonly step: string;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly assumptions: string;
}

/** The first, the last and the middle one of the repositories that have a pattern: they are the likeliest to differ. */
function rowsSql(isOfOne: boolean): string {
  return `SELECT pattern, id, name AS repository, step, file, line, title, assumptions FROM (
  SELECT s.pattern, s.repository AS id, s.step, s.file, s.line, s.title, s.assumptions, e.place
  FROM (
    SELECT pattern, repository, MIN(rowid) AS first,
      ROW_NUMBER() OVER (PARTITION BY pattern ORDER BY repository) AS place,
      COUNT(*) OVER (PARTITION BY pattern) AS count
    FROM steps ${isOfOne ? 'WHERE pattern = ? ' : ''}GROUP BY pattern, repository
  ) e JOIN steps s ON s.rowid = e.first
  WHERE e.place IN (1, e.count, (e.count + 1) / 2)
) JOIN repositories USING (id) ORDER BY pattern, place`;
}

/** Examples by pattern. Each plan is read once, however many examples it gives. */
export function readExamples(
  ledger: Database,
  { pattern, each }: ExampleOptions,
): ReadonlyMap<string, readonly Example[]> {
  const rows = ledger.all<Row>(rowsSql(pattern !== undefined), ...(pattern === undefined ? [] : [pattern]));
  const chosen = [...groupBy(rows, (row) => row.pattern).values()].flatMap((own) => own.slice(0, each));
  const examples: Example[] = [];
  for (const [id, own] of groupBy(chosen, (row) => row.id)) {
    const steps = stepsOfPlan(readPlanResult(ledger, id));
    for (const { step, assumptions, ...row } of own)
      examples.push({ ...row, assumptions: assumptionsIn(assumptions), ...steps.get(`${row.file}\n${step}`) });
  }
  const order = new Map(chosen.map((row, at) => [`${row.pattern}\n${row.id}`, at]));
  const place = (example: Example): number => order.get(`${example.pattern}\n${example.id}`) ?? 0;
  return groupBy(
    examples.sort((a, b) => place(a) - place(b)),
    (example) => example.pattern,
  );
}

/** What a plan as JSON says of its steps, by their files and ids: files that are planned apart have the same. */
function stepsOfPlan(
  plan: Readonly<Record<string, unknown>> | undefined,
): ReadonlyMap<string, Pick<Example, 'diff' | 'why'>> {
  const found = new Map<string, Pick<Example, 'diff' | 'why'>>();
  for (const group of listIn(plan?.groups).map(recordIn))
    for (const { id, at, diff, why } of listIn(group.steps).map(recordIn)) {
      if (typeof id !== 'string') continue;
      found.set(`${recordIn(at).file}\n${id}`, {
        ...(typeof diff === 'string' ? { diff } : {}),
        ...(typeof why === 'string' ? { why } : {}),
      });
    }
  return found;
}

function assumptionsIn(text: string): readonly ExampleAssumption[] {
  return listIn(parseJson(text))
    .map(recordIn)
    .flatMap(({ believes, breaksIf, checkBy }) =>
      typeof believes === 'string' && typeof breaksIf === 'string' && typeof checkBy === 'string'
        ? [{ believes, breaksIf, checkBy }]
        : [],
    );
}
