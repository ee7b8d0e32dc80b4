// The counts of the last corpus run that is kept (`npm run corpus -- DIR --json __tests__/corpus/summary.json`).
// With HARDEN_CORPUS=DIR the run itself is made again and compared.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REFUSAL_CODES } from '../../src/model/index.js';
import { reports } from '../../src/reports/index.js';
import { registry } from '../../transforms/index.js';

interface Summary {
  readonly files: Readonly<Record<'dockerfile' | 'compose' | 'kubernetes', number>>;
  readonly steps: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  readonly findings: Readonly<Record<string, number>>;
  /** Absent from a run made before it was counted. */
  readonly split?: {
    readonly candidates: number;
    readonly split: number;
    readonly refused: number;
    readonly refusals: Readonly<Record<string, number>>;
  };
  readonly failures: Readonly<Record<string, number>>;
  readonly changedLinesMedian: number;
}

const path = join(__dirname, 'summary.json');
const summary = JSON.parse(readFileSync(path, 'utf8')) as Summary;
const metas = [...registry.dockerfile, ...registry.compose, ...registry.kubernetes, ...registry.pipeline].map(
  ({ meta }) => meta,
);

test('the run was large, and nothing that must not happen did', () => {
  expect(summary.files.dockerfile).toBeGreaterThanOrEqual(3000);
  expect(summary.files.compose).toBeGreaterThanOrEqual(800);
  expect(Object.keys(summary.failures).sort()).toEqual(
    ['lost comments', 'no longer parses', 'not idempotent', 'other bugs', 'throws', 'undeclared', 'unstable'].sort(),
  );
  for (const [what, count] of Object.entries(summary.failures)) expect({ what, count }).toEqual({ what, count: 0 });
  expect(summary.changedLinesMedian).toBeLessThanOrEqual(3);
});

(summary.split ? test : test.skip)('every file that leaves build tools in its image is split or refused', () => {
  const { candidates, split, refused, refusals } = summary.split!;
  expect(candidates).toBeGreaterThanOrEqual(2000);
  expect(split).toBeGreaterThan(0);
  expect(split + refused).toBe(candidates);
  expect(Object.values(refusals).reduce((sum, count) => sum + count, 0)).toBe(refused);
  for (const code of Object.keys(refusals)) expect(REFUSAL_CODES).toContain(code);
});

test('the run is of these transforms and checks', () => {
  const ids = metas.map(({ id }) => id);
  expect(Object.keys(summary.steps).filter((id) => !ids.includes(id))).toEqual([]);
  const checks = [...reports.dockerfile, ...reports.compose, ...reports.kubernetes].map(({ id }) => id);
  expect(Object.keys(summary.findings).filter((id) => !checks.includes(id))).toEqual([]);
  for (const key of Object.keys(summary.refusals)) {
    const [id, code] = key.split(' ');
    expect(ids).toContain(id);
    expect(REFUSAL_CODES).toContain(code);
  }
});

const corpus = process.env.HARDEN_CORPUS;
(corpus ? test : test.skip)('the corpus still gives these counts', () => {
  const json = join(mkdtempSync(join(tmpdir(), 'harden-corpus-')), 'summary.json');
  const root = join(__dirname, '..', '..');
  spawnSync(process.execPath, [join(root, 'scripts', 'run.mjs'), join(__dirname, 'run.ts'), corpus!, '--json', json]);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(summary);
});
