import { spawnSync } from 'node:child_process';
import { diskTree } from '../../src/io/index.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

test('rules of ignored files agree with git', () => {
  const patterns = [
    'a',
    '/a',
    'a/',
    'a/b',
    '*',
    '**',
    '**/b',
    'a/**',
    'a/**/c',
    '!b',
    '*.c',
    '!a/b.c',
    '[ab]',
    '[!a]',
    '[a-c]x',
    '[[:digit:]]',
    '\\!a',
    '\\#a',
    '#a',
    'a ',
    'a\\ ',
    '?',
    '\u00e9',
    '??',
    '[',
    'a\\',
    '/*',
    '!/a',
    'b/c',
    '**/a/**',
    '[]]',
    '[z-a]',
  ];
  const files = [
    'a',
    'b',
    'a.c',
    'a/b',
    'a/b.c',
    'a/b/c',
    'b/a',
    'b/c',
    'x/a/b/c',
    'x/b',
    '!a',
    '#a',
    'a ',
    'ax',
    '1',
    '\u00e9',
    ']',
    'z',
  ];
  for (let first = 0; first < patterns.length; first++) {
    const rules = [patterns[first]!, patterns[(first * 7 + 3) % patterns.length]!].join('\r\n');
    const tree = temporary({
      '.gitignore': `${rules}\n`,
      '.git/info/exclude': `${patterns[(first * 5 + 1) % patterns.length]}\n`,
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/objects': { directory: true },
      '.git/refs': { directory: true },
    });
    const asked = spawnSync('git', ['-C', tree, 'check-ignore', '--no-index', '-z', '--stdin'], {
      input: files.join('\0'),
      encoding: 'utf8',
    });
    const git = asked.stdout.split('\0').filter((path) => path !== '');
    const own = diskTree(tree).ignoreTree('');
    expect([rules, files.filter((file) => own.ignored(file, false))]).toEqual([rules, git]);
  }
});
