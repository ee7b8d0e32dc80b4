// Runs suites of __tests__/e2e by their names: `npm run e2e [-- NAME...] [-- options of jest]`. jest itself would match the
// words against whole paths, and a checkout below a folder of that name would run every suite.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const args = process.argv.slice(2);
const at = args.findIndex((each) => each.startsWith('-'));
const names = args.slice(0, at === -1 ? args.length : at);
const options = at === -1 ? [] : args.slice(at);
const patterns = names.map((name) => `__tests__/e2e/[^/]*${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}[^/]*$`);
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const root = fileURLToPath(new URL('..', import.meta.url));
const ran = spawnSync(process.execPath, [jest, '--config', 'jest.e2e.config.js', ...patterns, ...options], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = ran.status ?? 1;
