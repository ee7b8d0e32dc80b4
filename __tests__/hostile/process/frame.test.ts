// Limits of time and memory in a thread of its own, as the package runs it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { types } from 'node:util';
import { defaultConfig } from '../../../src/config/index.js';
import { supervisedWorker } from '../../../src/io/index.js';
import type { FilePath, GroupPlan, Plan } from '../../../src/model/index.js';
import { reports } from '../../../src/reports/index.js';
import {
  collectPlan,
  diskWorkspace,
  Frame,
  metasOf,
  overlayWorkspace,
  planOptions,
  type Workspace,
} from '../../../src/run/index.js';
import { bundle } from '../../support/bundle.js';
import { build, harden, hardenProcess, project } from '../../support/command.js';
import { plantedRegistry as registry } from '../../support/planted.js';
import { removeTemporary, temporary } from '../../support/temporary.js';

const metas = metasOf(registry);
const options = planOptions(defaultConfig(metas), {}, metas);
const GOOD = 'FROM alpine:3.20\nENV A b\n';

/** The worker of the package, with the planted transforms. */
let worker: string;

beforeAll(() => {
  build();
  // In the project, where ts-morph is found.
  worker = join(project, 'node_modules', '.cache', 'harden', 'planted-worker.js');
  const contents = `import { serveGroups } from './src/run/index.js';
import { reports } from './src/reports/index.js';
import { plantedRegistry } from './__tests__/support/planted.js';
serveGroups(plantedRegistry, reports);`;
  bundle(contents, worker);
}, 180_000);
afterAll(removeTemporary);

function planOf(root: string, limits: { readonly seconds: number; readonly megabytes: number }): Plan {
  const frame = new Frame(limits, worker);
  try {
    return collectPlan({ workspace: diskWorkspace({ root, paths: ['.'], frame }), registry, options, reports });
  } finally {
    frame.close();
  }
}

test.each([
  [
    'hangs-in-an-expression',
    4,
    'took longer than the limit of 4 s and was ended (hangs-in-an-expression on b/Dockerfile)',
  ],
  ['fills-the-memory', 60, 'needed more than the limit of 128 MB and was ended (fills-the-memory on b/Dockerfile)'],
  ['calls-itself', 60, 'met text that is nested or repeated beyond what can be read (calls-itself on b/Dockerfile)'],
])('%s: an error of the files that belong together; the others are planned', (word, seconds, message) => {
  const root = temporary({
    'a/Dockerfile': GOOD,
    'b/Dockerfile': `# ${word}\n${GOOD}`,
    'b/compose.yaml': 'services:\n  web:\n    build: .\n',
    'c/Dockerfile': GOOD,
  });
  const { groups, errors } = planOf(root, { seconds, megabytes: 128 });
  expect(errors).toEqual([
    {
      path: 'b/Dockerfile',
      message: `planning this together with b/compose.yaml ${message}`,
      hint: expect.stringMatching(/^nothing of it is changed; /),
    },
  ]);
  expect(groups.map(({ group, steps }) => [group.id, steps.length > 0])).toEqual([
    ['a/Dockerfile', true],
    ['b/Dockerfile', false],
    ['c/Dockerfile', true],
  ]);
  expect(groups[2]!.result.get('c/Dockerfile' as FilePath)).toContain('ENV A=b');
});

describe('a plan made in a worker is the plan made here', () => {
  const root = join(project, 'examples');
  const input = { registry, options, reports };
  // A map of another thread is no map to jest. What leads from one text of a step to the next is no part of its value.
  const plain = (plan: GroupPlan): string =>
    JSON.stringify(
      [plan, plan.steps.flatMap(({ files }) => files.map(({ versions }) => versions?.edits))],
      (_key, value) => (types.isMap(value) ? [...value] : value),
      1,
    );
  let frame: Frame;

  beforeAll(() => {
    frame = new Frame({ seconds: 60, megabytes: 1024 }, worker);
    // What was ended once sends everything to the worker.
    frame.run({ here: hang, there: () => ({}), size: 1 });
  });
  afterAll(() => frame.close());

  test('of files as they are', () => {
    const there = collectPlan({ workspace: diskWorkspace({ root, paths: ['.'], frame }), ...input });
    const here = collectPlan({ workspace: diskWorkspace({ root, paths: ['.'] }), ...input });
    expect(there.errors).toEqual(here.errors);
    expect(there.groups.map(plain)).toEqual(here.groups.map(plain));
    expect(here.groups.flatMap(({ steps }) => steps).length).toBeGreaterThan(50);
  });

  test('of files that steps have changed, where others are turned down', () => {
    const folder = { root, paths: ['speechflow/before'] };
    const [first] = collectPlan({ workspace: diskWorkspace(folder), ...input }).groups;
    const taken = first!.steps.slice(0, 12);
    const texts = new Map(taken.flatMap(({ files }) => files.map(({ path, after }) => [path, after])));
    const rejected = first!.steps.slice(12, 16).map(({ id }) => id);
    const planned = (workspace: Workspace): string[] =>
      collectPlan({
        workspace: overlayWorkspace(workspace, texts),
        ...input,
        options: { ...options, rejected },
        taken,
      }).groups.map(plain);
    const here = planned(diskWorkspace(folder));
    expect(planned(diskWorkspace({ ...folder, frame }))).toEqual(here);
    expect(here[0]).toContain('"heldBy": "rejected"');
  });
});

test('what is done when the time is up just then is not taken for the next result', () => {
  const program = join(project, 'node_modules', '.cache', 'harden', 'late-worker.js');
  // The supervisor is slow to end it, so that it is done, and slow to hear of that, so that the next task is there.
  const contents = `import { workerData } from 'node:worker_threads';
import { serveTasks } from './src/io/index.js';
const busy = (ms) => { for (const end = performance.now() + ms; performance.now() < end;); };
const later = setTimeout;
if (workerData.role === 'supervisor') globalThis.setTimeout = (then, ms) => later(() => { busy(120); then(); busy(30); }, ms);
serveTasks((name) => { busy(60); return name; });`;
  bundle(contents, program);
  const late = supervisedWorker({ file: program, memory: 128 });
  try {
    const replies = Array.from({ length: 6 }, (_, at) => {
      late.run(`late ${at}`, 20);
      return late.run(`next ${at}`, 10_000);
    });
    expect(replies).toEqual(replies.map((_, at) => ({ kind: 'done', value: `next ${at}` })));
  } finally {
    late.close();
  }
});

function hang(): never {
  for (;;);
}

describe('the command', () => {
  /** So many services that no machine plans them in a second. */
  const MANY = `services:\n${Array.from({ length: 4000 }, (_, at) => `  s${at}:\n    image: nginx:1.27\n    ports: ["${at}:80"]\n`).join('')}`;

  test.each([
    [
      '--timeout-per-group',
      '1',
      /^harden: big\/compose\.yaml: planning took longer than the limit of 1 s and was ended/,
    ],
    [
      '--memory-per-group',
      '64',
      /^harden: big\/compose\.yaml: planning needed more than the limit of 64 MB and was ended/,
    ],
  ])('%s: the other files are written, and it ends with 2', (flag, value, message) => {
    const root = temporary({ 'small/Dockerfile': GOOD, 'big/compose.yaml': MANY });
    const ran = hardenProcess(root, ['fix', '--yes', '--format', 'diff', flag, value]);
    expect([ran.code, ran.err.split('\n').length]).toEqual([2, 2]);
    expect(ran.err).toMatch(message);
    expect(ran.err).not.toContain('bug');
    expect(hardenProcess(root, ['check', 'small', '--format', 'json']).out).not.toContain('ENV A b');
  });

  test('standard input that cannot be planned comes out as it went in', () => {
    const ran = hardenProcess(temporary(), ['fix', '-', '--timeout-per-group', '1'], { input: MANY });
    expect([ran.code, ran.out]).toEqual([2, MANY]);
  });

  test.each(['0', '-1', '1.5', 'x', '999999'])('--timeout-per-group %s is refused', async (value) => {
    const ran = await harden(temporary(), ['check', `--timeout-per-group=${value}`]);
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('give a whole number from 1 to 3600')]);
  });
});

test('the library ends what takes too long, and its thread does not keep the process', () => {
  const root = temporary({ 'a/Dockerfile': GOOD });
  const script = `const { plan } = require(${JSON.stringify(join(project, 'dist', 'index.js'))});
const many = 'services:\\n' + Array.from({ length: 4000 }, (_, at) => '  s' + at + ':\\n    image: nginx:1.27\\n').join('');
const made = plan({ files: { 'compose.yaml': many, Dockerfile: ${JSON.stringify(GOOD)} }, limits: { seconds: 1 } });
console.log(JSON.stringify(made.errors.map(({ path }) => path)), made.groups.flatMap(({ steps }) => steps).length > 0);`;
  const ran = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  expect([ran.stdout, ran.stderr]).toEqual(['["compose.yaml"] true\n', '']);
});
