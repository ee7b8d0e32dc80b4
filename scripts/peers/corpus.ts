// The files that peers see: those of the open corpus as they are, and as `fix` leaves them at the level review.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSuppressed, parseSuppression } from '../../src/knowledge/index.js';
import type { FilePath, GroupPlan } from '../../src/model/index.js';
import { DocumentMemory, filesOfTarget, type PlanOptions } from '../../src/planner/index.js';
import { diskWorkspace, overlayWorkspace, planWorkspace, type Workspace } from '../../src/run/index.js';
import { registry } from '../../transforms/index.js';
import type { Kind } from './catalogue.js';
import { stateFolder } from './environment.js';

export interface Subject {
  readonly kind: Kind;
  /** Of the text as it is. */
  readonly hash: string;
  readonly before: string;
  readonly after: string;
  /** Ids of the transforms that refused something in the file, or hold a step for a run. */
  readonly refused: ReadonlySet<string>;
}

const KINDS = ['dockerfile', 'compose', 'kubernetes'] as const satisfies readonly Kind[];
const OPTIONS: PlanOptions = {
  level: 'review',
  suppressions: { parse: parseSuppression, covers: isSuppressed },
  settings: () => ({
    level: 'review',
    preset: 'recommended',
    enabled: (_id, byDefault) => byDefault,
    options: () => ({}),
  }),
};

/** A name of a text that says nothing of it. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * Each text once whose hash begins with one of the digits: a share of the corpus that nobody chose.
 * @param said called with each repository.
 */
export function subjectsIn(
  folder: string,
  digits: string,
  said: (name: string) => void,
): {
  readonly subjects: readonly Subject[];
  /** Hashes of those that a second run changes. */
  readonly again: ReadonlySet<string>;
  /** Milliseconds of the processor for a file, planned twice, those that belong together with one included. */
  readonly msPerFile: number;
} {
  const found = new Map<string, Subject>();
  const again = new Set<string>();
  let files = 0;
  let cpuMs = 0;
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
  for (const name of names.sort()) {
    said(name);
    const planned = plannedOf(folder, name, digits);
    files += planned.files;
    cpuMs += planned.cpuMs;
    for (const hash of planned.again) again.add(hash);
    for (const each of planned.subjects)
      if (!found.has(each.hash)) found.set(each.hash, { ...each, refused: new Set(each.refused) });
  }
  return { subjects: [...found.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1)), again, msPerFile: cpuMs / files };
}

/** What is kept of a repository: planning all of them takes minutes. */
interface Planned {
  readonly subjects: readonly (Omit<Subject, 'refused'> & { readonly refused: readonly string[] })[];
  readonly again: readonly string[];
  readonly files: number;
  /** Milliseconds of the processor for planning it twice. */
  readonly cpuMs: number;
}

/** What plans, as it is committed: pages, and the tables that only words are made of, plan nothing. */
const CODE = execFileSync('git', ['ls-tree', '-r', 'HEAD', 'src', 'transforms'], {
  cwd: process.env.HARDEN_ROOT!,
  encoding: 'utf8',
  maxBuffer: 1 << 26,
})
  .split('\n')
  .filter((line) => !/\.md$|\/schema\/|\/data\/(?:rules|verified)\.yaml$/.test(line))
  .join('\n');

function plannedOf(folder: string, name: string, digits: string): Planned {
  const file = join(stateFolder(), 'planned', `${hashOf(`${CODE} ${digits} ${join(folder, name)}`)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Planned;
  const started = process.cpuUsage();
  const whole = diskWorkspace({ root: join(folder, name), paths: ['.'] });
  const workspace = { ...whole, changed: chosenIn(whole, digits) };
  const plans = [...planWorkspace({ workspace, registry, options: OPTIONS }).plans].map(({ plan }) => plan);
  const taken = new Map<FilePath, string>();
  const found = new Map<string, Subject>();
  for (const plan of plans) take(plan, digits, found, taken);
  const again = taken.size === 0 ? [] : plannedAgain(workspace, plans).flatMap((path) => taken.get(path) ?? []);
  const { user, system } = process.cpuUsage(started);
  const planned: Planned = {
    subjects: [...found.values()].map((each) => ({ ...each, refused: [...each.refused] })),
    again,
    cpuMs: (user + system) / 1000,
    files: plans.reduce((sum, { base }) => sum + base.size, 0),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(planned));
  return planned;
}

/** The files whose texts are taken: what belongs together with one of them is planned, and the rest is only read. */
function chosenIn({ files, read }: Workspace, digits: string): ReadonlySet<FilePath> {
  const chosen = files.filter(({ path }) => {
    const source = read(path);
    return 'text' in source && digits.includes(hashOf(source.text)[0]!);
  });
  return new Set(chosen.map(({ path }) => path));
}

function take(plan: GroupPlan, digits: string, found: Map<string, Subject>, taken: Map<FilePath, string>): void {
  for (const kind of KINDS) {
    for (const path of filesOfTarget(plan.group, kind)) {
      const before = plan.base.get(path)?.text;
      if (before === undefined) continue;
      const hash = hashOf(before);
      if (!digits.includes(hash[0]!) || found.has(hash)) continue;
      const left = [...plan.refused, ...plan.held].filter(({ at }) => at.file === path);
      const refused = new Set(left.map(({ transform }) => transform));
      found.set(hash, { kind, hash, before, after: plan.result.get(path) ?? before, refused });
      taken.set(path, hash);
    }
  }
}

/** The files of which a second run changes something. */
function plannedAgain(workspace: Workspace, plans: readonly GroupPlan[]): FilePath[] {
  const changes = new Map(plans.flatMap(({ result }) => [...result]));
  if (changes.size === 0) return [];
  const second = planWorkspace({ workspace: overlayWorkspace(workspace, changes), registry, options: OPTIONS });
  return [...second.plans].flatMap(({ plan }) => plan.steps.map(({ at }) => at.file));
}

/** The comments of a text; `undefined` where it does not parse as BuildKit, or YAML, would have it. */
export function commentsOf(kind: Kind, text: string): readonly string[] | undefined {
  try {
    return new DocumentMemory()
      .readFound(kind, FILE, text)
      .comments()
      .map((comment) => comment.text);
  } catch {
    return undefined;
  }
}

const FILE = 'file' as FilePath;
