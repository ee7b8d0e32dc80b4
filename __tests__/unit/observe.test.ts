import { idInNamespace, portsFrom, processFrom, statsFrom, topFrom, usageFrom } from '../../src/io/containers/live.js';
import { smallestSet } from '../../src/observe/smallest.js';
import { usageOf, type Sample } from '../../src/observe/usage.js';
import { isCompiled, writtenFolders } from '../../src/observe/writes.js';
import { writtenPaths } from '../../src/verify/index.js';

const ALL = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N'];

function counted(needed: readonly string[]) {
  const seen: string[] = [];
  return {
    seen,
    works: async (chosen: readonly string[]) => {
      seen.push(chosen.join(''));
      return needed.every((each) => chosen.includes(each));
    },
  };
}

describe('the smallest set', () => {
  test.each([
    { needed: [], guesses: [], most: 1 },
    { needed: ['G'], guesses: [], most: 7 },
    { needed: ['A', 'N'], guesses: [], most: 11 },
    { needed: ['B', 'C', 'H'], guesses: [['B', 'C', 'H', 'I']], most: 8 },
    { needed: ['B', 'C'], guesses: [['A'], ['B', 'C', 'D', 'E', 'F']], most: 8 },
    { needed: ALL, guesses: [], most: 60 },
  ])('$needed with guesses $guesses takes $most tries at most', async ({ needed, guesses, most }) => {
    const { works, seen } = counted(needed);
    const found = await smallestSet(ALL, guesses, works);
    expect(found.set).toEqual(needed);
    expect(found.tries).toBe(seen.length);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeLessThanOrEqual(most);
  });

  test('every subset of eight is found', async () => {
    const all = ALL.slice(0, 8);
    for (let bits = 0; bits < 256; bits++) {
      const needed = all.filter((_, at) => bits & (1 << at));
      const { works } = counted(needed);
      expect((await smallestSet(all, [['B', 'D', 'E']], works)).set).toEqual(needed);
    }
  });

  test('says so where not even all of them do', async () => {
    expect(await smallestSet(ALL, [['A']], async () => false)).toEqual({ set: undefined, tries: 3 });
  });
});

describe('what a container wrote', () => {
  const change = (line: string) => ({ kind: line[0] as 'A' | 'C' | 'D', path: line.slice(2) });
  test.each([
    {
      name: 'folders above are no writes',
      lines: ['C /run', 'C /run/db', 'A /run/db/pid'],
      mounts: [],
      paths: ['/run/db/pid'],
    },
    {
      name: 'a folder that was made counts by what is in it',
      lines: ['C /var', 'A /var/x', 'A /var/x/y'],
      mounts: [],
      paths: ['/var/x/y'],
    },
    {
      name: 'an empty folder that was made counts',
      lines: ['C /tmp', 'A /tmp/work'],
      mounts: [],
      paths: ['/tmp/work'],
    },
    {
      name: 'a changed and a removed file count',
      lines: ['C /etc', 'C /etc/app.conf', 'D /etc/old'],
      mounts: [],
      paths: ['/etc/app.conf', '/etc/old'],
    },
    {
      name: 'a mount and the way to it are not its own',
      lines: ['C /var', 'C /var/lib', 'A /var/lib/data', 'A /var/lib/data/f'],
      mounts: ['/var/lib/data'],
      paths: [],
    },
    {
      name: 'what the engine writes is left out',
      lines: ['C /etc', 'A /etc/hosts', 'A /run', 'A /run/secrets', 'A /run/secrets/key'],
      mounts: [],
      paths: [],
    },
    {
      name: 'a name that only begins alike',
      lines: ['C /data2', 'A /data2/f'],
      mounts: ['/data'],
      paths: ['/data2/f'],
    },
  ])('$name', ({ lines, mounts, paths }) => {
    expect(writtenPaths(lines.map(change), mounts)).toEqual(paths);
  });

  test.each([
    { paths: ['/run/db/pid', '/tmp/a/b', '/tmp/c'], found: { folders: ['/run/db', '/tmp'], closed: [] } },
    { paths: [], found: { folders: [], closed: [] } },
    {
      paths: ['/etc/app.conf'],
      found: {
        folders: [],
        closed: [{ folder: '/etc', why: 'it writes /etc/app.conf, and /etc holds programs or settings of the image' }],
      },
    },
    {
      paths: ['/lock', '/var/a/b'],
      found: {
        folders: ['/var/a'],
        closed: [{ folder: '/', why: 'it writes /lock, and / holds programs or settings of the image' }],
      },
    },
    { paths: ['/usr/local/share/x/y'], found: { folders: ['/usr/local/share/x'], closed: [] } },
  ])('folders for $paths', ({ paths, found }) => {
    expect(writtenFolders(paths)).toEqual(found);
  });

  test.each([
    ['/usr/local/lib/python3.12/__pycache__/os.cpython-312.pyc', true],
    ['/app/__pycache__', true],
    ['/app/my__pycache__/x', false],
    ['/app/data.pyc', true],
    ['/app/data.py', false],
  ])('%s is what an interpreter keeps: %s', (path, is) => expect(isCompiled(path)).toBe(is));
});

describe('usage', () => {
  const at = (ms: number, memory: number, cpuSeconds: number, pids = 3): Sample => ({
    at: ms,
    memory,
    cpuSeconds,
    pids,
  });
  test('the peak is the highest, the steady value the middle of the second half', () => {
    const samples = [
      at(0, 10, 0),
      at(1000, 90, 1, 9),
      at(2000, 40, 1.5),
      at(3000, 42, 1.6),
      at(4000, 41, 1.7),
      at(5000, 40, 1.8),
    ];
    expect(usageOf(samples)).toEqual({
      memory: { peak: 90, steady: 41 },
      cpus: { peak: 1, steady: 0.1 },
      pids: { peak: 9 },
    });
  });
  test('samples too near to each other make no rate', () => {
    expect(usageOf([at(0, 1, 0), at(50, 1, 0.05)])!.cpus).toEqual({ peak: 0, steady: 0 });
  });
  test('a counter that starts again makes no negative rate', () => {
    expect(usageOf([at(0, 1, 5), at(1000, 1, 0)])!.cpus.peak).toBe(0);
  });
  test('nothing comes of nothing', () => expect(usageOf([])).toBeUndefined());
});

describe('what the kernel and the engine say', () => {
  test.each([
    {
      version: 1 as const,
      files: { memory: '60000\n', stat: 'cache 5\ntotal_inactive_file 20000\n', cpu: '2500000000\n', pids: '7\n' },
      usage: { memory: 40000, cpuSeconds: 2.5, pids: 7 },
    },
    {
      version: 2 as const,
      files: {
        memory: '60000\n',
        stat: 'anon 5\ninactive_file 70000\n',
        cpu: 'usage_usec 1500000\nuser_usec 1\n',
        pids: '7\n',
      },
      usage: { memory: 0, cpuSeconds: 1.5, pids: 7 },
    },
  ])('control groups of version $version', ({ version, files, usage }) => {
    expect(usageFrom(version, files)).toEqual(usage);
  });

  // As the manual of `podman stats` shows it.
  test('the list of podman stats', () => {
    const list = `[
    {
\t"id": "a9f807ffaacd",
\t"name": "frosty_hodgkin",
\t"cpu_percent": "--",
\t"mem_usage": "3.092MB / 16.7GB",
\t"mem_percent": "0.02%",
\t"netio": "-- / --",
\t"blocki": "-- / --",
\t"pids": "2"
    }
]
`;
    expect(statsFrom(list)).toEqual({ memory: 3092000, cpus: 0, pids: 2 });
    const busy = list.replace('"--"', '"12.50%"').replace('3.092MB', '49.15kB');
    expect(statsFrom(busy)).toEqual({ memory: 49150, cpus: 0.125, pids: 2 });
    expect(statsFrom(list.replace('3.092MB / 16.7GB', '-- / --'))).toBeUndefined();
  });

  test.each(['', '[]', 'null', 'ID  NAME  CPU %', '{"MemUsage": 5}'])('%j says nothing', (output) => {
    expect(statsFrom(output)).toBeUndefined();
  });

  test('a line of docker stats', () => {
    const line = '{"CPUPerc":"12.50%","MemUsage":"1.5MiB / 23.5GiB","PIDs":"4"}';
    expect(statsFrom(line)).toEqual({ memory: 1572864, cpus: 0.125, pids: 4 });
  });

  test.each([
    {
      table: 'tcp' as const,
      lines: ['00000000:1538 00000000:0000 0A', '0100007F:1F90 00000000:0000 0A'],
      ports: ['5432/tcp'],
    },
    {
      table: 'tcp6' as const,
      lines: [`${'0'.repeat(32)}:0050 ${'0'.repeat(32)}:0000 0A`, `${'0'.repeat(24)}01000000:0051 x 0A`],
      ports: ['80/tcp'],
    },
    {
      table: 'udp' as const,
      lines: ['00000000:0035 00000000:0000 07', '0B00007F:9D2F 00000000:0000 07'],
      ports: ['53/udp'],
    },
    { table: 'tcp' as const, lines: ['00000000:1538 0200A8C0:0000 01'], ports: [] },
  ])('sockets of $table', ({ table, lines, ports }) => {
    const text = [
      '  sl  local_address rem_address   st',
      ...lines.map((line, at) => `   ${at}: ${line} 00000000:00000000`),
    ];
    expect(portsFrom(table, text.join('\n'))).toEqual(ports);
  });

  test.each([
    { id: 999, map: '         0          0 4294967295\n', is: 999 },
    { id: 100998, map: '         0       1000          1\n         1     100000      65536\n', is: 999 },
    { id: 1000, map: '         0       1000          1\n         1     100000      65536\n', is: 0 },
    { id: 7, map: undefined, is: 7 },
  ])('user $id outside is $is inside', ({ id, map, is }) => expect(idInNamespace(id, map)).toBe(is));

  test('processes', () => {
    const status = 'Name:\tpostgres\nUid:\t0\t999\t999\t999\nGid:\t0\t998\t0\t0\n';
    expect(processFrom(7, status)).toEqual({ pid: 7, uid: 999, gid: 998, name: 'postgres' });
    expect(processFrom(7, 'Name:\tgone\n')).toBeUndefined();
    expect(topFrom('PID UID GID COMMAND\n  12   0   0 nginx\n  13 101 101 nginx: worker\n')).toEqual([
      { pid: 12, uid: 0, gid: 0, name: 'nginx' },
      { pid: 13, uid: 101, gid: 101, name: 'nginx: worker' },
    ]);
  });
});
