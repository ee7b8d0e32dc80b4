// `harden` alone, at a terminal: what a repository holds and what to run next.
import { commitAll, harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const TERMINAL = { isTerminal: true, env: { NO_COLOR: '1' } };
const FILES = {
  Dockerfile:
    'FROM python:3.12-slim\nWORKDIR /app\nMAINTAINER me <a@b.c>\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "main.py"]\n',
  'requirements.txt': 'flask==3.0.0\n',
  'main.py': 'print("hello")\n',
  'compose.yaml': 'services:\n  web:\n    build: .\n  cache:\n    image: redis:7\n',
};

test('at most ten lines: files, steps by level, three that matter, what needs a person, and the next command', async () => {
  const ran = await harden(commitAll(temporary(FILES)), [], TERMINAL);
  expect(ran.code).toBe(0);
  const lines = ran.out.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(10);
  expect(lines[0]).toBe('1 Dockerfile and 1 Compose file');
  expect(lines[1]).toMatch(/^\d+ steps: \d+ safe, \d+ to review/);
  const told = lines.filter((line) => line.startsWith('  ')).map((line) => /\(([a-z-]+)\)$/.exec(line)?.[1]);
  expect(told).toHaveLength(3);
  expect(new Set(told).size).toBe(3);
  // One of each phase, the largest of it.
  expect(told).toEqual(['complete-dockerignore', 'add-app-user', 'add-healthcheck']);
  expect(lines.slice(-2)).toEqual([
    'harden fix --dry-run  shows the patch and touches nothing',
    'harden check          lists all of it, and what harden does not change',
  ]);
});

test('where nothing is to be changed it says so, and names no patch', async () => {
  const ran = await harden(
    commitAll(temporary({ Dockerfile: 'FROM scratch\nCOPY a /\nUSER 1000\n' })),
    ['check'],
    TERMINAL,
  );
  expect(ran.code).toBe(0);
  const alone = await harden(commitAll(temporary({ Dockerfile: 'FROM scratch\nCOPY a /\nUSER 1000\n' })), [], TERMINAL);
  expect(alone.out).toContain('Nothing to change.\n');
  expect(alone.out).not.toContain('fix --dry-run');
});

test('a file that cannot be read is counted and named, and the run ends with 2', async () => {
  const ran = await harden(commitAll(temporary({ ...FILES, 'compose.yaml': 'services: [\n' })), [], TERMINAL);
  expect(ran.code).toBe(2);
  expect(ran.out).toContain('1 file could not be planned');
  expect(ran.err).toMatch(/^harden: compose\.yaml:/m);
});

test('names of files cannot act on the terminal', async () => {
  const ran = await harden(commitAll(temporary({ 'a\u001b[2J/Dockerfile': FILES.Dockerfile })), [], TERMINAL);
  expect(ran.out).not.toContain('\u001b[2J');
});

test.each([
  ['on a pipe', FILES, true, {}],
  ['outside of a work tree', FILES, false, TERMINAL],
  ['where no file is', { 'notes.txt': 'x' }, true, TERMINAL],
] as const)('%s it is the help, and ends with 2', async (_name, files, committed, io) => {
  const root = temporary(files);
  const ran = await harden(committed ? commitAll(root) : root, [], io);
  expect([ran.code, ran.out]).toEqual([2, '']);
  expect(ran.err).toMatch(/^Usage: harden/);
});
