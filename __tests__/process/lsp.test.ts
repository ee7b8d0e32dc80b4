// The command itself, over its standard input and output.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build, OFFLINE, project } from '../support/command.js';
import { Editor } from '../support/editor.js';
import { removeTemporary, temporary } from '../support/temporary.js';

beforeAll(build, 120_000);
afterEach(removeTemporary);

const DOCKERFILE =
  'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\nENV API_TOKEN=abcdef0123456789\nCMD ["true"]\n';

test.each([[['lsp']], [['lsp', '--stdio']]])('%s serves an editor until it says that it ends', async (argv) => {
  const root = temporary({ Dockerfile: DOCKERFILE });
  const home = temporary();
  const child = spawn(process.execPath, [join(project, 'bin', 'harden.js'), ...argv], {
    env: { PATH: process.env.PATH, HOME: home, ...OFFLINE },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const editor = new Editor(root, child.stdout, child.stdin);
  const { serverInfo } = await editor.start();
  expect(serverInfo?.name).toBe('harden');
  await editor.open('Dockerfile', DOCKERFILE);
  expect(await editor.codes('Dockerfile')).toEqual(expect.arrayContaining(['clean-apt-lists', 'secret-in-env']));
  const { edit } = await editor.resolve(await editor.actionOf('Dockerfile', 'clean-apt-lists', 'lists'));
  await editor.apply(edit!, {});
  expect(await editor.codes('Dockerfile')).not.toContain('clean-apt-lists');
  await editor.stop();
  await editor.exit();
  expect(await ended).toEqual([0, null]);
});

test('an editor that goes without a word ends it', async () => {
  const child = spawn(process.execPath, [join(project, 'bin', 'harden.js'), 'lsp'], {
    env: { PATH: process.env.PATH, HOME: temporary(), ...OFFLINE },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let told = '';
  child.stderr.on('data', (text) => {
    told += text;
  });
  const editor = new Editor(temporary(), child.stdout, child.stdin);
  await editor.start();
  child.stdin.end();
  expect(await ended).toEqual([1, null]);
  expect(told).toBe('');
});
