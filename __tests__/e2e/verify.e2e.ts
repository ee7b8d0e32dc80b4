// Both sides of a patch on a real engine: what is wrong is found and left out, and nothing stays behind.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../src/model/index.js';
import { build, commitAll, copyForOthers, harden, project } from '../support/command.js';
import { temporary } from '../support/temporary.js';
import { load, type Replacement } from './support/faults.js';
import { describeInLab, docker, tryDocker } from './support/lab.js';
import { left, leftNameless, namelessVolumes } from './support/left.js';

const SERVER = `import ctypes, http.server, os, signal, sys
needed = ctypes.CDLL('libneeded.so.1')
needed.zlibVersion.restype = ctypes.c_char_p
page = open('/srv/pages/index.html').read() + needed.zlibVersion().decode()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path in ('/', '/up') else 404)
        self.end_headers()
        self.wfile.write(page.encode())
    def log_message(self, *rest):
        pass

if os.environ.get('MODE') == 'test':
    os.makedirs('/srv/log', exist_ok=True)
    open('/srv/log/server.log', 'a').write('started\\n')
signal.signal(signal.SIGTERM, lambda *rest: sys.exit(0))
print('listening', flush=True)
http.server.ThreadingHTTPServer(('0.0.0.0', 8000), Handler).serve_forever()
`;
// What was written by the first start is given to somebody else by the next one: a right that only that start needs.
const START = `#!/bin/sh
set -e
if [ -e /data/first ]; then
  chown 1234:1234 /data/first
else
  date > /data/first
fi
exec "$@"
`;
const FILES = {
  Dockerfile: `FROM python:3.12-slim
RUN mkdir -p /srv && cp /usr/lib/*/libz.so.1 /usr/lib/libneeded.so.1
WORKDIR /srv
COPY pages pages
COPY start.sh server.py ./
ENV A=1
EXPOSE 8000
ENTRYPOINT ["sh", "/srv/start.sh"]
CMD ["python3", "server.py"]
`,
  'compose.yaml': `services:
  web:
    build: .
    init: false
    environment:
      MODE: test
    ports:
      - "8000:8000"
    volumes:
      - data:/data
    stop_grace_period: 5s
  once:
    image: python:3.12-slim
    command: ["python3", "-c", "raise SystemExit(3)"]
volumes:
  data:
`,
  '.harden.yaml': 'version: 1\nverify: {timeout: 30}\n',
  'server.py': SERVER,
  'start.sh': START,
  'pages/index.html': 'hello\n',
} as const;

const REPLACEMENTS: readonly Replacement[] = [
  { id: 'harmless-first', target: 'dockerfile', from: 'ENV A=1', to: 'ENV A=2', touches: ['stage:0.env.A'] },
  {
    id: 'drop-library',
    target: 'dockerfile',
    from: ' && cp /usr/lib/*/libz.so.1 /usr/lib/libneeded.so.1',
    to: '',
    touches: ['stage:0.run:0'],
  },
  {
    id: 'harmless-label',
    target: 'dockerfile',
    from: 'EXPOSE 8000\n',
    to: 'EXPOSE 8000\nLABEL a=b\n',
    touches: ['stage:0.label.a'],
  },
  {
    id: 'hopeless-check',
    target: 'dockerfile',
    from: 'CMD ["python3", "server.py"]\n',
    to: 'CMD ["python3", "server.py"]\nHEALTHCHECK --interval=5s CMD ["python3", "-c", "import urllib.request as u; u.urlopen(\'http://localhost:9999/\')"]\n',
    touches: ['stage:0.healthcheck'],
  },
  { id: 'harmless-init', target: 'compose', from: 'init: false', to: 'init: true', touches: ['services.web.init'] },
  {
    id: 'bad-tmpfs',
    target: 'compose',
    from: '      MODE: test\n',
    to: '      MODE: test\n    tmpfs:\n      - /srv/pages\n',
    touches: ['services.web.tmpfs'],
  },
  {
    id: 'too-few-rights',
    target: 'compose',
    from: '    stop_grace_period: 5s\n',
    to: '    stop_grace_period: 5s\n    cap_drop: [CHOWN]\n',
    touches: ['services.web.cap_drop'],
  },
  {
    id: 'loses-log',
    target: 'compose',
    from: 'MODE: test',
    to: 'MODE: quiet',
    touches: ['services.web.environment.MODE'],
  },
  {
    id: 'harmless-last',
    target: 'compose',
    from: 'stop_grace_period: 5s',
    to: 'stop_grace_period: 6s',
    touches: ['services.web.stop_grace_period'],
  },
];
const WRONG = ['bad-tmpfs', 'drop-library', 'hopeless-check', 'loses-log', 'too-few-rights'];

function repository(files: Readonly<Record<string, string>> = FILES): string {
  return commitAll(temporary(files));
}

function environment(home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home, XDG_CACHE_HOME: join(home, 'cache') };
}

/** A plan as JSON prints it, as far as the tests look. */
type Printed = Pick<Plan, 'verification'> & {
  readonly groups: readonly {
    readonly steps: readonly { readonly transform: string; readonly verified?: boolean }[];
    readonly refused: readonly { readonly transform: string; readonly code: string; readonly message: string }[];
  }[];
};

describeInLab('verify', ['python:3.12-slim', 'debian:13', 'redis:8'], () => {
  test('each wrong transform is found, and the healed patch passes and is applied', async () => {
    const root = repository();
    const home = temporary();
    const unload = load(REPLACEMENTS);
    try {
      const env = environment(home);
      const { code, out, err } = await harden(root, ['fix', '--verify', '--quick', '--format', 'json'], { env });
      const plan = JSON.parse(out) as Printed;
      const [group] = plan.groups;
      const broken = plan.verification!.groups[0]!.broken;
      process.stderr.write(
        `${broken.map(({ transform, failures }) => `${transform}: ${failures[0]!.says}\n`).join('')}`,
      );
      expect(broken.map(({ transform }) => transform).sort()).toEqual(WRONG);
      const says = Object.fromEntries(broken.map(({ transform, failures }) => [transform, failures]));
      expect(JSON.stringify(says['drop-library'])).toContain('libneeded.so.1: cannot open shared object file');
      expect(JSON.stringify(says['bad-tmpfs'])).toContain("No such file or directory: '/srv/pages/index.html'");
      expect(JSON.stringify(says['too-few-rights'])).toMatch(/Operation not permitted/);
      expect(says['too-few-rights']![0]!.says).toContain('a second time on its volumes');
      expect(says['hopeless-check']![0]!).toMatchObject({ kind: 'health', where: 'web' });
      expect(JSON.stringify(says['hopeless-check'])).toContain('Connection refused');
      // Nobody complains of it, and it answers as it did.
      expect(says['loses-log']![0]!).toMatchObject({
        kind: 'writes',
        says: 'web does not write /srv/log/server.log any more',
      });
      // Each became a refusal with what was seen; the rest was put to the test and is on disk.
      expect(
        group!.refused
          .filter(({ code: why }) => why === 'broke-when-run')
          .map(({ transform }) => transform)
          .sort(),
      ).toEqual(WRONG);
      expect(group!.steps.map(({ transform, verified }) => [transform, verified])).toEqual(
        ['harmless-first', 'harmless-label', 'harmless-init', 'harmless-last'].map((id) => [id, true]),
      );
      expect(code).toBe(1);
      expect(err).toContain('this builds and runs what the files name');
      const written = readFileSync(join(root, 'Dockerfile'), 'utf8') + readFileSync(join(root, 'compose.yaml'), 'utf8');
      for (const each of ['ENV A=2', 'LABEL a=b', 'init: true', 'stop_grace_period: 6s', 'libneeded'])
        expect(written).toContain(each);
      for (const each of ['HEALTHCHECK', 'tmpfs', 'cap_drop']) expect(written).not.toContain(each);
    } finally {
      unload();
    }
    expect(left()).toEqual([]);
  });

  test('the healed patch passes in a run of its own, and an unchanged pair is not run again', async () => {
    const root = repository();
    const env = environment(temporary());
    const unload = load(REPLACEMENTS.filter(({ id }) => !WRONG.includes(id)));
    try {
      const passed = await harden(root, ['verify', '--quick', '--format', 'json'], { env });
      const seen = (JSON.parse(passed.out) as Printed).verification!.groups[0]!;
      expect([passed.code, seen.outcome, seen.broken]).toEqual([0, 'passed', []]);
      const from = performance.now();
      const again = await harden(root, ['verify', '--quick', '--format', 'json'], { env });
      const kept = (JSON.parse(again.out) as Printed).verification!.groups[0]!;
      process.stderr.write(`an unchanged pair: ${Math.round(performance.now() - from)} ms\n`);
      expect(kept).toEqual({ ...seen, kept: true });
      const { runs, images } = kept;
      const once = runs[0]!.after.find(({ service }) => service === 'once')!;
      expect([once.first.state, once.first.exitCode, once.second?.exitCode]).toEqual(['exited', 3, 3]);
      const web = runs[0]!.after.find(({ service }) => service === 'web')!;
      expect(web.first.probes).toMatchObject([{ probe: 'GET :8000/', answer: '200', answered: true }]);
      expect(web.stop?.killed).toBe(false);
      expect(images[0]).toMatchObject({ dockerfile: 'Dockerfile', mispredicted: [] });
      expect(images[0]!.after!.packages).toBeGreaterThan(50);
    } finally {
      unload();
    }
    expect(left()).toEqual([]);
  });

  test('secrets that were given stand in no output and not in the cache', async () => {
    const root = repository({
      ...FILES,
      Dockerfile: `${FILES.Dockerfile}ARG API_TOKEN\nRUN --mount=type=secret,id=npm cat /run/secrets/npm && false || test -n "$API_TOKEN"\n`,
      'compose.yaml': FILES['compose.yaml']
        .replace('build: .', 'build: {context: ., secrets: [npm], args: {API_TOKEN: given-as-argument}}')
        .replace('MODE: test', 'MODE: test\n      DB_PASSWORD: ${DB_PASSWORD}')
        .replace('volumes:\n  data:\n', 'volumes:\n  data:\nsecrets:\n  npm: {file: ./npm}\n'),
      'start.sh': `echo "permission denied for $DB_PASSWORD" >&2\n${START.slice(START.indexOf('set'))}`,
      '.env': 'DB_PASSWORD=hunter2-of-the-file\n',
      npm: 'npm-of-the-file\n',
    });
    const env = environment(temporary());
    const unload = load(REPLACEMENTS.slice(0, 1));
    try {
      const { out, err } = await harden(root, ['verify', '--quick', '--format', 'json'], { env });
      const [seen] = (JSON.parse(out) as Printed).verification!.groups;
      const web = seen!.runs[0]!.after.find(({ service }) => service === 'web')!;
      expect([web.first.state, web.first.log.split(/\n+/).sort()]).toEqual([
        'running',
        ['listening', 'permission denied for ***'],
      ]);
      const cache = join(env.XDG_CACHE_HOME!, 'harden', 'verify', 'results');
      const kept = readdirSync(cache).map((name) => readFileSync(join(cache, name), 'utf8'));
      expect(kept).toHaveLength(1);
      // The lines of the files themselves, which a patch shows, are not what was printed.
      const printed = [JSON.stringify(seen), err, JSON.stringify((JSON.parse(kept[0]!) as Printed).verification)];
      for (const text of printed) expect(text).not.toMatch(/hunter2|npm-of-the-file|given-as-argument/);
    } finally {
      unload();
    }
    expect(left()).toEqual([]);
  });

  test('files that a container made as root do not stay behind for a person who is not', () => {
    if (process.getuid?.() !== 0) return; // every other run here is such a one
    build();
    const folder = commitAll(
      temporary({
        'compose.yaml': `services:
  web:
    image: python:3.12-slim
    command: ["sh", "-c", "mkdir -p /notes/deep && echo x > /notes/deep/new; trap 'exit 0' TERM; sleep 300 & wait"]
    volumes: ["./notes:/notes"]
`,
        'notes/old': 'old\n',
      }),
    );
    const home = temporary();
    for (const each of [folder, home]) spawnSync('chown', ['-R', '65534:65534', each]);
    const group = String(statSync('/var/run/docker.sock').gid);
    const words = ['--reuid=65534', '--regid=65534', `--groups=${group}`, process.execPath];
    const ran = spawnSync('setpriv', [...words, copyForOthers(), 'verify', '--quick', '--offline'], {
      cwd: folder,
      env: environment(home),
      encoding: 'utf8',
    });
    expect([ran.status, ran.stdout]).toEqual([0, expect.stringContaining('Verified')]);
    expect(readdirSync(join(home, 'cache', 'harden', 'verify', 'runs'))).toEqual([]);
  });

  test('what cannot be kept apart is not run, and a service of the person is not touched', async () => {
    const mine = `harden-e2e-mine-${process.pid}`;
    docker('run', '--detach', '--name', mine, '--publish', '127.0.0.1:18123:8000', 'python:3.12-slim', 'sleep', '600');
    try {
      const root = repository({
        'compose.yaml': `services:
  host:
    image: python:3.12-slim
    network_mode: host
  socket:
    image: python:3.12-slim
    volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
  writes:
    image: python:3.12-slim
    volumes: ["/tmp/harden-e2e-abs:/x"]
  web:
    image: python:3.12-slim
    container_name: ${mine}
    init: false
    command: ["sh", "-c", "echo from a container > /notes/new.txt; cat /notes/old.txt; trap 'exit 0' TERM; sleep 300 & wait"]
    ports: ["127.0.0.1:18123:8000"]
    volumes: ["./notes:/notes"]
`,
        'notes/old.txt': 'old\n',
      });
      const unload = load([
        {
          id: 'harmless-init',
          target: 'compose',
          from: 'init: false',
          to: 'init: true',
          touches: ['services.web.init'],
        },
      ]);
      try {
        const { code, out } = await harden(root, ['verify', '--quick', '--format', 'json'], {
          env: environment(temporary()),
        });
        const { left: refused, after } = (JSON.parse(out) as Printed).verification!.groups[0]!.runs[0]!;
        expect(refused.map(({ service, reason }) => `${service}: ${reason}`)).toEqual([
          'host: it shares the network of this machine (network_mode: host)',
          'socket: it mounts /var/run/docker.sock, through which it could command the container engine',
          'writes: it may write to /tmp/harden-e2e-abs, which is not in the repository',
        ]);
        expect(after.map(({ service, first }) => [service, first.state, first.log])).toEqual([
          ['web', 'running', 'old'],
        ]);
        expect(code).toBe(0);
      } finally {
        unload();
      }
      expect(readdirSync(join(root, 'notes'))).toEqual(['old.txt']);
      expect(existsSync('/tmp/harden-e2e-abs')).toBe(false);
      expect(docker('inspect', '--format', '{{.State.Running}}', mine).trim()).toBe('true');
      expect(left()).toEqual([]);
    } finally {
      tryDocker('rm', '--force', '--volumes', mine);
    }
  });

  test('a run that is ended at any moment leaves nothing', async () => {
    build();
    const root = repository({
      Dockerfile:
        'FROM python:3.12-slim\nRUN mkdir /anon && touch /anon/of-this-test\nVOLUME /anon\nCOPY app.py /\nRUN sleep 1\nEXPOSE 8000\nCMD python3 app.py\n',
      'app.py': "import http.server as h\nh.HTTPServer(('', 8000), h.SimpleHTTPRequestHandler).serve_forever()\n",
      'compose.yaml':
        'services:\n  web:\n    build: .\n    volumes: [data:/data, /scratch]\n  cache:\n    image: redis:8\nvolumes:\n  data:\n',
    });
    const home = temporary();
    const known = namelessVolumes();
    const bin = join(project, 'bin', 'harden.js');
    const ended: string[] = [];
    const pids: number[] = [];
    for (let round = 0; round < 10; round++) {
      const signal = (['SIGINT', 'SIGTERM', 'SIGKILL'] as const)[round % 3]!;
      const after = 500 + Math.floor(Math.random() * 14_000);
      const child = spawn(process.execPath, [bin, 'verify', '--offline', '--fresh'], {
        cwd: root,
        env: environment(home),
        stdio: 'ignore',
      });
      pids.push(child.pid!);
      const code = await new Promise<number | string>((resolve) => {
        const timer = setTimeout(() => child.kill(signal), after);
        child.once('close', (status, by) => {
          clearTimeout(timer);
          resolve(status ?? by ?? -1);
        });
      });
      ended.push(`${signal} after ${(after / 1000).toFixed(1)} s: ended with ${code}, left ${left(pids).length}`);
      if (signal === 'SIGKILL') continue;
      // What a killed run left is removed by the next one that gets that far.
      expect([signal, left([child.pid!])]).toEqual([signal, []]);
    }
    // Nobody can clean up after itself when it is killed: the next run does.
    const last = await harden(temporary(), ['verify'], { env: environment(home) });
    process.stderr.write(`${ended.join('\n')}\n${last.err}`);
    expect(left(pids)).toEqual([]);
    expect(leftNameless(known, 'python:3.12-slim', 'of-this-test')).toEqual([]);
    expect(readdirSync(join(home, 'cache', 'harden', 'verify', 'runs'))).toEqual([]);
  });
});
