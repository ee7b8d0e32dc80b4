// Runs `npm test`'s suites, and the built command on the examples, with the oldest Node that package.json allows and with
// the newest of each major in use, but the one that runs this. They come from the npm registry (node-<platform>-<arch>)
// and are kept in the user's cache. Prints a line for each. `npm run test:nodes [-- VERSION...]`
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fetchNode } from './nodes.js';

const MAJORS = ['20', '22', '24', '26'];

const root = process.env.HARDEN_ROOT!;
const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } };
const oldest = engines.node.replace(/^>=(\d+\.\d+)$/, '$1.0');
const stories = readdirSync(join(root, 'examples')).map((name) => join(root, 'examples', name, 'before'));

/** What the built command makes of the examples. */
function runExamples(node: string): string[] {
  return stories.map((story) => {
    const args = [join(root, 'bin', 'harden.js'), 'fix', '--dry-run', '--offline', '--format', 'json', story];
    const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    return JSON.stringify({ status, stdout, stderr });
  });
}

/** Which SQLite there is depends on the version: what keeps a ledger is run as well. */
const SUITES = [
  ['--config', 'jest.together.config.js'],
  ['--config', 'jest.process.config.js', 'fleet/(?:campaign|history|patterns|verify)'],
];

/** The counts of all suites: passed, failed, skipped. */
function runTests(node: string): [passed: number, failed: number, skipped: number] {
  const counts = SUITES.map((suite) => runSuite(node, suite));
  const sum = (at: 0 | 1 | 2): number => counts.reduce((all, each) => all + each[at], 0);
  return [sum(0), sum(1), sum(2)];
}

/** Runs a suite, and gives the counts of jest's report. What jest says is shown if some fail. */
function runSuite(node: string, suite: readonly string[]): [passed: number, failed: number, skipped: number] {
  const folder = mkdtempSync(join(tmpdir(), 'harden-nodes-'));
  const report = join(folder, 'report.json');
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const { stderr } = spawnSync(node, [jest, '--ci', '--silent', '--json', '--outputFile', report, ...suite], {
    cwd: root,
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const counter = join(root, 'scripts', 'count-tests.mjs');
  const line = execFileSync(process.execPath, [counter, report], { encoding: 'utf8' });
  const [passed = 0, failed = 0, skipped = 0] = line.trim().split(' ').map(Number);
  rmSync(folder, { recursive: true });
  if (failed > 0) process.stderr.write(stderr);
  return [passed, failed, skipped];
}

const own = process.versions.node.split('.', 1)[0];
const given = process.argv.slice(2);
const expected = runExamples(process.execPath);
for (const wanted of given.length > 0 ? given : [oldest, ...MAJORS.filter((major) => major !== own)]) {
  const node = fetchNode(wanted);
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const [passed, failed, skipped] = runTests(node);
  const differing = runExamples(node).filter((made, at) => made !== expected[at]).length;
  const examples = differing === 0 ? 'examples as here' : `${differing} examples not as with ${process.version}`;
  process.stdout.write(`Node ${version}: ${passed} passed, ${failed} failed, ${skipped} skipped; ${examples}\n`);
  if (failed > 0 || passed === 0 || differing > 0) process.exitCode = 1;
}
