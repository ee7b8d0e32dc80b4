// The action and every workflow, as zizmor judges them. Where it is not installed they are left out, but not in CI.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../src/io/index.js';
import { project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

/** Where .ci/setup puts it. */
const OWN = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'harden-checks',
  'zizmor-1.32.0',
  'bin',
  'zizmor',
);
const zizmor = existsSync(OWN) ? OWN : findProgram('zizmor', process.env.PATH);
if (zizmor === undefined) process.stderr.write('SKIPPED: zizmor is not installed (.ci/setup brings it)\n');
const audited = zizmor === undefined && !process.env.CI ? test.skip : test;

function audit(folder: string, ...files: readonly string[]): { code: number | null; out: string } {
  const ran = spawnSync(zizmor ?? 'zizmor', ['--offline', '--no-config', '--quiet', ...files], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (ran.error) throw ran.error;
  return { code: ran.status, out: ran.stdout + ran.stderr };
}

audited('zizmor finds nothing', () => {
  const folders = ['.github/workflows', 'integrations/github'];
  const files = folders.flatMap((folder) => readdirSync(join(project, folder)).map((name) => join(folder, name)));
  const workflows = files.filter((name) => /\.ya?ml$/.test(name));
  expect(workflows.length).toBeGreaterThan(2);
  expect(audit(project, 'action.yml', ...workflows)).toEqual({ code: 0, out: expect.any(String) });
});

audited('it finds what it is there for', () => {
  const folder = temporary({
    'action.yml':
      'name: x\ndescription: x\ninputs: {a: {description: x}}\nruns:\n  using: composite\n  steps:\n' +
      '    - run: echo ${{ inputs.a }}\n      shell: bash\n',
  });
  const { code, out } = audit(folder, 'action.yml');
  expect(code).toBeGreaterThan(1);
  expect(out).toContain('template-injection');
});
