// The other engine: an image and a Compose project put to the test with Podman.
import { join } from 'node:path';
import type { Plan } from '../../src/model/index.js';
import { commitAll, harden } from '../support/command.js';
import { temporary } from '../support/temporary.js';
import { load, type Replacement } from './support/faults.js';
import { describeInLab } from './support/lab.js';
import { type Podman, startPodman } from './support/podman.js';

const DOCKERFILE = `FROM python:3.12-slim
RUN useradd --uid 1234 app && install -d -o app /data
WORKDIR /srv
COPY *.py ./
ENV A=1
EXPOSE 8000
CMD ["python3", "server.py"]
`;
const SERVER = `import http.server, signal, sys
signal.signal(signal.SIGTERM, lambda *rest: sys.exit(0))
open('/data/started', 'a').write('x')
http.server.ThreadingHTTPServer(('0.0.0.0', 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
`;
// Podman 5.4 takes the words of a check apart where they have blanks.
const CHECK = "import urllib.request as u\nu.urlopen('http://127.0.0.1:8000/')\n";
const COMPOSE = `services:
  web:
    build: .
    init: false
    ports: ["8000:8000"]
    volumes: [data:/data]
    stop_grace_period: 5s
    healthcheck:
      test: ["CMD", "python3", "/srv/check.py"]
      interval: 5s
volumes:
  data:
`;
const HARMLESS: Replacement = {
  id: 'harmless',
  target: 'dockerfile',
  from: 'ENV A=1',
  to: 'ENV A=2',
  touches: ['stage:0.env.A'],
};
const USER: Replacement = {
  id: 'other-user',
  target: 'dockerfile',
  from: 'EXPOSE 8000\n',
  to: 'EXPOSE 8000\nUSER 4321\n',
  touches: ['stage:0.user', 'stage:0.order'],
};
const INIT: Replacement = {
  id: 'init',
  target: 'compose',
  from: 'init: false',
  to: 'init: true',
  touches: ['services.web.init'],
};

describeInLab('Podman', ['python:3.12-slim'], () => {
  let podman: Podman | string = 'podman is not installed';
  let before: string[] = [];
  beforeAll(async () => {
    podman = await startPodman();
    if (typeof podman === 'object') before = podman.all();
  });
  afterAll(async () => {
    if (typeof podman === 'object') await podman.stop();
  });

  async function verified(files: Readonly<Record<string, string>>, steps: readonly Replacement[]) {
    if (typeof podman === 'string') {
      // Loud, and a failure where it has to be there.
      if (process.env.CI) throw new Error(`Podman starts no container: ${podman}`);
      process.stderr.write(`SKIPPED: Podman: ${podman}\n`);
      return undefined;
    }
    const root = commitAll(temporary({ '.harden.yaml': 'version: 1\nverify: {timeout: 40}\n', ...files }));
    const home = temporary();
    const env = { ...podman.env, HOME: home, XDG_CACHE_HOME: join(home, 'cache') };
    const unload = load([HARMLESS, USER, INIT], steps);
    try {
      const ran = await harden(root, ['verify', '--engine', 'podman', '--quick', '--format', 'json'], { env });
      if (ran.out === '') throw new Error(ran.err);
      const { verification, groups } = JSON.parse(ran.out) as Pick<Plan, 'verification' | 'groups'>;
      expect(groups.flatMap(({ dropped }) => dropped)).toEqual([]);
      expect(verification!.engine).toMatch(/^Podman \d/);
      process.stderr.write(verification!.groups.flatMap(({ notes }) => notes.map((note) => `${note}\n`)).join(''));
      expect(podman.all()).toEqual(before);
      return { code: ran.code, ...verification!.groups[0]! };
    } finally {
      unload();
    }
  }

  test('an image: what holds and what does not', async () => {
    const seen = await verified({ Dockerfile: DOCKERFILE, 'server.py': SERVER }, [HARMLESS, USER]);
    if (!seen) return;
    expect(seen.broken.map(({ transform, failures }) => [transform, failures[0]!.kind])).toEqual([
      ['other-user', 'health'],
    ]);
    expect(JSON.stringify(seen.broken)).toContain("Permission denied: '/data/started'");
    expect(seen.images[0]).toMatchObject({ mispredicted: [], after: { user: 'root' } });
    expect(seen.images[0]!.after!.packages).toBeGreaterThan(50);
    expect(seen.runs[0]!.after[0]).toMatchObject({ first: { state: 'running' }, second: { state: 'running' } });
    expect(seen.runs[0]!.after[0]!.first.probes).toMatchObject([{ probe: 'GET :8000/', answer: '200' }]);
    expect(seen.code).toBe(1);
  });

  test('a Compose project: healthy, twice on its volume', async () => {
    const files = { Dockerfile: DOCKERFILE, 'server.py': SERVER, 'check.py': CHECK, 'compose.yaml': COMPOSE };
    const seen = await verified(files, [HARMLESS, INIT]);
    if (!seen) return;
    expect([seen.code, seen.outcome, seen.broken]).toEqual([0, 'passed', []]);
    const [web] = seen.runs[0]!.after;
    expect(web).toMatchObject({ first: { state: 'healthy' }, second: { state: 'healthy' }, stop: { killed: false } });
    expect(seen.verified).toHaveLength(2);
  });
});
