// What a team knows of already, so that a check fails on what is new alone.
import { basename, dirname, resolve } from 'node:path';
import { stepKeys } from '../bot/index.js';
import { type Baseline, baselineText, parseBaseline } from '../config/index.js';
import { diskTree, isSomethingAt, readSource, sha256Of } from '../io/index.js';
import { ConfigError, type FilePath, filePath, type GroupPlan, type Plan, shownPath } from '../model/index.js';
import { type KnownSteps, stepInGroup } from '../planner/index.js';
import { plural } from '../render/index.js';
import { LineIndex } from '../text/index.js';
import { writeMessage, type Io } from './output.js';
import type { Session } from './session.js';
import { writeNamed } from './write-output.js';

/** Holding a step can bring up another that is known as well. */
const MOST_ROUNDS = 3;
/** As those of steps. */
const DIGITS = 12;

export interface BaselineFlags {
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
}

/**
 * Reads the baseline that the flags name; nothing where none is named, or where one is to be made.
 * @throws ConfigError for a file that is not there, cannot be read or is not of its form.
 */
export function openBaseline(io: Io, { baseline: file, updateBaseline }: BaselineFlags): Baseline | undefined {
  if (file === undefined) {
    if (updateBaseline) throw new ConfigError('--update-baseline writes the file that --baseline names; give both');
    return undefined;
  }
  const path = resolve(io.cwd, file);
  if (!isSomethingAt(path)) {
    if (updateBaseline) return undefined;
    throw new ConfigError(`${file}: there is no such file; make it with --baseline ${file} --update-baseline`);
  }
  const read = readSource(diskTree(dirname(path)), filePath(basename(path)));
  if (!read.source) throw new ConfigError(`${file}: ${read.error.message}`);
  return parseBaseline(shownPath(file), read.source.text);
}

/**
 * The plan without what the baseline knows: its steps are held, and its findings left out. How many of it no longer stand
 * is said where the whole root was looked at.
 * @param replan plans again with these steps held.
 */
export function planBeyond(
  io: Io,
  plan: Plan,
  { baseline, by, whole }: { readonly baseline: Baseline; readonly by: string; readonly whole: boolean },
  replan: (known: KnownSteps) => Plan,
): Plan {
  const steps = new Unused(baseline.steps);
  const known = new Set<string>();
  let now = plan;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = [...keyedSteps(now)].filter((each) => steps.take(each));
    if (found.length === 0) break;
    for (const { group, id } of found) known.add(stepInGroup(group.id, id));
    now = replan({ by, steps: known });
  }
  const findings = new Unused(baseline.findings);
  const groups = now.groups.map((group) => {
    const left = [...keyedFindings(group)].flatMap((each) => (findings.take(each) ? [] : [each.finding]));
    return { ...group, findings: left };
  });
  const gone = steps.left() + findings.left();
  if (whole && gone > 0)
    writeMessage(io, `${plural(gone, 'entry', 'entries')} of ${by} no longer stand; --update-baseline takes them out`);
  return { ...now, groups };
}

/**
 * Writes a baseline of everything in the plan. What an older one says of files that were not looked at stays.
 * @throws ConfigError when it cannot be written.
 */
export function writeBaseline(
  io: Io,
  file: string,
  plan: Plan,
  { root, whole }: Pick<Session, 'root' | 'whole'>,
  before: Baseline | undefined,
): void {
  const steps = listed(keyedSteps(plan));
  const findings = listed(plan.groups.flatMap((group) => [...keyedFindings(group)]));
  const seen = new Set<string>(plan.groups.flatMap(({ base }) => [...base.keys()]));
  const others = (known: Baseline['steps'] = {}): Baseline['steps'] =>
    whole ? {} : Object.fromEntries(Object.entries(known).filter(([path]) => !seen.has(path)));
  const baseline: Baseline = {
    steps: { ...others(before?.steps), ...steps },
    findings: { ...others(before?.findings), ...findings },
  };
  writeNamed(root, resolve(io.cwd, file), file, baselineText(baseline));
  writeMessage(io, `written to ${file}: ${plural(count(steps), 'step')} and ${plural(count(findings), 'finding')}`);
}

interface Keyed {
  readonly file: FilePath;
  /** Of the transform or the check. */
  readonly by: string;
  readonly key: string;
}

function* keyedSteps(plan: Plan): Generator<Keyed & { readonly id: string; readonly group: GroupPlan['group'] }> {
  for (const { group, steps } of plan.groups) {
    const keys = stepKeys(steps);
    for (const [at, { id, transform, at: place }] of steps.entries())
      yield { id, group, file: place.file, by: transform, key: keys[at]! };
  }
}

type PlacedFinding = GroupPlan['findings'][number];

/** A finding is named by its check and the line it stands on, so that it holds when lines move. */
function* keyedFindings({ findings, base }: GroupPlan): Generator<Keyed & { readonly finding: PlacedFinding }> {
  const lines = new Map<FilePath, LineIndex>();
  for (const finding of findings) {
    const { file } = finding.at;
    const text = base.get(file)?.text ?? '';
    const index = lines.get(file) ?? new LineIndex(text);
    lines.set(file, index);
    const { start, end } = index.contentOf(finding.line - 1);
    const key = sha256Of(JSON.stringify([finding.check, file, text.slice(start, end).trim()])).slice(0, DIGITS);
    yield { file, by: finding.check, key, finding };
  }
}

/** What of a baseline nothing was found for yet. */
class Unused {
  private readonly counts = new Map<string, number>();

  constructor(known: Baseline['steps']) {
    for (const [file, ids] of Object.entries(known))
      for (const [by, keys] of Object.entries(ids))
        for (const key of keys) {
          const name = nameOf({ file, by, key });
          this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
        }
  }

  /** True when it is known, once for each time it is listed. */
  take(each: Keyed): boolean {
    const name = nameOf(each);
    const count = this.counts.get(name) ?? 0;
    if (count > 0) this.counts.set(name, count - 1);
    return count > 0;
  }

  left(): number {
    let sum = 0;
    for (const count of this.counts.values()) sum += count;
    return sum;
  }
}

function nameOf({ file, by, key }: { readonly file: string; readonly by: string; readonly key: string }): string {
  return JSON.stringify([file, by, key]);
}

function listed(all: Iterable<Keyed>): Baseline['steps'] {
  const found = new Map<string, Map<string, string[]>>();
  for (const { file, by, key } of all) {
    const inFile = found.get(file) ?? new Map<string, string[]>();
    found.set(file, inFile);
    const keys = inFile.get(by);
    if (keys) keys.push(key);
    else inFile.set(by, [key]);
  }
  return Object.fromEntries([...found].map(([file, ids]) => [file, Object.fromEntries(ids)]));
}

function count(known: Baseline['steps']): number {
  return Object.values(known).reduce((sum, ids) => sum + Object.values(ids).flat().length, 0);
}
