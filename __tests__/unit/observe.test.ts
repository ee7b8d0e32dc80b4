import { smallestSet } from '../../src/observe/smallest.js';
import { usageOf, type Sample } from '../../src/observe/usage.js';
import { writtenFolders, writtenPaths } from '../../src/observe/writes.js';

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
    { paths: ['/run/db/pid', '/tmp/a/b', '/tmp/c'], found: { folders: ['/run/db', '/tmp'] } },
    { paths: [], found: { folders: [] } },
    {
      paths: ['/etc/app.conf'],
      found: { why: 'it writes /etc/app.conf, and /etc holds programs or settings of the image' },
    },
    { paths: ['/lock'], found: { why: 'it writes /lock, and / holds programs or settings of the image' } },
    { paths: ['/usr/local/share/x/y'], found: { folders: ['/usr/local/share/x'] } },
  ])('folders for $paths', ({ paths, found }) => {
    expect(writtenFolders(paths)).toEqual(found);
  });
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
