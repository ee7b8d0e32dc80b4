// Neovim as it is installed, without a window: it starts the language server, shows what it says, and takes a step.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, OFFLINE, project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

beforeAll(build, 120_000);
afterEach(removeTemporary);

const DOCKERFILE =
  'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\nENV API_TOKEN=abcdef0123456789\nCMD ["true"]\n';
const isThere = spawnSync('nvim', ['--version']).status === 0;
if (!isThere && !process.env.CI) process.stderr.write('SKIPPED: nvim is not installed\n');

(isThere || process.env.CI ? test : test.skip)(
  'Neovim shows what is said of a file, and takes a step',
  () => {
    const root = temporary({ Dockerfile: DOCKERFILE });
    const script = join(project, '__tests__', 'process', 'editors', 'neovim.lua');
    const { status, stdout, stderr } = spawnSync(
      'nvim',
      ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', 'Dockerfile', '-c', `luafile ${script}`],
      {
        cwd: root,
        encoding: 'utf8',
        timeout: 120_000,
        env: {
          ...OFFLINE,
          // Its folder would still be written while it is removed.
          NODE_DISABLE_COMPILE_CACHE: '1',
          PATH: process.env.PATH,
          HOME: temporary(),
          NODE: process.execPath,
          HARDEN: join(project, 'bin', 'harden.js'),
          STEP: 'Remove the apt package lists',
        },
      },
    );
    expect({ status, said: stdout + stderr }).toMatchObject({ status: 0 });
    // A headless Neovim prints where nothing else is written.
    const seen: unknown = JSON.parse((stdout + stderr).slice((stdout + stderr).indexOf('{')));
    expect(seen).toEqual({
      before: expect.arrayContaining(['clean-apt-lists', 'secret-in-env']),
      after: expect.not.arrayContaining(['clean-apt-lists']),
      text: expect.stringContaining('&& rm -rf /var/lib/apt/lists/*'),
    });
  },
  180_000,
);
