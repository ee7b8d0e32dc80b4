// Files to copy: they parse, they are what their systems take, and what they call exists.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { harden } from './support/command.js';

const FOLDER = join(__dirname, '..', 'integrations');
const FILES = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name))
  .sort();

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

test.each(FILES.map((path) => [path.slice(FOLDER.length + 1), path]))('%s calls what there is', async (_, path) => {
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
