import { memoryRepository } from '../../src/io/index.js';
import {
  filePath,
  namesFact,
  type Repository,
  walkFiles,
  walkFolders,
  type FilePath,
  type FileTour,
} from '../../src/model/index.js';
import { overlayRepository } from '../../src/planner/index.js';

const FILES = [
  'main.py',
  'app/a.py',
  'app/deep/b.py',
  'app/deep/er/c.py',
  'app/tests/t.py',
  'lib/d.py',
  '.ci/e.py',
  '.venv/f.py',
  'node_modules/g.py',
  'lib/venv/h.py',
  'out/i.py',
  'notes.md',
];
const repository = memoryRepository({
  ...Object.fromEntries(FILES.map((path) => [path, ''])),
  '.gitignore': 'out/\nnotes.md\n',
});

function met(tour: Omit<FileTour, 'from'> & { readonly from?: FileTour['from'] }): readonly string[] {
  return [...walkFiles(repository, { from: [''], ...tour })];
}

describe('walkFiles', () => {
  test('gives the nearest first, and nothing of others', () => {
    expect(met({})).toEqual([
      '.gitignore',
      'main.py',
      'notes.md',
      'app/a.py',
      'lib/d.py',
      'out/i.py',
      'app/deep/b.py',
      'app/tests/t.py',
      'app/deep/er/c.py',
    ]);
  });

  test.each<[string, Omit<FileTour, 'from'>, readonly string[]]>([
    ['wanted', { wanted: (name, folder) => name === 'd.py' && folder === 'lib' }, ['lib/d.py']],
    ['enter', { enter: (name) => name === 'lib', wanted: (name) => name.endsWith('.py') }, ['main.py', 'lib/d.py']],
    ['hidden', { opens: 'hidden', wanted: (name) => /[efg]/.test(name[0]!) }, ['.ci/e.py']],
    [
      'all',
      { opens: 'all', wanted: (name) => /[efgh]/.test(name[0]!) },
      ['.ci/e.py', '.venv/f.py', 'node_modules/g.py', 'lib/venv/h.py'],
    ],
    ['tracked', { tracked: true, wanted: (name) => /^(?:notes|i|main)/.test(name) }, ['main.py']],
    [
      'deepest',
      { deepest: 2, wanted: (name) => name.endsWith('.py') },
      ['main.py', 'app/a.py', 'lib/d.py', 'out/i.py'],
    ],
  ])('%s', (_, tour, expected) => {
    expect(met(tour)).toEqual(expected);
  });

  test('what is given as a file is wanted, and nothing is met twice', () => {
    const from = [filePath('lib'), filePath('app/tests/t.py'), filePath('lib')];
    expect(met({ from, wanted: (name) => name === 'd.py' })).toEqual(['lib/d.py', 'app/tests/t.py']);
  });

  test.each<[string, Omit<FileTour, 'from'>, number]>([
    ['entries', { mostEntries: 3 }, 1],
    ['folders', { mostFolders: 2 }, 4],
    ['files', { mostFiles: 3 }, 4],
  ])('ends beyond the bound of %s, and says so', (_, bound, count) => {
    const walk = walkFiles(repository, { from: [''], ...bound });
    expect([...walk]).toHaveLength(count);
    expect(walk.cut).toBe(true);
  });

  test('within the bounds nothing is cut', () => {
    const walk = walkFiles(repository, { from: [''], mostEntries: 50, mostFolders: 7, mostFiles: 9 });
    expect([...walk]).toHaveLength(9);
    expect(walk.cut).toBe(false);
  });
});

test('walkFolders gives each with its names', () => {
  const from = [filePath('app'), filePath('main.py')];
  expect([...walkFolders(repository, { from, deepest: 2 })]).toEqual([
    { folder: 'app', names: ['a.py', 'deep', 'tests'], files: ['a.py'] },
    { folder: 'app/deep', names: ['b.py', 'er'], files: ['b.py'] },
    { folder: 'app/tests', names: ['t.py'], files: ['t.py'] },
  ]);
});

describe('namesFact', () => {
  const tree = memoryRepository({ 'a.py': '', 'app/b.py': '' });
  let walks = 0;
  function names(of: Repository): readonly string[] {
    walks++;
    return [...walkFiles(of, { from: [''] })];
  }

  beforeEach(() => (walks = 0));

  test('is worked out once for all that makes no file', () => {
    const changes = new Map<FilePath, string>();
    const over = overlayRepository(tree, changes);
    expect(namesFact(over, names)).toEqual(['a.py', 'app/b.py']);
    changes.set(filePath('app/b.py'), 'changed');
    expect(namesFact(over, names)).toBe(namesFact(tree, names));
    expect(namesFact(overlayRepository(over, new Map()), names)).toEqual(['a.py', 'app/b.py']);
    expect(walks).toBe(1);
  });

  test('is worked out anew where a file is made, and nobody else sees that one', () => {
    const made = overlayRepository(tree, new Map([[filePath('app/c.py'), '']]));
    expect(namesFact(made, names)).toEqual(['a.py', 'app/b.py', 'app/c.py']);
    const above = overlayRepository(made, new Map([[filePath('a.py'), 'changed']]));
    expect(namesFact(above, names)).toEqual(['a.py', 'app/b.py', 'app/c.py']);
    expect(namesFact(tree, names)).toEqual(['a.py', 'app/b.py']);
  });
});
