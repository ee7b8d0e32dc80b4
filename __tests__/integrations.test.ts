// Files to copy: they parse, they are what their systems take, and what they call exists.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { actionVersions } from '../src/knowledge/index.js';
import { harden, project } from './support/command.js';

const FOLDER = join(project, 'integrations');
const TEMPLATE = join(project, 'templates', 'harden.yml');
const ACTION = join(project, 'action.yml');
const SCRIPT = join(FOLDER, 'github', 'action.sh');
const WORKFLOWS = join(project, '.github', 'workflows');
// Extensions of editors are programs: __tests__/process/vscode.test.ts.
const EDITORS = join(FOLDER, 'editors');
const FILES = [...filesIn(FOLDER).filter((path) => !path.startsWith(EDITORS)), TEMPLATE];

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

function read(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

/** The words of each call of harden. */
function callsIn(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => /(?:@harden\/cli|\bharden) ((?:bot|verify|fix|check|update)\b.*)$/.exec(line)?.[1] ?? [])
    .map((words) => words.split(/\s+/));
}

test.each(FILES.map((path) => [path.slice(project.length + 1), path]))('%s calls what there is', async (_, path) => {
  const calls = callsIn(readFileSync(path, 'utf8'));
  expect(calls.length).toBeGreaterThan(0);
  for (const words of calls) {
    const flags = words.filter((word) => /^--?[a-z]/.test(word));
    const command = words.slice(0, words[0] === 'bot' ? 2 : 1);
    const { code, out } = await harden(FOLDER, [...command, '--help']);
    expect(code).toBe(0);
    for (const flag of flags) expect(out).toMatch(new RegExp(`^\\s*(?:-\\w, )?${flag}\\b`, 'm'));
  }
});

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly run?: string;
    readonly uses?: string;
    readonly with?: Record<string, unknown>;
    readonly env?: Record<string, string>;
  }[];
  readonly 'timeout-minutes': number;
}

const PUBLISHING = { contents: 'write', 'pull-requests': 'write', checks: 'write', statuses: 'read' };

test.each([
  ['github/harden-bot.yaml', { bot: PUBLISHING }],
  ['github/harden-bot-verified.yaml', { verify: { contents: 'read' }, publish: PUBLISHING }],
])('%s gives each job what it needs and no more', (name, permissions) => {
  const workflow = parse(read(name)) as { permissions: object; jobs: Record<string, Job> };
  expect(workflow.permissions).toEqual({});
  const given = Object.entries(workflow.jobs).map(([job, { permissions: own }]) => [job, own]);
  expect(Object.fromEntries(given)).toEqual(permissions);
  for (const { steps, ...job } of Object.values(workflow.jobs)) {
    expect(job['timeout-minutes']).toBeGreaterThan(0);
    // What a stranger writes, a title or a comment, is never made part of a script.
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
    // Where files of the repository are, no token is.
    const checkouts = steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout'));
    for (const { with: options } of checkouts) expect(options?.['persist-credentials']).toBe(false);
    const isGivenToken = steps.some(({ env = {} }) => Object.keys(env).some((key) => key.endsWith('TOKEN')));
    expect(checkouts.length > 0 && isGivenToken).toBe(false);
  }
});

test('the job of GitLab runs by schedule alone, and not twice at once', () => {
  const { 'harden-bot': job } = parse(read('gitlab/harden-bot.yaml'));
  expect(job.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "schedule"' }]);
  expect(job.resource_group).toBe('harden-bot');
  expect(job.script).toHaveLength(1);
});

test('the unit waits for runs to end, and has its secrets in a file', () => {
  const lines = read('systemd/harden-bot.service').split('\n');
  expect(lines).toEqual(expect.arrayContaining(['[Unit]', '[Service]', '[Install]', 'DynamicUser=yes']));
  expect(lines.filter((line) => line !== '' && !/^(?:#|\[[A-Z]\w+\]$|[A-Z]\w+=)/.test(line))).toEqual([]);
  expect(lines.some((line) => line.startsWith('EnvironmentFile='))).toBe(true);
  expect(lines.some((line) => line.startsWith('Environment='))).toBe(false);
});

test.each([...FILES, ACTION, ...filesIn(WORKFLOWS)].filter((path) => /\.ya?ml$/.test(path)))('%s parses', (path) => {
  const documents = parseAllDocuments(readFileSync(path, 'utf8'));
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
});

test('every action is pinned to the commit of a release, the same one everywhere', () => {
  const known = new Map(
    [...actionVersions()].map(([reference, version]) => {
      const [name = '', commit = ''] = reference.split('@');
      return [name, `${commit} # ${version}`];
    }),
  );
  const pages = [...FILES, ACTION, ...filesIn(WORKFLOWS), join(project, 'docs', 'ci.md')];
  const uses = pages.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/uses: ([^@\s]+)@(.*)$/gm)]);
  expect(uses.length).toBeGreaterThan(10);
  for (const [whole, name = '', pin = ''] of uses) {
    if (name === '<owner>/harden') continue;
    expect(whole).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    expect([name, pin]).toEqual([name, known.get(name) ?? pin]);
    known.set(name, pin);
  }
});

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: Job['steps'] };
}

test('the action hands its inputs over as variables, and the script reads each', () => {
  const { inputs, outputs, runs } = parse(readFileSync(ACTION, 'utf8')) as Action;
  const script = readFileSync(SCRIPT, 'utf8');
  expect(script).not.toContain('${{');
  const [{ run, env = {} } = {}] = runs.steps;
  expect(run).not.toContain('${{');
  const variables = Object.keys(inputs)
    .filter((name) => !['working-directory', 'artifact'].includes(name))
    .map((name) => [`INPUT_${name.toUpperCase().replace('-', '_')}`, `\${{ inputs.${name} }}`]);
  expect(Object.entries(env)).toEqual(expect.arrayContaining(variables));
  expect(Object.keys(env)).toHaveLength(variables.length);
  for (const [variable] of variables) expect(script).toContain(`$${variable}`);
  for (const name of ['folder', ...Object.keys(outputs)]) expect(script).toContain(`output ${name} `);
});

test('the component has the inputs of the action, as variables, and the version of the package', () => {
  const [head, jobs] = parseAllDocuments(readFileSync(TEMPLATE, 'utf8')).map((document) => document.toJS());
  const { inputs } = head.spec as Action;
  const action = parse(readFileSync(ACTION, 'utf8')) as Action;
  const shared = Object.keys(action.inputs).filter(
    (name) => !['working-directory', 'apply', 'artifact'].includes(name),
  );
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(shared));
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
  expect(inputs.version?.default).toBe(version);
  const [job] = Object.values(jobs) as { before_script: string[]; script: string[] }[];
  expect([...job!.before_script, ...job!.script].join('\n')).not.toContain('$[[');
});

test('the flags that inputs become are flags', async () => {
  const flags = [SCRIPT, TEMPLATE].flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(/(?:\badd |:\+)(--[a-z-]+)/g),
  ]);
  expect(flags).toHaveLength(8);
  const { out } = await harden(FOLDER, ['check', '--help']);
  for (const [, flag] of flags) expect(out).toMatch(new RegExp(`^\\s*${flag}\\b`, 'm'));
});

test('only the jobs that publish may, and no secret is kept for it', () => {
  const text = readFileSync(join(WORKFLOWS, 'release.yml'), 'utf8');
  expect(text).not.toContain('secrets.');
  const { permissions, jobs } = parse(text) as { permissions: object; jobs: Record<string, Job> };
  expect(permissions).toEqual({});
  expect(Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.permissions]))).toEqual({
    package: { contents: 'read', 'id-token': 'write' },
    image: { contents: 'read', packages: 'write' },
    index: { packages: 'write' },
  });
  for (const { steps } of Object.values(jobs)) for (const { run = '' } of steps) expect(run).not.toContain('${{');
});

test('the page is published by a job that builds nothing', () => {
  const text = readFileSync(join(WORKFLOWS, 'site.yml'), 'utf8');
  expect(text).not.toContain('secrets.');
  const { permissions, jobs } = parse(text) as { permissions: object; jobs: Record<string, Job> };
  expect(permissions).toEqual({});
  expect(Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.permissions]))).toEqual({
    build: { contents: 'read' },
    publish: { pages: 'write', 'id-token': 'write' },
  });
  const actions = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  expect(actions.length).toBeGreaterThan(3);
  for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
});
