// The bot, killed at every request in turn and started again: what it leaves behind is what it would have left undisturbed.
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fakeGitHub } from '../forge/fake/github.js';
import { TOKEN } from '../forge/fake/server.js';
import { build, commitAll, git, OFFLINE, project } from '../support/command.js';
import { proxyTo } from '../support/proxy.js';
import { removeTemporary, temporary } from '../support/temporary.js';

const BIN = join(project, 'bin/harden.js');
const FLAGS = [
  '--only',
  'exec-form,env-equals',
  '--label',
  'security',
  '--offline',
  '--forge',
  'github',
  '--format',
  'json',
];
/** More requests than any run makes. */
const NEVER = 1000;

let template: string;
beforeAll(() => {
  build();
  const root = commitAll(temporary({ Dockerfile: 'FROM debian:12\nENV A b\nCMD curl localhost\n' }));
  template = join(temporary(), 'shop.git');
  git(root, 'clone', '-q', '--bare', '.', template);
});
afterAll(removeTemporary);

/** Runs the command, and kills it once the request with this number has been done and before its answer is there. */
async function run(address: string, mirrors: string, killedAt: number) {
  let child: ReturnType<typeof spawn> | undefined;
  const proxy = await proxyTo(address, (count) => count === killedAt && child?.kill('SIGKILL') === true);
  const words = ['bot', 'run', '--repo', 'acme/shop', '--server', proxy.address, '--mirrors', mirrors, ...FLAGS];
  const { PATH } = process.env;
  child = spawn(process.execPath, [BIN, ...words], {
    env: { PATH, HOME: mirrors, ...OFFLINE, HARDEN_FORGE_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  const ended = await new Promise<string | number | null>((resolve) =>
    child?.on('close', (code, signal) => resolve(signal ?? code)),
  );
  await proxy.close();
  return { ended, out, passed: proxy.passed };
}

/** Lets one forge be run on, the first time until it is killed, and shows what is there. */
async function after(killedAt: number, alone = false) {
  const folder = temporary();
  const bare = join(folder, 'acme/shop.git');
  cpSync(template, bare, { recursive: true });
  const fake = await fakeGitHub(folder);
  const mirrors = temporary();
  const first = await run(fake.address, mirrors, killedAt);
  const second = alone ? first : await run(fake.address, mirrors, NEVER);
  await fake.close();
  const { pulls, comments, mistakes } = fake;
  const shown = pulls.map(({ number, title, body, state, labels }) => ({ number, title, body, state, labels }));
  const refs = git(bare, 'for-each-ref', '--format=%(refname) %(objectname)');
  return { first, second, state: { pulls: shown, comments, refs, mistakes } };
}

test('killed anywhere, it is as if it had not been', async () => {
  const undisturbed = await after(NEVER, true);
  expect(undisturbed.first.ended).toBe(0);
  expect(undisturbed.state).toMatchObject({ pulls: [{ number: 1, labels: [{ name: 'security' }] }], mistakes: [] });
  const { passed } = undisturbed.first;
  expect(passed).toEqual(
    expect.arrayContaining(['POST /api/v3/repos/acme/shop/pulls', 'POST /acme/shop.git/git-receive-pack']),
  );
  for (const [at, request] of passed.entries()) {
    const { first, second, state } = await after(at + 1);
    expect([request, first.ended, second.ended]).toEqual([request, 'SIGKILL', 0]);
    expect([request, state]).toEqual([request, undisturbed.state]);
  }
}, 600_000);
