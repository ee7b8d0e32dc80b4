// A campaign is built and run on a real engine before anything of it is opened: one of its patterns breaks what it is for.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fakeGitHub } from '../forge/fake/github.js';
import { TOKEN, type FakeForge } from '../forge/fake/server.js';
import { build, commitAll, git, OFFLINE, project } from '../support/command.js';
import { temporary } from '../support/temporary.js';
import { describeInLab } from './support/lab.js';
import { left } from './support/left.js';

const DOCKERFILE = `FROM python:3.12-slim
WORKDIR /app
ADD app.py .
EXPOSE 8000
CMD python app.py
`;
/** Answers every request. `doing`: what it does before, with that indentation. */
const server = (doing: string): string => `import http.server, os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
${doing}        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello\\n")
print("listening", flush=True)
http.server.HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`;
/** Where it writes is known when it runs: as a user of its own it may not. */
const COUNTS = {
  Dockerfile: DOCKERFILE,
  'app.py': server('        open(os.environ["COUNT_FILE"], "a").write("x")\n'),
  'compose.yaml': `services:
  web:
    build: .
    ports: ["8000:8000"]
    environment: {COUNT_FILE: /var/lib/counts}
`,
};
const PLAIN = { Dockerfile: DOCKERFILE, 'app.py': server('') };
/** Both of the first kind have the patterns that are in most repositories, and all that the third one has. */
const REPOSITORIES = { counts: COUNTS, plain: PLAIN, again: COUNTS } as const;

describeInLab('a campaign that is built and run', ['python:3.12-slim'], () => {
  let fake: FakeForge;
  let served: string;
  let folder: string;
  let env: Record<string, string | undefined>;
  const pids: number[] = [];

  beforeAll(async () => {
    build();
    served = temporary();
    mkdirSync(join(served, 'acme'));
    for (const [name, files] of Object.entries(REPOSITORIES))
      git(commitAll(temporary(files)), 'clone', '-q', '--bare', '.', join(served, 'acme', `${name}.git`));
    fake = await fakeGitHub(served);
    fake.listed.splice(0, 1, ...Object.keys(REPOSITORIES).map((name) => ({ name, archived: false, fork: false })));
    folder = temporary({
      'campaign.yaml': `version: 1\nsources: [{organisation: "${fake.address}/acme"}]\nlevel: unverified\nonly: [copy-not-add, exec-form, add-app-user]\nopen: {waves: [all], check: false}\n`,
    });
    const { PATH, HOME } = process.env;
    env = {
      LANG: OFFLINE.LANG,
      PATH,
      HOME,
      XDG_CACHE_HOME: temporary(),
      TMPDIR: temporary(),
      HARDEN_FORGE_TOKEN: TOKEN,
    };
    for (const words of [['init'], ['plan', '--offline']]) expect(await migrate(...words)).toMatchObject({ code: 0 });
    await approve();
  });
  afterAll(async () => await fake?.close());

  function start(...words: readonly string[]): ChildProcess {
    return spawn(process.execPath, [join(project, 'bin/harden.js'), 'migrate', ...words], {
      cwd: folder,
      // Of its own group, as a terminal starts it: Ctrl-C is heard by all of it.
      detached: true,
      env,
    });
  }

  async function ended(
    child: ChildProcess,
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    const looking = setInterval(() => pids.push(...childrenOf(child)), 250);
    return await new Promise((resolve) =>
      child.on('close', (code) => {
        clearInterval(looking);
        resolve({ code: code ?? -1, out, err });
      }),
    );
  }

  function migrate(...words: readonly string[]) {
    return ended(start(...words));
  }

  async function approve(...transforms: readonly string[]): Promise<void> {
    const { patterns } = JSON.parse((await migrate('review', '--format', 'json')).out) as {
      readonly patterns: readonly { readonly pattern: string; readonly transform: string }[];
    };
    const meant = patterns.filter(({ transform }) => transforms.length === 0 || transforms.includes(transform));
    const ids = meant.map(({ pattern }) => pattern).join(',');
    expect(await migrate('review', '--approve', ids)).toMatchObject({ code: 0 });
  }

  function expectNothingLeft(): void {
    expect(left(pids)).toEqual([]);
    expect(readdirSync(env.TMPDIR!)).toEqual([]);
    expect(readdirSync(join(env.XDG_CACHE_HOME!, 'harden', 'verify', 'runs'))).toEqual([]);
  }

  const fileOf = (name: string): string => git(join(served, 'acme', `${name}.git`), 'show', 'harden/main:Dockerfile');

  test('Ctrl-C in the middle leaves nothing, and what was ended was not tried', async () => {
    const child = start('verify');
    const running = ended(child);
    while (child.exitCode === null && left(pids).length === 0) await pause(100);
    process.kill(-child.pid!, 'SIGINT');
    const { code, err } = await running;
    expect([code, err]).toEqual([130, expect.stringContaining('stopping; the same command goes on from here')]);
    expect(err).toContain('built and ran 0 repositories, 3 left');
    expectNothingLeft();
  });

  test('what is not done within the budget is ended, and was not tried', async () => {
    const { code, err } = await migrate('verify', '--budget', '2s');
    expect([code, err]).toEqual([0, expect.stringContaining('built and ran 0 repositories, 3 left')]);
    expectNothingLeft();
  });

  test('the pattern that breaks is known after the first, and what was not built shows nothing new', async () => {
    const { code, out, err } = await migrate('verify', '--most', '2');
    expect(code).toBe(1);
    expect(err).toContain('hands nothing of this machine to it (--untrusted)');
    expect(err).toMatch(
      /acme\/\w+: broke: web: GET :8000\/ gave 200.*\n.*acme\/plain: held\n.*2 repositories, something broke in 1, 1 left/,
    );
    expect(out).toMatch(/^\w{16} breaks: add-app-user \(review\) in 1 of 1 repository; acme\/\w+: web: GET :8000\//m);
    const { out: proofs } = await migrate('report', '--format', 'csv', '--of', 'proofs');
    expect(proofs).toContain("PermissionError: [Errno 13] Permission denied: '/var/lib/counts'");
    expectNothingLeft();
  });

  test('what broke waits for whoever approves it again, and is never opened where it broke', async () => {
    const first = await migrate('open', '--forge', 'github');
    expect(first.err).toMatch(/breaks: add-app-user .*left out until harden migrate review approves it/);
    expect(first.out).toMatch(/^3 pull requests opened/);
    expect(fileOf('plain')).toContain('USER');
    for (const name of ['counts', 'again']) {
      expect(fileOf(name)).toContain('CMD ["python", "app.py"]');
      expect(fileOf(name)).not.toContain('USER');
    }
    await approve('add-app-user');
    expect((await migrate('open', '--forge', 'github')).err).toContain('approved since, and left out where it broke');
    const { out } = await migrate('report', '--format', 'csv', '--of', 'proofs');
    const broke = /^acme\/(\w+),\w+,broke,/m.exec(out)![1]!;
    expect(fileOf(broke)).not.toContain('USER');
    expect(fileOf(broke === 'counts' ? 'again' : 'counts')).toContain('USER');
    expect(fake.mistakes).toEqual([]);
  });
});

/** Processes that one has started. */
function childrenOf({ pid }: ChildProcess): readonly number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}
