// Fails when the package would hold anything but what runs; prints how many files it holds.
import { execFileSync } from 'node:child_process';

const RUNS = /^(?:bin|dist|man|schemas|skills)\/|^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE)$/;

const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { encoding: 'utf8' }));
const odd = files.map(({ path }) => path).filter((path) => !RUNS.test(path));
if (odd.length > 0) {
  process.stderr.write(`not expected in the package: ${odd.join(' ')}\n`);
  process.exitCode = 1;
} else process.stdout.write(`${files.length} files\n`);
