import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { decodeSource, diskTree, memoryRepository, readSource, readStdin, treeRepository } from '../../src/io/index.js';
import { firstInvalidByte } from '../../src/io/utf8.js';
import { filePath, type FilePath, type Repository } from '../../src/model/index.js';
import { overlayRepository } from '../../src/planner/overlay.js';
import { type Node, makeFifo, removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const FILE = filePath('Dockerfile');
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('readSource', () => {
  test('gives the exact text and the hash of the bytes', () => {
    const bytes = Buffer.from('\uFEFFFROM a\r\nRUN é😀');
    const root = temporary({ Dockerfile: bytes });
    const { source } = readSource(diskTree(root), FILE);
    expect(source).toEqual({
      path: FILE,
      text: '\uFEFFFROM a\r\nRUN é😀',
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(Buffer.from(source!.text)).toEqual(bytes);
  });

  const cases: [string, Node | undefined, object][] = [
    [
      'a bad byte',
      latin1('FROM a\nRUN caf\xe9\n'),
      { line: 2, column: 8, message: 'is not UTF-8: byte 0xe9', hint: 'save it as UTF-8' },
    ],
    [
      'a bad byte after wide characters',
      Buffer.concat([Buffer.from('FROM 😀é'), latin1('\xff')]),
      { line: 1, column: 9, message: 'is not UTF-8: byte 0xff', hint: 'save it as UTF-8' },
    ],
    [
      'a character cut off',
      latin1('FROM a \xe2\x82'),
      { line: 1, column: 8, message: 'is not UTF-8: byte 0xe2', hint: 'save it as UTF-8' },
    ],
    [
      'UTF-16',
      latin1('\xff\xfeF\0R\0'),
      { line: 1, column: 1, message: 'is not UTF-8: byte 0xff', hint: 'it looks like UTF-16; save it as UTF-8' },
    ],
    ['NUL', 'FROM a\nx\0', { line: 2, column: 2, message: 'is binary: it holds a NUL byte', hint: 'save it as text' }],
    ['50 MB', Buffer.alloc(50 * 1024 * 1024, 'a'), { message: 'is too large: 50 MB, and at most 5 MB are read' }],
    ['a directory', { directory: true }, { message: 'is not a regular file' }],
    ['a link out', { link: '/etc/passwd' }, { message: 'is a symbolic link that leads out of the root' }],
    ['a device', { link: '/dev/zero' }, { message: 'is a symbolic link that leads out of the root' }],
    ['a link to itself', { link: 'Dockerfile' }, { message: 'is a symbolic link that leads in a circle' }],
    ['nothing', undefined, { message: 'does not exist' }],
  ];
  test.each(cases)('%s is one clear error', (_, node, expected) => {
    const root = temporary(node === undefined ? {} : { Dockerfile: node });
    expect(readSource(diskTree(root), FILE)).toEqual({ error: { path: FILE, ...expected } });
  });

  test('a fifo is an error at once', () => {
    const root = temporary();
    makeFifo(join(root, 'Dockerfile'));
    expect(readSource(diskTree(root), FILE).error?.message).toBe('is not a regular file');
  });

  test('a file of exactly the limit is read', () => {
    const root = temporary({ Dockerfile: Buffer.alloc(5 * 1024 * 1024, 'a') });
    expect(readSource(diskTree(root), FILE).source?.text.length).toBe(5 * 1024 * 1024);
  });

  test('the first invalid byte is where a decoder gives up', () => {
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0x41, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x9f, 0xa0, 0xbf),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (list) => {
        const bytes = Uint8Array.from(list);
        const at = firstInvalidByte(bytes);
        const decodes = (part: Uint8Array): boolean =>
          !Buffer.from(part).toString('utf8').includes('\uFFFD') || part.length === 0;
        const holdsReplacement = Buffer.from(bytes).includes('\uFFFD');
        fc.pre(!holdsReplacement);
        if (at === -1) return decodes(bytes);
        return decodes(bytes.subarray(0, at)) && !decodes(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readStdin', () => {
  test('reads to the end', async () => {
    const input = Readable.from([Buffer.from('FROM \xc3', 'latin1'), Buffer.from('\xa9', 'latin1')]);
    expect((await readStdin(FILE, input)).source?.text).toBe('FROM é');
  });

  test('stops at the limit', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given++;
        yield Buffer.alloc(1024 * 1024);
      }
    }
    expect((await readStdin(FILE, endless())).error?.message).toContain('too large');
    expect(given).toBe(6);
  });

  test('the same checks as for a file', async () => {
    const bytes = latin1('FROM a\n\xff');
    expect(await readStdin(FILE, Readable.from([bytes]))).toEqual(decodeSource(FILE, bytes));
  });
});

describe('repositories', () => {
  const files = {
    Dockerfile: 'FROM a\n',
    'src/a.js': 'a',
    'src/deep/b.js': 'b',
    '.gitignore': 'out/\n*.log\n',
    'out/a': 'a',
    'src/.gitignore': '!keep.log\n',
    'src/keep.log': '',
  };
  const kinds: [string, () => Repository][] = [
    ['on disk', () => treeRepository(diskTree(temporary(files)))],
    ['in memory', () => memoryRepository(files)],
    [
      'laid over',
      () =>
        overlayRepository(
          memoryRepository({ ...files, 'src/a.js': 'old', Dockerfile: 'old' }),
          new Map(Object.entries(files)) as Map<FilePath, string>,
        ),
    ],
  ];
  test.each(kinds)('%s', (_, make) => {
    const repository = make();
    expect(repository.list('')).toEqual(['.gitignore', 'Dockerfile', 'out', 'src']);
    expect(repository.list(filePath('src'))).toEqual(['.gitignore', 'a.js', 'deep', 'keep.log']);
    expect(repository.list(filePath('gone'))).toEqual([]);
    expect(repository.list(FILE)).toEqual([]);
    expect(
      ['Dockerfile', 'src', 'src/deep', 'src/deep/b.js', 'gone'].map((path) => repository.kind(path as FilePath)),
    ).toEqual(['file', 'directory', 'directory', 'file', undefined]);
    expect(repository.read(filePath('src/a.js'))).toBe('a');
    expect(repository.read(filePath('src/keep.log'))).toBe('');
    expect(repository.read(filePath('src'))).toBeUndefined();
    expect(repository.read(filePath('gone'))).toBeUndefined();
    expect(repository.ignored(filePath('out/a'))).toBe(true);
    expect(repository.ignored(filePath('src/x.log'))).toBe(true);
    expect(repository.ignored(filePath('src/keep.log'))).toBe(false);
    expect(repository.ignored(FILE)).toBe(false);
  });

  test('what leads out, is too large, or is no text does not exist', () => {
    const outside = temporary({ secret: 's', 'dir/secret': 's' });
    const root = temporary({
      in: { link: 'a' },
      a: 'a',
      out: { link: `${outside}/secret` },
      dir: { link: `${outside}/dir` },
      big: Buffer.alloc(1024 * 1024 + 1, 'a'),
      bad: latin1('\xff'),
      loop: { link: 'loop' },
    });
    makeFifo(join(root, 'fifo'));
    const repository = treeRepository(diskTree(root));
    expect(repository.list('')).toEqual(['a', 'bad', 'big', 'in']);
    expect(repository.read('in' as FilePath)).toBe('a');
    for (const path of [
      'out',
      'dir',
      'dir/secret',
      'loop',
      'fifo',
      '../secret',
      '/etc/passwd',
      'dir/../../etc/passwd',
    ]) {
      expect([
        path,
        repository.kind(path as FilePath),
        repository.read(path as FilePath),
        repository.list(path as FilePath),
      ]).toEqual([path, undefined, undefined, []]);
    }
    expect(repository.kind('big' as FilePath)).toBe('file');
    expect(repository.read('big' as FilePath)).toBeUndefined();
    expect(repository.read('bad' as FilePath)).toBeUndefined();
  });

  test('a lock file may be longer than other evidence', () => {
    const long = Buffer.alloc(3 * 1024 * 1024, 'a');
    const repository = treeRepository(
      diskTree(temporary({ 'package-lock.json': long, 'yarn.lock': long, data: long })),
    );
    expect(repository.read(filePath('package-lock.json'))?.length).toBe(long.length);
    expect(repository.read(filePath('yarn.lock'))?.length).toBe(long.length);
    expect(repository.read(filePath('data'))).toBeUndefined();
    const longer = treeRepository(diskTree(temporary({ 'package-lock.json': Buffer.alloc(4 * 1024 * 1024 + 1, 'a') })));
    expect(longer.read(filePath('package-lock.json'))).toBeUndefined();
  });

  test('what was seen is not asked twice', () => {
    const root = temporary({ a: 'a' });
    const repository = treeRepository(diskTree(root));
    expect(repository.list('')).toEqual(['a']);
    writeFileSync(join(root, 'b'), '');
    expect(repository.list('')).toEqual(['a']);
  });
});
