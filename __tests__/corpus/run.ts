// Plans every repository below a folder and counts what must never happen. `npm run corpus -- DIR [options]`
//   --only ID,ID     these transforms only           --each | --one   every child folder is a repository | DIR is one
//   --show N         print N random step diffs        --seed S         for --show
//   --refusals       print every refusal              --json FILE      write the counts
//   --keep-going     exit 0 although a count is not zero
//   --hashes FILE    write a line for each plan: hashes of its result, its steps, its refusals and its findings
//   --words FILE     write what those hashes are of, for a diff of two runs
//   --quick          plan once: no second run, no findings
//   --made-up        every question of a lookup gets an answer that is made up, so that pins can be read without a network
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { planWorkspace, diskWorkspace, overlayWorkspace, questionsOf, type Workspace } from '../../src/run/index.js';
import { parseSuppression, isSuppressed } from '../../src/knowledge/index.js';
import {
  type Answer,
  type Answers,
  type DroppedStep,
  type FilePath,
  type GroupPlan,
  type Lookup,
  lookupKey,
  type Step,
  TARGETS,
} from '../../src/model/index.js';
import { DocumentMemory, filesOfTarget, type PlanOptions, type SuppressionReader } from '../../src/planner/index.js';
import { reports } from '../../src/reports/index.js';
import { diffHunks, unifiedDiff, type Hunk } from '../../src/text/index.js';
import { registry } from '../../transforms/index.js';

interface Counts {
  readonly files: Record<string, number>;
  readonly steps: Record<string, number>;
  readonly refusals: Record<string, number>;
  readonly findings: Record<string, number>;
  /** Dockerfiles whose image keeps build tools: each is split or refused. */
  readonly split: { candidates: number; split: number; refused: number; refusals: Record<string, number> };
  readonly failures: Record<
    'throws' | 'no longer parses' | 'not idempotent' | 'unstable' | 'lost comments' | 'undeclared' | 'other bugs',
    number
  >;
  changedLinesMedian: number;
  changedLinesNinetieth: number;
  errors: number;
  skipped: number;
}

const counts: Counts = {
  files: { dockerfile: 0, compose: 0, kubernetes: 0, pipeline: 0 },
  steps: {},
  refusals: {},
  findings: {},
  split: { candidates: 0, split: 0, refused: 0, refusals: {} },
  failures: {
    throws: 0,
    'no longer parses': 0,
    'not idempotent': 0,
    unstable: 0,
    'lost comments': 0,
    undeclared: 0,
    'other bugs': 0,
  },
  changedLinesMedian: 0,
  changedLinesNinetieth: 0,
  errors: 0,
  skipped: 0,
};
const SPLIT = 'split-build-stage';
const changedLines: number[] = [];
const samples: string[] = [];
let sampleCount = 0;
let planSeconds = 0;

const args = process.argv.slice(2);
function option(name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}
const folder = args[0];
if (!folder || folder.startsWith('--') || !existsSync(folder)) {
  process.stderr.write(
    'usage: npm run corpus -- DIR [--only ID,ID] [--show N] [--seed S] [--refusals] [--json FILE] [--each|--one]\n',
  );
  process.exit(2);
}
const only = option('--only')?.split(',');
const show = Number(option('--show') ?? 0);
let seed = Number(option('--seed') ?? 1);
const planOptions: PlanOptions = {
  level: 'review',
  ...(only ? { only } : {}),
  suppressions: { parse: parseSuppression, covers: isSuppressed } as SuppressionReader,
  settings: () => ({
    level: 'review',
    preset: 'recommended',
    enabled: (_id, byDefault) => byDefault,
    options: () => ({}),
  }),
};

function random(): number {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return seed / 0x80000000;
}

function bump(table: Record<string, number>, key: string): void {
  table[key] = (table[key] ?? 0) + 1;
}

const GUARD_COUNT: Record<DroppedStep['guard'], keyof Counts['failures']> = {
  throw: 'throws',
  reparse: 'no longer parses',
  unstable: 'unstable',
  comments: 'lost comments',
  drift: 'undeclared',
  edits: 'other bugs',
  newlines: 'other bugs',
  ceiling: 'other bugs',
};

function complain(kind: keyof Counts['failures'], where: string, message: string): void {
  counts.failures[kind]++;
  if (counts.failures[kind] <= 10) process.stdout.write(`${kind}: ${where}: ${message}\n`);
}

/** A line that is replaced counts once; lines that only come or go count each. */
function changedIn(hunk: Hunk): number {
  const removed = hunk.lines.filter(({ kind }) => kind === 'remove').length;
  const added = hunk.lines.filter(({ kind }) => kind === 'add').length;
  return Math.max(removed, added);
}

function countStep(repository: string, step: Step): void {
  bump(counts.steps, step.transform);
  let lines = 0;
  for (const { before, after } of step.files) {
    for (const hunk of diffHunks(before ?? '', after, 0)) lines += changedIn(hunk);
  }
  changedLines.push(lines);
  if (show === 0) return;
  sampleCount++;
  const slot = samples.length < show ? samples.length : Math.floor(random() * sampleCount);
  if (slot >= show) return;
  const patch = unifiedDiff(
    step.files.map(({ path, before, after }) => ({ path, ...(before === undefined ? {} : { before }), after })),
    { context: 3 },
  );
  const assumed = step.assumptions.map(({ id, believes }) => `   assumes ${id}: ${believes}\n`).join('');
  samples[slot] = `===== ${repository} ${step.id} [${step.safety}] ${step.title}\n${assumed}${patch}`;
}

/** How many Dockerfiles leave build tools in their image, and what became of them. */
function countSplit(plan: GroupPlan): void {
  const files = new Map<FilePath, string>();
  for (const refused of plan.refused) if (refused.transform === SPLIT) files.set(refused.at.file, refused.code);
  for (const step of plan.steps) if (step.transform === SPLIT) files.set(step.at.file, SPLIT);
  for (const outcome of files.values()) {
    counts.split.candidates++;
    if (outcome === SPLIT) counts.split.split++;
    else {
      counts.split.refused++;
      bump(counts.split.refusals, outcome);
    }
  }
}

function checkPlan(repository: string, plan: GroupPlan): void {
  const memory = new DocumentMemory();
  countSplit(plan);
  for (const step of plan.steps) countStep(repository, step);
  for (const refused of plan.refused) {
    bump(counts.refusals, `${refused.transform} ${refused.code}`);
    if (args.includes('--refusals'))
      process.stdout.write(
        `${repository}/${refused.at.file}:${refused.line}: ${refused.transform} ${refused.code}: ${refused.message}\n`,
      );
  }
  for (const dropped of plan.dropped)
    complain(GUARD_COUNT[dropped.guard], `${repository}/${dropped.file}`, `${dropped.id}: ${dropped.message}`);
  for (const target of TARGETS) {
    for (const file of filesOfTarget(plan.group, target)) {
      counts.files[target]!++;
      const after = plan.result.get(file);
      const before = plan.base.get(file)?.text;
      if (after === undefined || before === undefined) continue;
      try {
        const now = memory
          .readFound(target, file, after)
          .comments()
          .map(({ text }) => text);
        const lost = memory
          .read(target, file, before)
          .comments()
          .find(({ text }) => !now.includes(text));
        if (lost) complain('lost comments', `${repository}/${file}`, lost.text);
      } catch (error) {
        complain('no longer parses', `${repository}/${file}`, String(error));
      }
    }
  }
}

const MADE_UP = { digest: `sha256:${'0123456789abcdef'.repeat(4)}`, multiPlatform: true, from: 'made.up' } as const;

function madeUp(lookup: Lookup): Answer {
  if (lookup.kind === 'package') return { kind: 'package', version: '9.8.7', from: 'made.up' };
  const tag = /:([\w.-]+)$/.exec(lookup.image)?.[1] ?? 'latest';
  return { kind: lookup.kind, tag, ...MADE_UP, ...(/\d\.\d+\.\d/.test(tag) ? {} : { specificTag: '9.8.7-made-up' }) };
}

/** The questions of a repository, and those that the first answers raise. */
function answersFor(workspace: Workspace): { readonly answers?: Answers } {
  if (!args.includes('--made-up')) return {};
  const answers = new Map<string, Answer>();
  for (let round = 0; round < 2; round++) {
    const asked = questionsOf({ workspace, registry, options: planOptions, ...(round > 0 ? { answers } : {}) });
    for (const lookup of asked) answers.set(lookupKey(lookup), madeUp(lookup));
  }
  return { answers };
}

const hashesFile = option('--hashes');
const wordsFile = option('--words');
for (const file of [hashesFile, wordsFile]) if (file) writeFileSync(file, '');

/** What a plan says, in four parts: a change of structure keeps every one of them. */
function partsOf(plan: GroupPlan): Record<'result' | 'steps' | 'refused' | 'findings', unknown> {
  return {
    result: [...plan.result].sort(([a], [b]) => (a < b ? -1 : 1)),
    steps: [plan.steps, plan.held].map((steps) => steps.map(({ files: _files, ...said }: Partial<Step>) => said)),
    refused: [plan.refused, plan.dropped],
    findings: plan.findings,
  };
}

function recordPlan(repository: string, plan: GroupPlan): void {
  if (!hashesFile && !wordsFile) return;
  const parts = partsOf(plan);
  const name = `${repository}/${plan.group.id}`;
  const hashes = Object.entries(parts).map(([part, said]) => {
    const hash = createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
    return `${part}=${hash}`;
  });
  if (hashesFile) appendFileSync(hashesFile, `${JSON.stringify(name)} ${hashes.join(' ')}\n`);
  if (wordsFile) appendFileSync(wordsFile, `===== ${JSON.stringify(name)}\n${JSON.stringify(parts, null, 1)}\n`);
}

function planRepository(root: string, name: string): void {
  const workspace = diskWorkspace({ root, paths: ['.'] });
  counts.errors += workspace.errors.length;
  counts.skipped += workspace.skipped.length;
  const changes = new Map<FilePath, string>();
  // As `fix` plans; what `check` finds besides is counted in a second go, outside the clock.
  const answers = answersFor(workspace);
  const started = process.cpuUsage();
  const plans: GroupPlan[] = [];
  for (const { plan, errors } of planWorkspace({ workspace, registry, options: planOptions, ...answers }).plans) {
    counts.errors += errors.length;
    plans.push(plan);
    recordPlan(name, plan);
    for (const [path, text] of plan.result) changes.set(path, text);
  }
  const used = process.cpuUsage(started);
  planSeconds += (used.user + used.system) / 1e6;
  if (args.includes('--quick')) {
    for (const plan of plans) checkPlan(name, plan);
    return;
  }
  const none = { dockerfile: [], compose: [], kubernetes: [], pipeline: [] };
  for (const { plan } of planWorkspace({ workspace, registry: none, reports, options: planOptions }).plans) {
    if (plan.findings.length > 0) recordPlan(name, plan);
    for (const { check } of plan.findings) bump(counts.findings, check);
    for (const dropped of plan.dropped)
      complain(GUARD_COUNT[dropped.guard], dropped.file, `${dropped.id}: ${dropped.message}`);
  }
  for (const plan of plans) checkPlan(name, plan);
  if (changes.size === 0) return;
  const second = overlayWorkspace(workspace, changes);
  const files = second.files.filter(({ path }) => changes.has(path));
  for (const { plan } of planWorkspace({
    workspace: { ...second, files: files.length < second.files.length ? second.files : files },
    registry,
    options: planOptions,
    ...answers,
  }).plans) {
    for (const step of plan.steps) complain('not idempotent', `${name}/${step.at.file}`, step.id);
  }
}

const root = resolve(folder);
const children = readdirSync(root)
  .filter((name) => statSync(join(root, name)).isDirectory())
  .sort();
const each =
  args.includes('--each') ||
  (!args.includes('--one') && !existsSync(join(root, '.git')) && !existsSync(join(root, 'Dockerfile')));
for (const name of each ? children : ['.']) {
  try {
    planRepository(join(root, name), name);
  } catch (error) {
    complain('throws', name, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

changedLines.sort((a, b) => a - b);
counts.changedLinesMedian = changedLines[Math.floor(changedLines.length / 2)] ?? 0;
counts.changedLinesNinetieth = changedLines[Math.floor(changedLines.length * 0.9)] ?? 0;
for (const sample of samples) process.stdout.write(`${sample}\n`);
const total = Object.values(counts.files).reduce((sum, count) => sum + count, 0);
function sorted(table: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
}
const summary = {
  ...counts,
  steps: sorted(counts.steps),
  refusals: sorted(counts.refusals),
  findings: sorted(counts.findings),
  split: { ...counts.split, refusals: sorted(counts.split.refusals) },
};
process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
const { candidates, split, refused, refusals } = summary.split;
if (candidates > 0) {
  const percent = ((100 * split) / candidates).toFixed(1);
  const codes = Object.entries(refusals).map(([code, count]) => `${code} ${count}`);
  process.stdout.write(
    `${SPLIT}: ${candidates} candidates, ${split} split (${percent} %), ${refused} refused: ${codes.join(', ')}\n`,
  );
}
process.stdout.write(
  `${total} files in ${planSeconds.toFixed(1)} s CPU: ${Math.round(total / planSeconds)} files a second\n`,
);
const json = option('--json');
if (json) writeFileSync(json, `${JSON.stringify(summary, null, 2)}\n`);
const failed = Object.values(counts.failures).some((count) => count > 0);
if (failed && !args.includes('--keep-going')) process.exitCode = 1;
