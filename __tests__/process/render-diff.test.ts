import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { filePath } from '../../src/model/index.js';
import { applyEdits, diffHunks, editsBetween, unifiedDiff } from '../../src/text/index.js';
import type { FileChange } from '../../src/text/index.js';

const numbers = Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join('');

const shapes: Record<string, FileChange[]> = {
  'a line in the middle': [{ path: 'Dockerfile', before: numbers, after: numbers.replace('line 20\n', 'twenty\n') }],
  'two far hunks': [{ path: 'a', before: numbers, after: numbers.replace('line 2\n', '').replace('line 38', 'x') }],
  'insert at the start': [{ path: 'a', before: 'b\n', after: 'a\nb\n' }],
  'insert at the end': [{ path: 'a', before: 'b\n', after: 'b\nc\n' }],
  'repeated lines': [{ path: 'a', before: 'x\nx\nx\n', after: 'x\nx\n' }],
  crlf: [{ path: 'win/Dockerfile', before: 'FROM a\r\nRUN b\r\n', after: 'FROM a\r\nRUN c\r\n' }],
  'crlf to lf': [{ path: 'a', before: 'FROM a\r\nRUN b\r\n', after: 'FROM a\r\nRUN b\n' }],
  bom: [{ path: 'a', before: '\ufeffFROM a\n', after: '\ufeffFROM b\n' }],
  'no newline before': [{ path: 'a', before: 'a\nb', after: 'a\nb\n' }],
  'no newline after': [{ path: 'a', before: 'a\nb\n', after: 'a\nb' }],
  'no newline on either side': [{ path: 'a', before: 'a\nb', after: 'c\nb' }],
  'no newline, last line changes': [{ path: 'a', before: 'a\nb', after: 'a\nc' }],
  'suffix that is no whole line': [{ path: 'a', before: 'b\n', after: 'ab\n' }],
  'emptied file': [{ path: 'a', before: 'a\nb\n', after: '' }],
  'filled file': [{ path: 'a', before: '', after: 'a\n' }],
  'new file': [{ path: 'deep/down/.dockerignore', after: '.git\nnode_modules\n' }],
  'new file without newline': [{ path: 'n', before: undefined, after: 'x' }],
  'name with spaces': [{ path: 'my app/Docker file', before: 'a\n', after: 'b\n' }],
  'new file with spaces': [{ path: 'my app/new file', after: 'b\n' }],
  'unicode name': [{ path: 'größe/日本 é', before: 'a\n', after: 'b\n' }],
  'name with quotes, tab and backslash': [{ path: 'a"b\tc\\d', before: 'a\n', after: 'b\n' }],
  'name with a newline': [{ path: 'a\nb', before: 'a\n', after: 'b\n' }],
  'lines that look like a patch': [{ path: 'a', before: '-- a\n++ b\n@@ c\n', after: '++ b\n-- a\n@@ d\n' }],
  'control characters': [
    { path: 'a', before: 'a\f\u2028\u0085\u001b[0m\nb\rc\n', after: 'a\f\u2028\u0085\u001b[1m\nb\rd\n' },
  ],
  'several files, one unchanged': [
    { path: 'one', before: 'a\n', after: 'b\n' },
    { path: 'same', before: 'a\n', after: 'a\n' },
    { path: 'two', after: 'b\n' },
    { path: 'three x', before: 'c\n', after: 'd' },
  ],
};

function inFolder(files: readonly FileChange[], run: (folder: string, patch: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'harden-diff-'));
  try {
    for (const { path, before } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (before !== undefined) writeFileSync(join(folder, path), before);
    }
    run(folder, unifiedDiff(files));
    for (const { path, after } of files) {
      // GNU patch removes a file that a patch leaves empty, unless POSIXLY_CORRECT; both mean the same text.
      const found = existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '';
      expect({ path, text: found }).toEqual({ path, text: after });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function gitApply(folder: string, patch: string): void {
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: patch, stdio: 'pipe' });
}

function gnuPatch(folder: string, patch: string): void {
  execFileSync('patch', ['-p1', '--binary', '--no-backup-if-mismatch', '-s'], {
    cwd: folder,
    input: patch,
    stdio: 'pipe',
  });
}

describe('unifiedDiff is accepted by', () => {
  test.each(Object.entries(shapes))('git apply: %s', (_, files) => inFolder(files, gitApply));
  // GNU patch writes no file whose name holds a newline, whatever the patch.
  const forGnu = Object.entries(shapes).filter(([, files]) => !files.some(({ path }) => path.includes('\n')));
  test.each(forGnu)('patch -p1: %s', (_, files) => inFolder(files, gnuPatch));

  test('both tools, for any two texts', () => {
    const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', '- x\n', ' y\n', 'é\n');
    const text = fc
      .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('', 'a', '\u001b'))
      .map(([lines, end]) => lines.join('') + end);
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after); // both tools call an empty patch an error
        inFolder([{ path: 'f', before, after }], gitApply);
        inFolder([{ path: 'f', before, after }], gnuPatch);
      }),
      { numRuns: 40 },
    );
  });

  test('git, which reads an empty new file and its mode', () => {
    const patch = unifiedDiff([{ path: 'empty', after: '' }]);
    expect(patch).toBe('diff --git a/empty b/empty\nnew file mode 100644\n');
    inFolder([{ path: 'empty', after: '' }], (folder) => {
      gitApply(folder, patch);
      expect(statSync(join(folder, 'empty')).size).toBe(0);
    });
  });
});

test.each(Object.entries(shapes))('the edits of a text changed by hand lead there: %s', (_, files) => {
  for (const { path, before = '', after } of files) {
    const edits = editsBetween(filePath(path), before, after);
    expect(applyEdits(before, edits)).toBe(after);
    if (path === 'a' && before === numbers) expect(edits).toHaveLength(2);
  }
});

test('the patch reads as git prints it', () => {
  const patch = unifiedDiff([{ path: 'a b/é', before: 'one\ntwo', after: 'one\n2\n' }], { context: 1 });
  expect(patch).toBe(
    [
      'diff --git "a/a b/\\303\\251" "b/a b/\\303\\251"',
      '--- "a/a b/\\303\\251"\t',
      '+++ "b/a b/\\303\\251"\t',
      '@@ -1,2 +1,2 @@',
      ' one',
      '-two',
      '\\ No newline at end of file',
      '+2',
      '',
    ].join('\n'),
  );
});

test('hunks number the lines of either side', () => {
  const [hunk, ...others] = diffHunks('a\nb\nc\nd\n', 'a\nB\nC\nc\nd\n', 1);
  expect(others).toEqual([]);
  expect(hunk).toMatchObject({ beforeStart: 1, beforeCount: 3, afterStart: 1, afterCount: 4 });
  expect(hunk!.lines.map(({ kind, before, after, text }) => [kind, before, after, text])).toEqual([
    ['context', 1, 1, 'a'],
    ['remove', 2, undefined, 'b'],
    ['add', undefined, 2, 'B'],
    ['add', undefined, 3, 'C'],
    ['context', 3, 4, 'c'],
  ]);
});

describe('long texts', () => {
  const long = Array.from({ length: 20_000 }, (_, at) => (at % 5 ? `  key: ${at % 7}\n` : `service${at}:\n`));

  test('nothing in common: the whole file, at once', () => {
    const before = Array.from({ length: 5_000 }, (_, at) => `old ${at}\n`).join('');
    const after = Array.from({ length: 5_000 }, (_, at) => `new ${at}\n`).join('');
    const started = process.cpuUsage();
    const hunks = diffHunks(before, after);
    const { user } = process.cpuUsage(started);
    expect(hunks).toHaveLength(1);
    expect(hunks[0]).toMatchObject({ beforeStart: 1, beforeCount: 5_000, afterStart: 1, afterCount: 5_000 });
    expect(user / 1000).toBeLessThan(1500);
  });

  test('a change in every service stays small and applies', () => {
    const after = long.map((line) => (line.startsWith('service') ? `${line}  added: true\n` : line));
    const hunks = diffHunks(long.join(''), after.join(''), 0);
    expect(hunks).toHaveLength(4_000);
    expect(hunks.every((hunk) => hunk.beforeCount === 0 && hunk.afterCount === 1)).toBe(true);
    inFolder([{ path: 'f', before: long.join(''), after: after.join('') }], gitApply);
  });
});
