// What containers write and print, and what a patch took away of it.
import type { ContainerState, Engine, ImageConfig, ModelMap } from '../../src/io/index.js';
import {
  isCache,
  isTemporary,
  linesIn,
  lostFiles,
  lostLines,
  patternOf,
  withOwnVolumes,
  writtenBy,
  type Change,
} from '../../src/verify/index.js';

const file = (path: string) => ({ path, kind: 'file' as const });

test.each([
  ['/data/base/16384/2608_vm', '/data/base/5/13_vm'],
  ['/var/lib/rabbitmq/mnesia/rabbit@3f2a91c0de11/x', '/var/lib/rabbitmq/mnesia/rabbit@0123456789ab/x'],
  ['/srv/tmpab12cd_9', '/srv/tmpzz98xy_1'],
  ['/data/7c9e6679-7425-40de-944b-e07fc1f90ae7.db', '/data/0f8fad5b-d9cb-469f-a165-70867728950e.db'],
  ['/root/.local/state', '/home/app/.local/state'],
  ['/log/app-2026-01-02.log', '/log/app-2026-11-30T10:11.log'],
])('%s and %s differ in what a start makes up', (a, b) => expect(patternOf(a)).toBe(patternOf(b)));

test.each([
  ['/data/access.log', '/data/error.log'],
  ['/data/temperature', '/data/templates'],
  ['/data/decade', '/data/facade'],
  ['/home/app', '/root'],
])('%s and %s are two files', (a, b) => expect(patternOf(a)).not.toBe(patternOf(b)));

test.each([
  ['/tmp/a', true],
  ['/run/app.pid', true],
  ['/var/cache/x', true],
  ['/var/lib/x', false],
  ['/tmpfiles/x', false],
])('%s is temporary: %s', (path, is) => expect(isTemporary(path)).toBe(is));

test.each([
  ['/app/__pycache__/a.cpython-312.pyc', true],
  ['/app/server.pid', true],
  ['/app/gunicorn.sock', true],
  ['/root/.npm/_logs/1', true],
  ['/root/.mongodb/mongosh/1_log', true],
  ['/app/java/a', false],
  ['/app/app.log', false],
  ['/app/db.sqlite3', false],
])('%s is made again where it is missing: %s', (path, is) => expect(isCache(path)).toBe(is));

test('a file is lost where nothing like it is written, there or where the program was moved to', () => {
  const before = ['/root/app/a.log', '/root/app/b.log', '/data/1.seg', '/data/2.seg', '/x/lost-1', '/x/lost-2'].map(
    file,
  );
  const after = ['/opt/app/a.log', '/root/app/b.log', '/data/7.seg'].map(file);
  expect(lostFiles(before, after)).toEqual([file('/x/lost-1')]);
});

describe('lines', () => {
  const lost = (before: string, after: string) => lostLines(linesIn(before, 1e4)!, linesIn(after, 1e4)!);
  test.each([
    [
      'times, ids, ports and process ids',
      '10:11:12 [77] host 3f2a91c0de11 listens on :8080',
      '23:59:01 [1] host 0123456789ab listens on :9090',
    ],
    ['a line that says it of another user', 'starting the server as root', 'starting the server as app'],
    ['what a patch silences', 'WARNING: This is a development server.\n * Debugger is active!', ''],
    ['the banner of a package manager', '> shop@1.0.0 start\n> node server.js', ''],
    ['another value', 'cache of # MB in memory mode fast', 'cache of # MB in memory mode slow'],
    ['more lines', 'a line', 'a line\nand another'],
  ])('%s', (_, before, after) => expect(lost(before, after)).toEqual([]));

  test('a line that is not printed any more is lost', () => {
    expect(lost('mounted the archive at 8 places\nready', 'ready')).toEqual(['mounted the archive at # places']);
  });

  test('a log whose beginning was cut is not compared', () => expect(linesIn('x'.repeat(20), 20)).toBeUndefined());
});

describe('what a container wrote', () => {
  const container = (mounts: ContainerState['mounts'] = []) =>
    ({ id: 'c', service: 'web', startedAt: 1_700_000_000_000, mounts }) as unknown as ContainerState;
  const change = (line: string): Change => ({ kind: line[0] as Change['kind'], path: line.slice(2) });
  const engineOf = (tree: Readonly<Record<string, 'file' | 'folder' | 'link'>>, modified = 1_700_000_005_000) =>
    ({
      entries: async (_: string, path: string) => {
        const below = Object.keys(tree).filter((each) => each === path || each.startsWith(`${path}/`));
        if (below.length === 0) return undefined;
        return { entries: below.map((each) => ({ path: each, kind: tree[each], modified })), cut: false };
      },
    }) as unknown as Engine;
  const wrote = async (
    lines: readonly string[],
    {
      engine,
      mounts,
      stopped = lines,
      ...more
    }: {
      engine: Engine;
      mounts?: ContainerState['mounts'];
      stopped?: readonly string[];
      memory?: readonly string[];
      strict?: boolean;
    },
  ) => {
    const looked = { running: lines.map(change), stopped: stopped.map(change) };
    const input = { container: container(mounts), looked, memory: [], strict: true, volumes: true, ...more };
    const found = await writtenBy(input, engine);
    expect(found.cut).toBe(false);
    return found.wrote.map(({ path }) => path);
  };

  test('files count; folders, sockets, caches and what is temporary do not', async () => {
    const engine = engineOf({
      '/app/app.log': 'file',
      '/app/uploads': 'folder',
      '/app/current': 'link',
      '/tmp/x': 'file',
      '/app/__pycache__/a.pyc': 'file',
    });
    const lines = [
      'A /app/app.log',
      'A /app/uploads',
      'A /app/current',
      'A /app/s',
      'A /tmp/x',
      'A /app/__pycache__/a.pyc',
    ];
    expect(await wrote(lines, { engine })).toEqual(['/app/app.log', '/app/current']);
  });

  test('a file of the image counts where its text was written, not where it was given to somebody', async () => {
    expect(await wrote(['C /etc/app.conf'], { engine: engineOf({ '/etc/app.conf': 'file' }) })).toEqual([
      '/etc/app.conf',
    ]);
    const given = engineOf({ '/etc/app.conf': 'file' }, 1_600_000_000_000);
    expect(await wrote(['C /etc/app.conf'], { engine: given })).toEqual([]);
    // On the side with the patch all that was touched is there.
    expect(await wrote(['C /etc/app.conf'], { engine: given, strict: false })).toEqual(['/etc/app.conf']);
  });

  test('what is gone once it was stopped is no file that anybody keeps, and what comes with the stop is', async () => {
    const engine = engineOf({ '/app/dump': 'file' });
    expect(await wrote(['A /app/half'], { engine, stopped: ['A /app/dump'] })).toEqual(['/app/dump']);
  });

  test('volumes and mounts that may be written to are looked into', async () => {
    const mount = (target: string, more: object = {}) => ({
      type: 'volume',
      name: '',
      source: '',
      target,
      writable: true,
      ...more,
    });
    const engine = engineOf({ '/data': 'folder', '/data/a': 'file', '/conf/b': 'file' });
    // One that is temporary, or has a path that no engine takes, is not asked for: there is nothing, which is no cut.
    const mounts = [mount('/data/'), mount('/conf', { writable: false }), mount('/run/own'), mount('["odd')];
    expect(await wrote(['A /data/a'], { engine, mounts })).toEqual(['/data/a']);
  });
});

describe('volumes that nobody named', () => {
  const image = (...volumes: readonly string[]) => ({ volumes }) as unknown as ImageConfig;
  const mounted = (
    services: ModelMap,
    images: Readonly<Record<string, ImageConfig>>,
  ): Readonly<Record<string, readonly string[]>> => {
    const model = withOwnVolumes({ services, volumes: { 'own-0': {} } }, new Map(Object.entries(images)));
    const lines = Object.entries(model.services as ModelMap).map(([name, value]) => [
      name,
      (((value as ModelMap).volumes ?? []) as readonly ModelMap[]).map(({ source, target }) => `${source}:${target}`),
    ]);
    return {
      ...(Object.fromEntries(lines) as Record<string, string[]>),
      volumes: Object.keys(model.volumes as ModelMap),
    };
  };

  test('get a name, each its own', () => {
    const services = { web: { volumes: [{ type: 'volume', target: '/cache' }] }, db: {} };
    expect(mounted(services, { db: image('/data/', '/data', '/logs') })).toEqual({
      web: ['own-1:/cache'],
      db: ['own-2:/data', 'own-3:/logs'],
      volumes: ['own-0', 'own-1', 'own-2', 'own-3'],
    });
  });

  test('a mount, a tmpfs and what comes from another service stand for them', () => {
    const services = {
      db: { volumes: [{ type: 'bind', source: '/s', target: '/data/' }], tmpfs: ['/logs:size=1m'] },
      copy: { volumes_from: ['db:ro'] },
    };
    const found = mounted(services, { db: image('/data', '/logs', '/more'), copy: image('/data', '/more', '/own') });
    expect(found.db).toEqual(['/s:/data/', 'own-1:/more']);
    expect(found.copy).toEqual(['own-2:/own']);
  });

  test.each(['["/data"', 'relative', '/a:b', '/$X', '/'])('an odd path is left to the engine: %s', (path) => {
    expect(mounted({ db: {} }, { db: image(path) }).db).toEqual([]);
  });
});
