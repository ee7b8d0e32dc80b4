// `harden bot run --verify`: another process builds what is proposed. Here it finds no engine, and says so.
import { spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { TOKEN } from '../forge/fake/server.js';
import { forgeWith } from '../support/bot-scene.js';
import { build, OFFLINE, project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

beforeAll(build);
afterAll(removeTemporary);

test('without an engine the pull request says that nothing was run', async () => {
  const scene = await forgeWith({ Dockerfile: 'FROM debian:12\nENV A b\nCMD curl localhost\n' });
  // Git alone, and neither Docker nor Podman.
  const bin = temporary();
  symlinkSync(execFileSync('which', ['git'], { encoding: 'utf8' }).trim(), join(bin, 'git'));
  const words = [
    'bot',
    'run',
    '--repo',
    'acme/shop',
    '--server',
    scene.fake.address,
    '--forge',
    'github',
    '--verify',
    '--offline',
  ];
  const child = spawn(process.execPath, [join(project, 'bin/harden.js'), ...words], {
    env: { PATH: bin, HOME: bin, ...OFFLINE, HARDEN_FORGE_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  const code = await new Promise((resolve) => child.on('close', resolve));
  await scene.fake.close();
  expect([code, out]).toEqual([0, expect.stringMatching(/^acme\/shop: harden\/main #1: push, open a pull request/)]);
  expect(scene.fake.pulls[0]?.body).toMatch(
    /^Nothing was built or run for this pull request \(.*(?:docker|podman).*\)/im,
  );
});
