// `docker harden`: what Docker asks of a plugin, and how it calls one.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, OFFLINE, project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

beforeAll(build, 120_000);
afterEach(removeTemporary);

const plugin = join(project, 'bin', 'docker-harden.js');

test('it says what it is', () => {
  const out = execFileSync(process.execPath, [plugin, 'docker-cli-plugin-metadata'], { encoding: 'utf8' });
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
  expect(JSON.parse(out)).toMatchObject({ SchemaVersion: '0.1.0', Vendor: 'harden', Version: version });
});

test('what stands behind the word is done as harden does it', () => {
  const root = temporary({ Dockerfile: 'FROM alpine:3.20\nENV A b\n' });
  const ran = spawnSync(process.execPath, [plugin, 'harden', 'check', '--only', 'env-equals'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: root, ...OFFLINE },
  });
  expect([ran.status, ran.stderr]).toEqual([1, '']);
  expect(ran.stdout).toContain('1 step in 1 file');
});
