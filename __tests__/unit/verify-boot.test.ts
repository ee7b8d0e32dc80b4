// How long a start is looked at, with an engine that is made up.
import type { ContainerState, Project } from '../../src/io/index.js';
import type { Probe } from '../../src/model/index.js';
import { boot, type BootInput } from '../../src/verify/boot.js';
import type { Tools } from '../../src/verify/index.js';

const CONTAINER: ContainerState = {
  id: 'c',
  name: 'c',
  service: 'web',
  status: 'running',
  exitCode: 0,
  outOfMemory: false,
  startedAt: 0,
  finishedAt: 0,
  error: '',
  health: undefined,
  healthLog: [],
  restarts: 0,
  pid: 1,
  user: '',
  image: 'i',
  ports: new Map([['8000/tcp', { host: '127.0.0.1', port: 40_000 }]]),
  mounts: [],
};
const PROBES: readonly Probe[] = [{ kind: 'tcp', port: 8000 }];

/** A program that gives up by itself after so many milliseconds, and answers or not until then. */
async function look(givesUpMs: number, answers: boolean, more: Partial<BootInput> = {}) {
  let now = 0;
  const hasEnded = (): boolean => now >= givesUpMs;
  const project = {
    up: async () => ({ code: 0, out: '', err: '', timedOut: false }),
    containers: async () => [hasEnded() ? { ...CONTAINER, status: 'exited', exitCode: 1 } : CONTAINER],
    logs: async () => (hasEnded() ? 'Error: no database' : ''),
  } as unknown as Project;
  const tools = {
    settings: { timeoutMs: 120_000, untrusted: false },
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
    tcp: async () => answers,
  } as unknown as Tools;
  const { services } = await boot(
    {
      project,
      services: ['web'],
      probes: new Map([['web', PROBES]]),
      hide: (text) => text,
      like: undefined,
      patient: false,
      recreate: false,
      ...more,
    },
    tools,
  );
  return { ...services.get('web')!, lookedMs: now };
}

test('a program that answers nothing is looked at until it gives up by itself, and its last words are kept', async () => {
  const found = await look(30_000, false);
  expect(found).toMatchObject({ state: 'exited', exitCode: 1, log: 'Error: no database' });
  expect(found.lookedMs).toBeLessThan(35_000);
});

test('one that never gives up is not waited for longer than a driver waits for its database', async () => {
  const { state, lookedMs } = await look(Number.POSITIVE_INFINITY, false);
  expect(state).toBe('running');
  expect(lookedMs).toBeLessThan(45_000);
});

test('one that answers is not waited for', async () => {
  const { state, lookedMs } = await look(30_000, true);
  expect(state).toBe('running');
  expect(lookedMs).toBeLessThan(5000);
});

test('with the patch it is looked at as long as its health check or its answers take', async () => {
  const like = await look(Number.POSITIVE_INFINITY, false);
  const { lookedMs } = await look(Number.POSITIVE_INFINITY, false, { like: new Map([['web', like]]) });
  expect(lookedMs).toBeLessThan(10_000);
});

test('a second start is not waited for again', async () => {
  const { state, lookedMs } = await look(Number.POSITIVE_INFINITY, false, { recreate: true });
  expect(state).toBe('running');
  expect(lookedMs).toBeLessThan(20_000);
});
