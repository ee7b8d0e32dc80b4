import { filePath, type ServiceObservation } from '../../src/model/index.js';
import { observeProject, type ObserveInput, type Observation } from '../../src/observe/index.js';
import type { ModelMap } from '../../src/io/index.js';
import { fakeEngine, type Behaviour, type Fake, type FakeOptions, type Start } from '../support/fake-engine.js';

const HEALTHY: Behaviour = { status: 'running', health: 'healthy' };
const DENIED: Behaviour = { status: 'exited', exitCode: 1, log: 'chown: Operation not permitted' };
const SILENT: Behaviour = { status: 'exited', exitCode: 1, log: 'no luck' };

async function observed(
  options: Partial<FakeOptions>,
  input: Partial<ObserveInput> = {},
): Promise<Observation & Fake & { readonly app: ServiceObservation | undefined }> {
  const fake = fakeEngine({ services: { app: { image: 'app:1' } }, behave: () => HEALTHY, ...options });
  const subject = { kind: 'compose', name: 'compose.yml', files: [filePath('compose.yml')], folder: '' } as const;
  const found = await observeProject(
    {
      subject,
      services: [],
      seconds: 1,
      guesses: () => [],
      at: '2026-01-10T09:30:00.000Z',
      fileOf: () => filePath('compose.yml'),
      hashOf: () => undefined,
      stampOf: () => ({}),
      ...input,
    },
    fake.tools,
  );
  return { ...found, ...fake, app: found.observations.find(({ service }) => service === 'app') };
}

/** Works with these capabilities, and with a root that is closed but for these paths. */
function needing(capabilities: readonly string[], paths: readonly string[] = [], otherwise = DENIED) {
  return (_: string, { settings }: Start): Behaviour => {
    const added = settings.cap_drop ? ((settings.cap_add ?? []) as readonly string[]) : capabilities;
    const open = settings.read_only
      ? ((settings.tmpfs ?? []) as readonly string[]).map((each) => each.split(':')[0]!)
      : paths;
    const has = capabilities.every((each) => added.includes(each)) && paths.every((each) => open.includes(each));
    return has ? HEALTHY : otherwise;
  };
}

describe('capabilities', () => {
  test.each([[[]], [['CHOWN', 'SETGID', 'SETUID']], [['NET_RAW']]])('%j', async (needed) => {
    const { app, notes, projects, removed, tries } = await observed({ behave: needing(needed) });
    expect(app?.capabilities).toEqual(needed);
    expect(notes).toEqual([]);
    expect(removed).toHaveLength(projects.length);
    expect(tries.get('app')).toBe(projects.length - 1);
  });

  test('one that is needed only at the second start is needed', async () => {
    const behave = (_: string, start: Start): Behaviour =>
      start.boot === 0 ? HEALTHY : needing(['DAC_OVERRIDE'])(_, start);
    expect((await observed({ behave })).app?.capabilities).toEqual(['DAC_OVERRIDE']);
  });

  test('a try that fails once without a reason is made again', async () => {
    const failed = new Set<string>();
    const behave = (service: string, start: Start): Behaviour => {
      const key = JSON.stringify(start.settings.cap_add ?? null);
      const first = start.settings.cap_drop !== undefined && !failed.has(key);
      failed.add(key);
      return first ? SILENT : needing(['SETUID'])(service, start);
    };
    expect((await observed({ behave })).app?.capabilities).toEqual(['SETUID']);
  });

  test('a failure that the log explains counts at once', async () => {
    const explained = await observed({ behave: needing(['SETUID']) });
    const silent = await observed({ behave: needing(['SETUID'], [], SILENT) });
    expect(silent.app?.capabilities).toEqual(['SETUID']);
    expect(silent.tries.get('app')!).toBeGreaterThan(explained.tries.get('app')!);
  });

  test('what the author gives is kept, and what the author drops is left', async () => {
    const services = { app: { image: 'app:1', cap_add: ['cap_net_admin', 'CHOWN'] } };
    const { app, projects } = await observed({ services, behave: needing(['SETUID']) });
    expect(app?.capabilities).toEqual(['CHOWN', 'SETUID']);
    for (const each of projects.slice(1).map(({ app: settings }) => settings as ModelMap))
      if (each.cap_drop) expect(each.cap_add).toEqual(expect.arrayContaining(['NET_ADMIN', 'CHOWN']));
    const dropped = await observed({ services: { app: { image: 'app:1', cap_drop: ['ALL'] } } });
    expect(dropped.app?.capabilities).toBeUndefined();
  });

  test('nothing is said where all of them by name are not enough', async () => {
    const behave = (_: string, { settings }: Start): Behaviour => (settings.cap_drop ? DENIED : HEALTHY);
    const { app, notes } = await observed({ behave });
    expect(app?.capabilities).toBeUndefined();
    expect(notes).toEqual(['app does not work when each capability that Docker gives is named']);
  });
});

describe('a read-only root', () => {
  const diff = (_: string, later: boolean): readonly string[] => [
    '/tmp/a',
    '/var/keep/b',
    ...(later ? ['/srv/spool/c'] : []),
  ];
  test('has a tmpfs where it is needed at the start, and where something was written in use', async () => {
    const { app } = await observed({ behave: needing([], ['/var/keep']), diff });
    const own = { mode: '0755', uid: 1000, gid: 1000 };
    expect(app?.readOnly).toEqual({
      works: true,
      tmpfs: [
        { path: '/srv/spool', ...own },
        { path: '/var/keep', ...own },
      ],
    });
    expect(app?.writes).toEqual(['/srv/spool/c', '/tmp/a', '/var/keep/b']);
  });

  test('is tried where a tmpfs would hide files of the image, and refused where it does not work', async () => {
    expect((await observed({ diff, held: ['/var/keep'] })).app?.readOnly).toMatchObject({ works: true });
    const { app } = await observed({ diff, held: ['/var/keep'], behave: needing([], ['/var/keep']) });
    expect(app?.readOnly).toEqual({
      works: false,
      why: 'it writes /var/keep/b, and /var/keep holds files of the image',
    });
  });

  test('does not work where a file is missing afterwards that both starts wrote', async () => {
    const wrote = (_: string, __: boolean, settings: ModelMap) =>
      settings.read_only && !((settings.tmpfs ?? []) as readonly string[]).some((each) => each.startsWith('/var/keep'))
        ? []
        : ['/var/keep/log', '/usr/lib/__pycache__/a.pyc'];
    const { app } = await observed({ diff: wrote });
    expect(app?.writes).toEqual(['/var/keep/log']);
    expect(app?.readOnly).toMatchObject({ works: true, tmpfs: [{ path: '/var/keep' }] });
  });

  test('is not looked at where the author set it; a tmpfs of the author is no part of the root', async () => {
    expect((await observed({ services: { app: { image: 'app:1', read_only: true } } })).app?.readOnly).toBeUndefined();
    const services = { app: { image: 'app:1', tmpfs: ['/var/work:size=1m'] } };
    const { app, projects } = await observed({ services, diff: () => ['/var/work'] });
    expect(app?.writes).toEqual([]);
    expect((projects.at(-1)!.app as ModelMap).tmpfs).toEqual(['/var/work:size=1m']);
  });

  test('a path that a Compose file cannot name is no tmpfs', async () => {
    const { app } = await observed({ diff: () => ['/var/$HOME/a'], behave: needing([], ['/var/$HOME']) });
    expect([app?.readOnly, app?.writes]).toEqual([{ works: false, why: 'it writes a path with odd characters' }, []]);
  });
});

describe('readiness', () => {
  test.each([
    { does: HEALTHY, ready: 'healthy' },
    { does: { status: 'running' }, ready: 'runs' },
    { does: { status: 'exited' }, ready: 'ends' },
  ] as const)('$ready', async ({ does, ready }) => {
    expect((await observed({ behave: () => does })).app?.ready).toBe(ready);
  });

  test.each([
    { name: 'does not start', behave: () => SILENT },
    { name: 'does not start again', behave: (_: string, { boot }: Start) => (boot === 0 ? HEALTHY : SILENT) },
  ])('one that $name is not recorded', async ({ behave }) => {
    const { observations, notes } = await observed({ behave });
    expect(observations).toEqual([]);
    expect(notes.join()).toContain('app did not become ready twice as it is');
  });
});

describe('what runs beside a service', () => {
  const services = {
    app: { image: 'app:1' },
    db: { image: 'db:1' },
    front: { image: 'front:1', depends_on: { app: { condition: 'service_started' } } },
  };

  test('is what it waits for', async () => {
    const { projects } = await observed({ services });
    const sets = new Set(projects.slice(1).map((each) => Object.keys(each).join()));
    expect([...sets].sort()).toEqual(['app', 'app,front', 'db']);
  });

  test('is everything where it does not work otherwise', async () => {
    const behave = (service: string, { beside }: Start): Behaviour =>
      service === 'app' && !beside.includes('db') ? SILENT : HEALTHY;
    const { app, projects } = await observed({ services, behave }, { services: ['app'] });
    expect(app?.capabilities).toEqual([]);
    expect(Object.keys(projects.at(-1)!)).toEqual(['app', 'db', 'front']);
  });
});

describe('somebody who uses it', () => {
  test('does so in each try, and decides', async () => {
    let last: ModelMap = {};
    const behave = (_: string, { settings }: Start): Behaviour => {
      last = settings;
      return HEALTHY;
    };
    const drive = async () => {
      const dropped = last.cap_drop !== undefined && !((last.cap_add ?? []) as readonly string[]).includes('KILL');
      return { code: dropped ? 1 : 0, output: '' };
    };
    const { app, notes } = await observed({ behave }, { drive });
    expect([app?.capabilities, notes]).toEqual([['KILL'], []]);
  });

  test('but in vain is said, and asked no more', async () => {
    const calls: number[] = [];
    const drive = async () => ({ code: calls.push(1), output: 'refused' });
    const { app, notes } = await observed({}, { drive });
    expect([app?.capabilities, calls.length]).toEqual([[], 1]);
    expect(notes).toEqual(['--exec ended with code 1, and is not tried again: refused']);
  });
});

test('nothing looks on after a failure of the engine', async () => {
  const fake = fakeEngine({ services: { app: { image: 'app:1' } }, behave: () => HEALTHY });
  let looks = 0;
  const live = { ...fake.tools.live, usage: async () => void looks++ as undefined };
  const subject = { kind: 'compose', name: 'c', files: [filePath('compose.yml')], folder: '' } as const;
  const drive = async () => {
    throw new Error('gone');
  };
  const input = {
    subject,
    services: [],
    seconds: 1,
    drive,
    guesses: () => [],
    at: '',
    fileOf: () => filePath('c'),
    hashOf: () => undefined,
    stampOf: () => ({}),
  };
  await expect(observeProject(input, { ...fake.tools, live })).rejects.toThrow('gone');
  const then = looks;
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect(looks).toBe(then);
  expect(fake.removed).toHaveLength(1);
});

test('of a service that Compose does not start it says why', async () => {
  const { observations, notes } = await observed({ refuses: 'invalid network config' });
  expect(observations).toEqual([]);
  expect(notes).toEqual(['app was not started, so nothing of it is recorded:\ninvalid network config']);
});
