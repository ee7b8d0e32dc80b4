// Small systems as people write them: started as they are, hardened with everything there is for Compose, and started
// again. The engine then says whether each container is what the patched file claims, and the system must still do its
// work, also after `down` and `up` on the same volumes.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { registry } from '../../transforms/index.js';
import { hardenProcess, OFFLINE, type Ran } from '../support/command.js';
import { temporary } from '../support/temporary.js';
import { containersOf, fromInside, seenOf, serviceOf, wantedOf, type Container } from './support/containers.js';
import { compose, describeInLab, docker, uniqueName } from './support/lab.js';

interface Stack {
  readonly name: string;
  readonly file: string;
  /** Where the published port answers with numbers that only grow as long as the data is kept. */
  readonly path: string;
  readonly page?: string;
  /** Services that do their work and end. */
  readonly jobs: readonly string[];
  /** How many steps of each transform. */
  readonly steps: Readonly<Record<string, number>>;
}

const STACKS: readonly Stack[] = [
  {
    name: 'shop',
    file: 'compose.yaml',
    path: '/order',
    jobs: [],
    steps: {
      'add-healthcheck': 2,
      'bind-to-loopback': 1,
      'drop-capabilities': 3,
      'log-limits': 1,
      'no-new-privileges': 3,
      'pids-limit': 3,
      'read-only-root': 3,
      'resource-limits': 3,
      'restart-policy': 3,
      'run-as-user': 2,
      'wait-for-healthy': 1,
    },
  },
  {
    name: 'front',
    file: 'compose.yaml',
    path: '/api/',
    page: '/',
    jobs: [],
    steps: {
      'add-healthcheck': 2,
      'drop-capabilities': 4,
      'drop-compose-version': 1,
      'init-process': 1,
      'log-limits': 1,
      'no-new-privileges': 4,
      'pids-limit': 4,
      'read-only-root': 4,
      'resource-limits': 4,
      'restart-policy': 4,
      'run-as-user': 1,
      'wait-for-healthy': 2,
    },
  },
  {
    name: 'jobs',
    file: 'docker-compose.yml',
    path: '/',
    jobs: ['migrate'],
    steps: {
      'add-healthcheck': 2,
      'drop-capabilities': 4,
      'init-process': 2,
      'log-limits': 1,
      'no-new-privileges': 4,
      // The job has none: it ends.
      'pids-limit': 3,
      'read-only-root': 4,
      'resource-limits': 3,
      'restart-policy': 2,
      'run-as-user': 1,
      'wait-for-healthy': 3,
    },
  },
];
const SERVERS_IN_LAB = ['postgres:17', 'redis:8', 'nginx:1.26', 'nginxinc/nginx-unprivileged:1.26'];
const BASES_IN_LAB = ['python:3.11-slim', 'python:3.12-slim', 'node:20-slim'];
const PATIENCE_MS = 90_000;
const ANSWER_MS = 30_000;
/** The bits of the capabilities that the stacks ask for: linux/capability.h. */
const BITS: Readonly<Record<string, bigint>> = { CHOWN: 0n, SETGID: 6n, SETUID: 7n, NET_BIND_SERVICE: 10n };
// Pins are a matter of their own: pins.e2e.ts.
const TRANSFORMS = registry.compose.map(({ meta }) => meta.id).filter((id) => !/^(?:pin|update)-/.test(id));

type Compose = (...args: readonly string[]) => string;
type Numbers = Readonly<Record<string, number>>;

describeInLab('hardened Compose projects', [...SERVERS_IN_LAB, ...BASES_IN_LAB], () => {
  test.each(STACKS)('$name: works before, after, and again on the same volumes', async (stack) => {
    const { folder, address } = await copyOf(stack);
    const run = compose(folder, uniqueName(stack.name));

    run('up', '--detach', '--build');
    await working(run, stack);
    const before = await ask(address + stack.path);

    expect(stepsIn(folder)).toEqual(stack.steps);
    expect(hardened(folder, ['--yes'])).toMatchObject({ code: 0, err: '' });
    expect(stepsIn(folder)).toEqual({});

    run('up', '--detach', '--build');
    await working(run, stack);
    isAsWritten(run);
    const after = await ask(address + stack.path);
    expectMore(before, after);

    run('down', '--timeout', '10');
    expect(containersOf(run)).toEqual([]);
    run('up', '--detach');
    await working(run, stack);
    isAsWritten(run);
    expectMore(after, await ask(address + stack.path));
    if (stack.page !== undefined) expect(await textAt(address + stack.page)).toContain('served');
  });
});

/** The stack in a folder of its own, with ports that are free. */
async function copyOf({ name, file }: Stack): Promise<{ folder: string; address: string }> {
  const folder = temporary();
  cpSync(join(__dirname, 'stacks', name), folder, { recursive: true });
  const [web, database] = [await freePort(), await freePort()];
  const text = readFileSync(join(folder, file), 'utf8');
  writeFileSync(join(folder, file), text.replace('"8080:', `"${web}:`).replace('"5432:', `"${database}:`));
  return { folder, address: `http://127.0.0.1:${web}` };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function hardened(folder: string, argv: readonly string[]): Ran {
  const { PATH } = process.env;
  const env = { ...OFFLINE, PATH, HOME: temporary() };
  return hardenProcess(folder, ['fix', '--only', TRANSFORMS.join(','), ...argv], { env });
}

function stepsIn(folder: string): Record<string, number> {
  const { out } = hardened(folder, ['--dry-run', '--format', 'json']);
  return (JSON.parse(out) as { summary: { stepsByTransform: Record<string, number> } }).summary.stepsByTransform;
}

/** Jobs ended well; all others run, and those with a health check are healthy, first seen so in their start period. */
async function working(run: Compose, { jobs }: Stack): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const containers = containersOf(run);
    const waiting = containers.filter((each) => !isWell(each, jobs.includes(serviceOf(each))));
    if (waiting.length === 0 && containers.length > 0) return expect(containers.flatMap(lateBy)).toEqual([]);
    const ended = waiting.filter(({ State }) => State.Status === 'exited' && State.ExitCode !== 0);
    if (Date.now() > until || ended.length > 0) throw new Error(waiting.map(reportOf).join('\n'));
    await sleep(500);
  }
}

function isWell({ State }: Container, job: boolean): boolean {
  if (job) return State.Status === 'exited' && State.ExitCode === 0;
  return State.Status === 'running' && (State.Health === undefined || State.Health.Status === 'healthy');
}

/** What was said of a container that became healthy after its start period. */
function lateBy({ State, Config }: Container): string[] {
  const passed = State.Health?.Log.find(({ ExitCode }) => ExitCode === 0);
  if (!passed) return [];
  const took = Date.parse(passed.End) - Date.parse(State.StartedAt);
  const allowed = (Config.Healthcheck?.StartPeriod ?? 0) / 1e6;
  return took <= allowed ? [] : [`${Config.Image} took ${took} ms of ${allowed} ms`];
}

function reportOf(container: Container): string {
  const { State, Id } = container;
  const checks = State.Health?.Log.map(({ Output }) => Output).join('\n') ?? '';
  return `${serviceOf(container)} is ${State.Status} ${State.Health?.Status ?? ''}\n${checks}${docker('logs', Id)}`;
}

/** The engine's own words and a look from inside agree with the file. */
function isAsWritten(run: Compose): void {
  const wanted = wantedOf(run);
  expect(seenOf(run)).toEqual(wanted);
  for (const container of containersOf(run)) {
    const service = serviceOf(container);
    const { capDrop, capAdd, readOnly, securityOpt } = wanted[service]!;
    // Every service of every stack lost all it did not ask for.
    expect([service, capDrop, securityOpt]).toEqual([service, ['ALL'], ['no-new-privileges:true']]);
    if (container.State.Status !== 'running') continue;
    expect([service, fromInside(container)]).toEqual([
      service,
      {
        bounding: capAdd.reduce((mask, name) => mask | (1n << BITS[name]!), 0n),
        noNewPrivileges: true,
        writesToRoot: !readOnly,
      },
    ]);
  }
}

async function ask(url: string): Promise<Numbers> {
  const until = Date.now() + ANSWER_MS;
  for (;;) {
    try {
      return JSON.parse(await textAt(url)) as Numbers;
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(500);
    }
  }
}

async function textAt(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.text();
}

function expectMore(before: Numbers, after: Numbers): void {
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [key, value] of Object.entries(after)) expect([key, value > before[key]!]).toEqual([key, true]);
}
