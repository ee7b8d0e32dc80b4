// `harden observe` against a search that tries every set there is, and `harden fix` with what it saw.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv } from 'ajv';
import { observationsSchema } from '../../src/config/index.js';
import type { ServiceObservation } from '../../src/model/index.js';
import { build, hardenProcess, OFFLINE, project, type Ran } from '../support/command.js';
import { temporary } from '../support/temporary.js';
import { containersOf } from './support/containers.js';
import { compose, describeInLab, docker, tryDocker, uniqueName } from './support/lab.js';
import { ALL_OF_DOCKER, exhaustive, worksTwice, type Trial } from './support/exhaustive.js';

interface Subject {
  readonly service: string;
  readonly files: Readonly<Record<string, string>>;
  /** Uses it: a shell command that `--exec` takes. */
  readonly exec: string;
  readonly trial: Omit<Trial, 'image'>;
}

const KEEPER = `FROM python:3.12-slim
RUN useradd --uid 1234 keeper && mkdir /var/keep && install -d -o keeper /srv/spool
COPY entry.sh server.py /
ENTRYPOINT ["sh", "/entry.sh"]
`;
const ENTRY = `set -e
chown keeper /var/keep
exec setpriv --reuid 1234 --regid 1234 --clear-groups python3 /server.py
`;
const SERVER = `import http.server
import signal
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
open('/var/keep/started', 'w').write('yes')


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == '/save':
            open('/srv/spool/one', 'w').write('kept')
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'ok')

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(('', 8000), Handler).serve_forever()
`;
const PAGES = `const fs = require('node:fs');
fs.writeFileSync('/tmp/started', 'yes');
fs.writeFileSync('/var/lib/pages/index', 'one');
process.on('SIGTERM', () => process.exit(0));
require('node:http').createServer((_, answer) => answer.end('page')).listen(8000);
`;

/** A check every two seconds, so that no time is lost with waiting. */
const checked = (test: string): string =>
  `    healthcheck:\n      test: ["CMD-SHELL", "${test}"]\n      interval: 2s\n      retries: 30\n`;
/** Starts no interpreter, which would count as memory of the service. */
const OPEN = `bash -c \\"exec 3<>/dev/tcp/127.0.0.1/8000\\"`;
const unescaped = (text: string): string => text.replaceAll('\\"', '"');

const SUBJECTS: readonly Subject[] = [
  {
    service: 'database',
    files: {
      'compose.yaml': `services:\n  database:\n    image: postgres:17\n    environment: {POSTGRES_PASSWORD: not-a-secret}\n    volumes: [data:/var/lib/postgresql/data]\n${checked('pg_isready -q -h 127.0.0.1 -U postgres')}volumes: {data: {}}\n`,
    },
    exec: 'true',
    trial: {
      options: ['--env=POSTGRES_PASSWORD=not-a-secret'],
      volume: '/var/lib/postgresql/data',
      check: 'pg_isready -q -h 127.0.0.1 -U postgres',
      paths: ['/run/postgresql', '/tmp', '/var/log', '/srv'],
    },
  },
  {
    service: 'cache',
    files: {
      'compose.yaml': `services:\n  cache:\n    image: redis:8\n    volumes: [data:/data]\n${checked('redis-cli ping | grep -q PONG')}volumes: {data: {}}\n`,
    },
    exec: 'true',
    trial: { volume: '/data', check: 'redis-cli ping | grep -q PONG', paths: ['/tmp', '/run', '/var/log', '/srv'] },
  },
  {
    service: 'front',
    files: {
      'compose.yaml': `services:\n  front:\n    image: nginx:1.26\n    expose: ["80"]\n${checked('bash -c \\"exec 3<>/dev/tcp/127.0.0.1/80\\"')}`,
    },
    exec: 'curl -fsS --max-time 5 -o /dev/null http://$HARDEN_FRONT_80',
    trial: {
      // A worker has to answer: the master takes connections all the same, for workers that are dead.
      check: `timeout 1 bash -c 'exec 3<>/dev/tcp/127.0.0.1/80; printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3; grep -q "200 OK" <&3'`,
      // It keeps no data of others, and signals its workers as their parent.
      capabilities: ['CHOWN', 'DAC_OVERRIDE', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
      paths: ['/run', '/tmp', '/var/lib/nginx', '/srv'],
    },
  },
  {
    service: 'keeper',
    files: {
      Dockerfile: KEEPER,
      'entry.sh': ENTRY,
      'server.py': SERVER,
      'compose.yaml': `services:\n  keeper:\n    build: .\n    expose: ["8000"]\n${checked(OPEN)}`,
    },
    exec: 'curl -fsS http://$HARDEN_KEEPER_8000/save',
    trial: {
      check: unescaped(OPEN),
      // The same load, from inside: what it writes then is missed as well.
      use: `python3 -c 'import urllib.request as u; u.urlopen("http://127.0.0.1:8000/save")'`,
      paths: ['/srv/spool', '/tmp', '/var/keep', '/run'],
    },
  },
  {
    service: 'pages',
    files: {
      Dockerfile: 'FROM node:20-slim\nRUN mkdir /var/lib/pages\nCOPY pages.js /\nCMD ["node", "/pages.js"]\n',
      'pages.js': PAGES,
      'compose.yaml': `services:\n  pages:\n    build: .\n    expose: ["8000"]\n${checked(OPEN)}`,
    },
    exec: 'curl -fsS -o /dev/null http://$HARDEN_PAGES_8000',
    trial: { check: unescaped(OPEN), paths: ['/opt', '/run', '/srv', '/tmp', '/var/lib/pages'] },
  },
];
const IMAGES = ['postgres:17', 'redis:8', 'nginx:1.26', 'python:3.12-slim', 'node:20-slim'];
/** Two at a time: as many as the machine has processors. */
const AT_ONCE = 2;
const WATCHED_S = 8;

interface Seen {
  readonly folder: string;
  readonly home: string;
  readonly is: ServiceObservation;
  readonly tries: number;
  readonly out: string;
  /** What `docker stats` said meanwhile, in bytes. */
  readonly stats: readonly number[];
}

describeInLab('harden observe', IMAGES, () => {
  const seen = new Map<string, Seen>();
  beforeAll(async () => {
    build();
    const open = [...SUBJECTS];
    const worker = async (): Promise<void> => {
      for (let next = open.shift(); next; next = open.shift()) seen.set(next.service, await observed(next));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }, 1_200_000);

  test.each(SUBJECTS)(
    '$service: as the search through everything finds it, in a third of its runs',
    async (subject) => {
      const { is, tries, folder } = seen.get(subject.service)!;
      const image = imageOf(subject, folder);
      const trial: Trial = { ...subject.trial, image };
      const found = await exhaustive(trial);
      expect(is.capabilities).toEqual(found.capabilities);
      expect(is.readOnly).toEqual({ works: true, tmpfs: expect.anything() });
      expect(is.readOnly?.works === true && is.readOnly.tmpfs.map(({ path }) => path)).toEqual(found.paths);
      // The universe of the search is honest: without one of these, all others that Docker gives do not help.
      for (const each of found.capabilities)
        expect([
          each,
          await worksTwice(trial, { capabilities: ALL_OF_DOCKER.filter((other) => other !== each) }, found.patience),
        ]).toEqual([each, false]);
      process.stdout.write(`${subject.service}: ${tries} tries, ${found.runs} runs of the search\n`);
      expect(tries * 3).toBeLessThanOrEqual(found.runs);
    },
  );

  test.each(SUBJECTS)('$service: memory is what docker stats says, within 15 %', ({ service }) => {
    const { is, stats } = seen.get(service)!;
    expect(stats.length).toBeGreaterThan(1);
    const middle = [...stats].sort((a, b) => a - b)[stats.length >> 1]!;
    process.stdout.write(`${service}: ${is.memory!.steady} bytes, docker stats ${middle}\n`);
    expect(Math.abs(is.memory!.steady - middle) / middle).toBeLessThan(0.15);
  });

  test('the file is of its schema', () => {
    const validate = new Ajv({ strict: false }).compile(observationsSchema());
    for (const { folder } of seen.values()) {
      const data: unknown = JSON.parse(readFileSync(join(folder, '.harden', 'observations.json'), 'utf8'));
      expect([validate(data), validate.errors]).toEqual([true, null]);
    }
  });

  test('what is written only under load is seen, and keeps its place', () => {
    const { is } = seen.get('keeper')!;
    expect(is.writes).toContain('/srv/spool/one');
    expect(is.readOnly?.works === true && is.readOnly.tmpfs.find(({ path }) => path === '/srv/spool')).toMatchObject({
      uid: 1234,
      mode: '0755',
    });
  });

  test.each(SUBJECTS)('$service: fix writes exactly that, and it starts twice', async (subject) => {
    const { folder, is, home } = seen.get(subject.service)!;
    const steps = stepsOf(folder, home, 'drop-capabilities,read-only-root');
    expect(steps).toEqual({ 'drop-capabilities': 'safe', 'read-only-root': 'safe' });
    expect(Object.keys(stepsOf(folder, home, 'resource-limits,pids-limit')).sort()).toEqual([
      'pids-limit',
      'resource-limits',
    ]);
    for (const only of ['drop-capabilities,read-only-root', 'resource-limits,pids-limit'])
      expect(await hardenRun(folder, ['fix', '--yes', '--only', only], home)).toMatchObject({ code: 0 });
    const run = compose(folder, uniqueName(subject.service));
    const model = JSON.parse(run('config', '--format', 'json')) as {
      services: Record<string, Record<string, unknown>>;
    };
    const written = model.services[subject.service]!;
    expect(written.cap_drop).toEqual(['ALL']);
    expect(written.cap_add ?? []).toEqual(is.capabilities);
    expect(written.read_only).toBe(true);
    const paths = ((written.tmpfs ?? []) as string[]).map((each) => each.split(':')[0]);
    expect(paths).toEqual(is.readOnly?.works === true ? is.readOnly.tmpfs.map(({ path }) => path) : []);
    for (let time = 0; time < 2; time++) {
      run('up', '--detach', '--wait', '--wait-timeout', '60');
      expect(containersOf(run).map(({ State }) => State.Health?.Status)).toEqual(['healthy']);
      run('down', '--timeout', '3');
    }
  });

  test('one that is too old, or of another image, is not used, and says so', async () => {
    const { folder, home } = seen.get('cache')!;
    const path = join(folder, '.harden', 'observations.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(join(folder, 'compose.yaml'), SUBJECTS[1]!.files['compose.yaml']!);
    expect(stepsOf(folder, home, 'drop-capabilities')).toEqual({ 'drop-capabilities': 'safe' });
    writeFileSync(path, text.replace(/"at": "\d{4}/, '"at": "2020'));
    expect(stepsOf(folder, home, 'drop-capabilities')).toEqual({ 'drop-capabilities': 'review' });
    const { out } = await hardenRun(
      folder,
      ['fix', '--dry-run', '--long', '--all', '--only', 'drop-capabilities'],
      home,
    );
    expect(out.replace(/\s+/g, ' ')).toContain('what harden observe saw of it does not count: it is from 2020');
    writeFileSync(path, text);
    const pinned = SUBJECTS[1]!.files['compose.yaml']!.replace('redis:8', `redis:8@sha256:${'0'.repeat(64)}`);
    writeFileSync(join(folder, 'compose.yaml'), pinned);
    expect(stepsOf(folder, home, 'drop-capabilities')).toEqual({ 'drop-capabilities': 'review' });
  });

  test.each([
    { signal: 'SIGINT' as const, code: 130, afterMs: 1500 },
    { signal: 'SIGTERM' as const, code: 143, afterMs: 9000 },
  ])('$signal after $afterMs ms leaves nothing behind', async ({ signal, code, afterMs }) => {
    const { files } = SUBJECTS[3]!;
    const child = start(temporary(files), ['observe', '--for', '2m'], temporary());
    // The clock runs from when something of it is there.
    while (leftOf(child.pid!).length === 0 && child.exitCode === null) await sleep(200);
    await sleep(afterMs);
    const from = Date.now();
    child.kill(signal);
    const [ended] = (await once(child, 'close')) as [number];
    expect(ended).toBe(code);
    expect(Date.now() - from).toBeLessThan(60_000);
    expect(leftOf(child.pid!)).toEqual([]);
  });
});

/** Containers, networks, volumes and images that a run of harden has or has left. */
function leftOf(pid: number): string[] {
  const lists = [
    ['ps', '--all'],
    ['network', 'ls'],
    ['volume', 'ls'],
    ['image', 'ls'],
  ];
  return lists.flatMap((list) => {
    const ids = docker(...list, '--quiet', '--filter', 'label=dev.harden.owner')
      .split('\n')
      .filter(Boolean);
    return ids.filter((id) => ownerOf(list[0]!, id).split('.')[1] === String(pid));
  });
}

function ownerOf(kind: string, id: string): string {
  const type = kind === 'ps' ? 'container' : kind;
  const { out } = tryDocker(type, 'inspect', '--format', '{{json .}}', id);
  return /"dev\.harden\.owner":"([^"]*)"/.exec(out)?.[1] ?? '';
}

async function observed({ service, files, exec }: Subject): Promise<Seen> {
  const folder = temporary(files);
  const home = temporary();
  const record = join(home, 'stats');
  // From the second half of the watch on, which the steady value is made of; only while it is watched for the first time.
  const look = `timeout ${WATCHED_S / 2} docker stats --format '{{.MemUsage}}' $(docker ps -q --filter label=com.docker.compose.service=${service} --filter label=dev.harden.owner | head -1)`;
  const script = `${exec} || exit 1; [ -e ${record} ] && exit 0; : >${record}; (sleep ${WATCHED_S / 2}; ${look}) >>${record} 2>/dev/null &`;
  const ran = await hardenRun(folder, ['observe', '--for', `${WATCHED_S}s`, '--exec', script], home);
  expect(ran).toMatchObject({ code: 0 });
  const { observations } = JSON.parse(readFileSync(join(folder, '.harden', 'observations.json'), 'utf8')) as {
    observations: ServiceObservation[];
  };
  const tries = Number(/found in\s+(\d+) tr/.exec(ran.out)?.[1]);
  const stats = [...readFileSync(record, 'utf8').matchAll(/([0-9.]+)([KMG]?i?B) \//g)].map(bytesOf);
  return { folder, home, is: observations[0]!, tries, out: ran.out, stats };
}

function bytesOf([, number = '', unit = '']: readonly string[]): number {
  return Number(number) * { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }[unit]!;
}

function start(cwd: string, argv: readonly string[], home: string) {
  const { PATH } = process.env;
  const env = { ...OFFLINE, PATH, HOME: home };
  return spawn(process.execPath, [join(project, 'bin', 'harden.js'), ...argv], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function hardenRun(cwd: string, argv: readonly string[], home: string): Promise<Ran> {
  const child = start(cwd, argv, home);
  let [out, err] = ['', ''];
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

/** The safety of each step, by transform. */
function stepsOf(folder: string, home: string, only: string): Record<string, string> {
  const { PATH } = process.env;
  const env = { ...OFFLINE, PATH, HOME: home };
  const { out } = hardenProcess(folder, ['fix', '--dry-run', '--format', 'json', '--only', only], { env });
  const { groups } = JSON.parse(out) as { groups: { steps: { transform: string; safety: string }[] }[] };
  return Object.fromEntries(groups.flatMap(({ steps }) => steps.map(({ transform, safety }) => [transform, safety])));
}

function imageOf({ files, service }: Subject, folder: string): string {
  if (files.Dockerfile === undefined) return /image: (\S+)/.exec(files['compose.yaml']!)![1]!;
  const name = uniqueName(service);
  docker('build', '--quiet', '--tag', name, folder);
  return name;
}
