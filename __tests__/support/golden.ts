// The golden cases: what lies in golden/<transform>/.../<case>/, and what planning one gives in the form of expected.json.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTree } from '../../scripts/example-files.js';
import type { Answer, FilePath, Group, Preset, RefusedStep, Step } from '../../src/model/index.js';
import { planTexts, type PlannedRepository, type PlanRequest } from './plan.js';
import { onlyTransforms, root } from './transforms.js';

/** `safe`, or the safety with the ids of what is believed: `{ "review": ["needs-no-root"] }`. */
export type ExpectedStep = 'safe' | Readonly<Record<string, readonly string[]>>;

/** The form of expected.json. CONTRIBUTING.md explains it. */
export interface Expected {
  /** By the ids of the steps, with `:<file>` behind them where the case has several files to plan. */
  readonly steps?: Readonly<Record<string, ExpectedStep>>;
  /** Steps that are only shown; `sketch/` holds what the files would be with them. */
  readonly sketches?: Readonly<Record<string, ExpectedStep>>;
  /** A code, or several, by place: the anchor, and `:<file>` as with steps. */
  readonly refusals?: Readonly<Record<string, string | readonly string[]>>;
  /** Steps a comment turned off. */
  readonly suppressed?: readonly string[];
  /** The preset it is planned with; absent: recommended. */
  readonly preset?: Preset;
  /** Other transforms that run as well; the places of their refusals begin with `<transform>@`. */
  readonly with?: readonly string[];
}

export interface GoldenCase {
  readonly transform: string;
  /** Below the folder of the transform: `exec-form-of-bash`, `go/two-programs`. */
  readonly name: string;
  readonly folder: string;
  readonly expected: Expected;
}

const golden = join(root, '__tests__', 'golden');
const PARTS = new Set(['before', 'after', 'sketch', 'expected.json', 'answers.json', 'options.json']);

/** Transforms that have golden cases. */
export function goldenTransforms(): string[] {
  return readdirSync(golden).sort();
}

/** The page with the sentences of a transform. */
export function wordsFile(transform: string): string {
  return join(golden, transform, 'words.md');
}

/** The cases of a transform, at any depth: a folder with expected.json is one. */
export function goldenCases(transform: string): GoldenCase[] {
  const cases: GoldenCase[] = [];
  function walk(below: string): void {
    const folder = join(golden, transform, below);
    const entries = readdirSync(folder, { withFileTypes: true });
    if (entries.some(({ name }) => name === 'expected.json')) {
      const odd = entries.filter(({ name }) => !PARTS.has(name)).map(({ name }) => name);
      if (odd.length > 0) throw new Error(`${folder}: a golden case has no ${odd.join(', ')}`);
      const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
      cases.push({ transform, name: below, folder, expected });
      return;
    }
    const folders = entries.filter((entry) => entry.isDirectory());
    if (folders.length === 0) throw new Error(`${folder}: a golden case without expected.json`);
    for (const { name } of folders) walk(below === '' ? name : `${below}/${name}`);
  }
  if (existsSync(join(golden, transform))) walk('');
  return cases.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether something changes: after/ holds the files that do. */
export function changes({ folder }: GoldenCase): boolean {
  return existsSync(join(folder, 'after'));
}

/** The files of `before`, `after` or `sketch`. git does not track a folder called .git, so the cases call it dot-git. */
export function filesOf({ folder }: GoldenCase, part: 'before' | 'after' | 'sketch'): Record<string, string> {
  const files = Object.entries(readTree(join(folder, part)));
  return Object.fromEntries(files.map(([path, text]) => [path.replace(/(^|\/)dot-git\//, '$1.git/'), text]));
}

/** How a case is planned: with its transform alone, up to what only a run confirms, its options, and what is answered. */
export function requestOf({ transform, folder, expected }: GoldenCase): PlanRequest {
  const answers = readJson<Record<string, Answer>>(join(folder, 'answers.json'));
  return {
    ...(answers ? { answers: new Map(Object.entries(answers)) } : {}),
    registry: onlyTransforms([transform, ...(expected.with ?? [])]),
    level: 'unverified',
    ...(expected.preset ? { preset: expected.preset } : {}),
    transformOptions: readJson<Record<string, unknown>>(join(folder, 'options.json')) ?? {},
  };
}

function readJson<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

export function planCase(each: GoldenCase): PlannedRepository {
  return planTexts(filesOf(each, 'before'), requestOf(each));
}

/** What expected.json says a plan gives. */
export function expectedOf({ expected: { with: _, preset: __, ...given } }: GoldenCase): Expected {
  return given;
}

export function stepsOf({ expected }: GoldenCase): ExpectedStep[] {
  return Object.values(expected.steps ?? {});
}

export function sketchesOf({ expected }: GoldenCase): ExpectedStep[] {
  return Object.values(expected.sketches ?? {});
}

export function safetyOf(step: ExpectedStep): string {
  return typeof step === 'string' ? step : Object.keys(step)[0]!;
}

/** Every code as often as it is expected. */
export function refusedCodes({ expected }: GoldenCase): string[] {
  return Object.values(expected.refusals ?? {}).flat();
}

/** What a plan gives, in the form of expected.json; what there is nothing of is left out. */
export function expectationOf({ transform }: GoldenCase, { plans }: PlannedRepository): Expected {
  const several = plans.flatMap(({ group }) => plannedFiles(group)).length > 1;
  const held = plans.flatMap((plan) => plan.held);
  const hidden = held.filter(({ heldBy }) => heldBy === 'suppression');
  const shown = held.filter(({ heldBy }) => heldBy === 'manual');
  const steps = plans.flatMap((plan) => plan.steps);
  const refused = plans.flatMap((plan) => plan.refused);
  return withoutEmpty({
    steps: expectedSteps(steps, several),
    sketches: expectedSteps(shown, several),
    refusals: expectedRefusals(transform, refused, several),
    suppressed: hidden.map((step) => keyOf(step, several)).sort(),
  });
}

function plannedFiles({ dockerfiles, compose, kubernetes, pipelines }: Group): FilePath[] {
  return [...dockerfiles, ...compose, ...kubernetes, ...pipelines];
}

/** The id of a step. The planner puts the file behind it where a group has several files; here a case does. */
function keyOf({ id, at }: Pick<Step, 'id' | 'at'>, several: boolean): string {
  return !several || id.includes(`:${at.file}`) ? id : `${id}:${at.file}`;
}

function expectedSteps(
  steps: readonly Pick<Step, 'id' | 'at' | 'safety' | 'assumptions'>[],
  several: boolean,
): Record<string, ExpectedStep> {
  const byKey: Record<string, ExpectedStep> = {};
  for (const step of steps) {
    const key = keyOf(step, several);
    if (key in byKey) throw new Error(`two steps are called ${key}`);
    byKey[key] = step.safety === 'safe' ? 'safe' : { [step.safety]: step.assumptions.map(({ id }) => id) };
  }
  return byKey;
}

function expectedRefusals(
  transform: string,
  refused: readonly RefusedStep[],
  several: boolean,
): Record<string, string | readonly string[]> {
  const codes = new Map<string, string[]>();
  for (const { transform: by, anchor, at, code } of refused) {
    const place = `${by === transform ? '' : `${by}@`}${anchor}${several ? `:${at.file}` : ''}`;
    codes.set(place, [...(codes.get(place) ?? []), code]);
  }
  return Object.fromEntries([...codes].map(([place, all]) => [place, all.length === 1 ? all[0]! : all]));
}

function withoutEmpty(expected: Expected): Expected {
  return Object.fromEntries(Object.entries(expected).filter(([, value]) => Object.keys(value).length > 0));
}
