// Steps that break what only a run shows, planned again with what the log says: each holds in the end, on a real engine.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../src/model/index.js';
import { commitAll, harden } from '../support/command.js';
import { temporary } from '../support/temporary.js';
import { describeInLab } from './support/lab.js';
import { left } from './support/left.js';

type Files = Readonly<Record<string, string>>;

/** A server of its own folder, which first does something that no reader of its source sees. */
function server(first: string): string {
  return `import ctypes, http.server, os, signal, subprocess, sys

def place(*names):
    return os.sep.join(['', *os.environ['LAYOUT'].split('.'), *names])

${first}
signal.signal(signal.SIGTERM, lambda *rest: sys.exit(0))
print('listening', flush=True)
http.server.ThreadingHTTPServer(('0.0.0.0', 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
`;
}

function app(base: string, layout: string, first: string, before = ''): Files {
  return {
    Dockerfile: `FROM ${base}\nENV LAYOUT=${layout}\nWORKDIR /srv/www\n${before}COPY server.py ./\nEXPOSE 8000\nCMD ["python3", "server.py"]\n`,
    'server.py': server(first),
    'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["8000:8000"]\n    stop_grace_period: 5s\n',
    '.harden.yaml': 'version: 1\nverify: {timeout: 30}\n',
  };
}

/** A plan as JSON prints it, as far as the tests look. */
type Printed = Pick<Plan, 'verification'> & {
  readonly groups: readonly {
    readonly steps: readonly { readonly transform: string; readonly verified?: boolean }[];
  }[];
};

async function repaired(files: Files, transform: string) {
  const root = commitAll(temporary(files));
  const home = temporary();
  const env = { PATH: process.env.PATH ?? '', HOME: home, XDG_CACHE_HOME: join(home, 'cache') };
  const args = [
    'fix',
    '--verify',
    '--quick',
    '--trusted',
    '--level',
    'unverified',
    '--only',
    transform,
    '--format',
    'json',
  ];
  const from = Date.now();
  const { out, err } = await harden(root, args, { env });
  if (out === '') throw new Error(err);
  const plan = JSON.parse(out) as Printed;
  const [group] = plan.verification!.groups;
  const rounds = group!.repaired?.[0]?.rounds.length ?? 0;
  process.stderr.write(`${transform}: ${rounds} rounds, ${Math.round((Date.now() - from) / 1000)} s\n`);
  const read = (name: string): string => readFileSync(join(root, name), 'utf8');
  return { group: group!, steps: plan.groups[0]!.steps, read };
}

describeInLab('repairs', ['python:3.12', 'python:3.12-slim'], () => {
  afterAll(() => expect(left()).toEqual([]));

  test('a folder whose name is put together when it runs is given to the account', async () => {
    const first = "os.makedirs(place('state'), exist_ok=True)\nopen(place('state', 'started'), 'a').write('x')";
    const { group, steps, read } = await repaired(app('python:3.12-slim', 'srv.data', first), 'add-app-user');
    expect(group.repaired).toMatchObject([{ transform: 'add-app-user', outcome: 'holds' }]);
    expect(group.repaired![0]!.rounds[0]!.seen[0]!.line).toContain("Permission denied: '/srv/data'");
    expect(steps).toMatchObject([{ transform: 'add-app-user', verified: true }]);
    expect(read('Dockerfile')).toContain('install -d -o app -g app /srv/www /srv/data\n');
  });

  test('a cache and a pid file get a tmpfs each below a read-only root', async () => {
    const first =
      "os.makedirs(place('.cache', 'pages'), exist_ok=True)\nopen(os.sep.join(['', 'run', 'server.' + 'pid']), 'w').write(str(os.getpid()))";
    const { group, steps, read } = await repaired(app('python:3.12-slim', 'srv', first), 'read-only-root');
    expect(group.repaired).toMatchObject([{ transform: 'read-only-root', outcome: 'holds' }]);
    expect(group.repaired![0]!.rounds.map(({ changed }) => changed)).toEqual([['- /srv/.cache'], ['- /run']]);
    expect(steps).toMatchObject([{ transform: 'read-only-root', verified: true }]);
    expect(read('compose.yaml')).toContain('read_only: true');
  });

  test('a right of root that a start takes is kept', async () => {
    const first =
      "os.makedirs(place('jail'), exist_ok=True)\nif os.fork() == 0:\n    os.chroot(place('jail'))\n    os._exit(0)\nif os.wait()[1] != 0:\n    sys.exit(1)";
    const { group, steps, read } = await repaired(app('python:3.12-slim', 'srv', first), 'drop-capabilities');
    expect(group.repaired).toMatchObject([{ transform: 'drop-capabilities', outcome: 'holds' }]);
    expect(steps).toMatchObject([{ transform: 'drop-capabilities', verified: true }]);
    expect(read('compose.yaml')).toContain('- SYS_CHROOT');
  });

  test('a library that is loaded by name and a program that is called by name are installed in the slim image', async () => {
    const first =
      "ctypes.CDLL('lib' + 'pq' + '.so.5')\nsubprocess.run([''.join(['g', 'it']), '--version'], check=True)";
    const { group, steps, read } = await repaired(app('python:3.12', 'srv', first), 'use-slim-base');
    expect(group.repaired).toMatchObject([{ transform: 'use-slim-base', outcome: 'holds' }]);
    const seen = group.repaired![0]!.rounds.flatMap((round) => round.seen.map(({ need }) => need));
    expect(seen).toEqual(['the library libpq.so.5', 'the program git']);
    expect(steps).toMatchObject([{ transform: 'use-slim-base', verified: true }]);
    expect(read('Dockerfile')).toContain('apt-get install -y --no-install-recommends git libpq5');
  });

  test('a file that is not written any more, without a word, is one that the account may write', async () => {
    const first = "try:\n    open(place('log', 'started.log'), 'a').write('x')\nexcept OSError:\n    pass";
    const made = 'RUN mkdir -p /srv/logs/log\n';
    const { group, steps, read } = await repaired(app('python:3.12-slim', 'srv.logs', first, made), 'add-app-user');
    expect(group.repaired).toMatchObject([{ transform: 'add-app-user', outcome: 'holds' }]);
    expect(group.repaired![0]!.rounds[0]!.seen[0]!.line).toBe('web does not write /srv/logs/log/started.log any more');
    expect(steps).toMatchObject([{ transform: 'add-app-user', verified: true }]);
    expect(read('Dockerfile')).toContain('/srv/logs/log');
  });
});
