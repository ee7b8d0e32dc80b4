// Sizes and rebuild times over the applications of __tests__/e2e, before and after, as a table in Markdown.
// `npm run bench:images [-- NAME]`; it needs what the end-to-end tests need. Takes about twice as long as they do:
// every application is rebuilt, more often, and the least time counts. Ends with 1 where a rebuild takes more than half as
// long although the source was copied before the install: there, and only there, is that measured on a machine at rest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'harden-bench-images-'));
const file = join(folder, 'table.md');
const [name] = process.argv.slice(2);
try {
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--config', 'jest.e2e.config.js', 'apps.e2e'],
      ...(name === undefined ? [] : ['--testNamePattern', `applications (?:${name}:|the images)`]),
    ],
    { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, CI: '1', HARDEN_BENCH_IMAGES: file } },
  );
  const where = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const table = readFileSync(file, 'utf8');
  process.stdout.write(`${table}\nMeasured ${where}.\n`);
  process.exitCode = /^More than half as long/m.test(table) ? 1 : (status ?? 1);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
