// What a .dockerignore says of a path, as the builder reads it.
import { dockerignoreVerdict, parseDockerignore } from '../../src/dockerfile/dockerignore.js';
import { cpuSeconds } from '../support/cpu.js';

const OUT = 'left-out';
const table: readonly (readonly [file: string, path: string, said: string | undefined])[] = [
  ['node_modules', 'node_modules', OUT],
  ['node_modules', 'node_modules/a/b.js', OUT],
  ['node_modules', 'web/node_modules', undefined],
  ['node_modules/', 'node_modules', OUT],
  ['/node_modules', 'node_modules', OUT],
  ['./a//b/../c', 'a/c', OUT],
  ['**/node_modules', 'node_modules', OUT],
  ['**/node_modules', 'web/app/node_modules/x', OUT],
  ['**/node_modules', 'old_node_modules', undefined],
  ['*/temp*', 'a/temporary', OUT],
  ['*/temp*', 'a/b/temp', undefined],
  ['*.md', 'README.md', OUT],
  ['*.md', 'docs/README.md', undefined],
  ['**.md', 'docs/README.md', undefined],
  ['**.md', 'docs/.md', OUT],
  ['docs/**', 'docs/a/b', OUT],
  ['docs/**', 'docs', undefined],
  ['a/**/b', 'a/b', OUT],
  ['a/**/b', 'a/x/y/b', OUT],
  ['a/**/b', 'a/xb', undefined],
  ['temp?', 'tempa', OUT],
  ['temp?', 'temp', undefined],
  ['[a-c]x', 'bx', OUT],
  ['[^a-c]x', 'bx', undefined],
  ['\\*x', '*x', OUT],
  ['#node_modules', '#node_modules', undefined],
  ['*\n!keep', 'keep', 'kept'],
  ['*\n!keep\nkeep', 'keep', OUT],
  ['.*\n!.git', '.git/HEAD', 'kept'],
  ['\ufeff.git\r\n', '.git', OUT],
  ['a\n! b\n', 'b', 'kept'],
  // `**` inside of a name stands for nothing or for folders, never for other letters: patternmatcher's compile().
  ['.g**t', '.git', undefined],
  ['.g**t', '.gt', OUT],
  ['.g**t', '.gx/t', OUT],
  ['../a', 'a', undefined],
  ['a/../../b', 'b', undefined],
];

test.each(table)('%j says of %s: %s', (file, path, said) => {
  expect(dockerignoreVerdict(parseDockerignore(file), path)).toBe(said);
});

test('time grows with the length, not with the stars', () => {
  const spent = cpuSeconds(() => {
    expect(dockerignoreVerdict(parseDockerignore(`${'*a'.repeat(500)}b`), 'a'.repeat(2000))).toBeUndefined();
    expect(dockerignoreVerdict(parseDockerignore(`${'**/a'.repeat(300)}b`), 'a/'.repeat(1000))).toBeUndefined();
  });
  expect(spent).toBeLessThan(3);
});
