import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { sha256Of, type Write, writeAll, type WriteFs } from '../../src/io/index.js';
import type { FilePath } from '../../src/model/index.js';
import { filesBelow as content, makeFifo, removeTemporary, temporary } from '../support/temporary.js';

const { chmodSync, chownSync, linkSync, lstatSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } = nodeFs;
const REAL: WriteFs = nodeFs;

afterEach(removeTemporary);

function change(path: string, before: string, after: string): Write {
  return { path: path as FilePath, text: after, expectSha256: sha256Of(before) };
}

function create(path: string, text: string): Write {
  return { path: path as FilePath, text, expectSha256: undefined };
}

function failing(call: keyof WriteFs, code: string, onCall = 1): WriteFs {
  let calls = 0;
  const original = REAL[call] as (...given: unknown[]) => unknown;
  const wrapped = (...given: unknown[]): unknown => {
    if (++calls === onCall) throw Object.assign(new Error(code), { code });
    return original(...given);
  };
  return { ...REAL, [call]: wrapped };
}

describe('writeAll', () => {
  test('replaces, makes, and leaves nothing behind', () => {
    const root = temporary({ Dockerfile: 'a\r\n', 'x/compose.yml': 'b' });
    expect(
      writeAll(root, [
        change('Dockerfile', 'a\r\n', '\uFEFFA\r\n'),
        change('x/compose.yml', 'b', ''),
        create('.dockerignore', '.git\n'),
      ]),
    ).toEqual([]);
    expect(content(root)).toEqual({ Dockerfile: '\uFEFFA\r\n', 'x/compose.yml': '', '.dockerignore': '.git\n' });
    expect(lstatSync(join(root, '.dockerignore')).mode & 0o777).toBe(0o644 & ~process.umask());
    expect(lstatSync(join(root, '.dockerignore')).nlink).toBe(1);
    expect(lstatSync(join(root, 'Dockerfile')).nlink).toBe(1);
  });

  test('keeps mode and owner', () => {
    const root = temporary({ Dockerfile: 'a' });
    const file = join(root, 'Dockerfile');
    if (process.getuid?.() === 0) chownSync(file, 12345, 54321);
    chmodSync(file, 0o4751);
    const before = lstatSync(file);
    expect(writeAll(root, [change('Dockerfile', 'a', 'b')])).toEqual([]);
    const after = lstatSync(file);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
    expect(after.ino).not.toBe(before.ino);
  });

  test('writes through a link and leaves the link', () => {
    const root = temporary({ 'docker/prod': 'a', Dockerfile: { link: 'docker/prod' } });
    expect(writeAll(root, [change('Dockerfile', 'a', 'b')])).toEqual([]);
    expect(readlinkSync(join(root, 'Dockerfile'))).toBe('docker/prod');
    expect(content(root)).toEqual({ 'docker/prod': 'b' });
  });

  const A = change('a', '1', '2');
  type Prepare = (root: string, outside: string) => unknown;
  const nothing: Prepare = () => undefined;
  const refusals: [string, Prepare, Write, string][] = [
    ['changed since', (root) => writeFileSync(join(root, 'a'), 'other'), A, 'changed since it was planned'],
    ['a hard link', (root) => linkSync(join(root, 'a'), join(root, 'b')), A, 'has 2 hard links'],
    ['read-only', (root) => chmodSync(join(root, 'a'), 0o444), A, 'is read-only'],
    ['a link out', (root, out) => symlinkSync(`${out}/o`, join(root, 'l')), change('l', '1', '2'), 'outside the root'],
    [
      'a directory link out',
      (root, out) => symlinkSync(out, join(root, 'd')),
      change('d/o', '1', '2'),
      'outside the root',
    ],
    [
      'a new file behind a link out',
      (root, out) => symlinkSync(out, join(root, 'd')),
      create('d/n', '2'),
      'outside the root',
    ],
    ['a new file that exists', nothing, create('a', '2'), 'exists by now'],
    [
      'a new file on a dangling link',
      (root) => symlinkSync('/gone', join(root, 'l')),
      create('l', '2'),
      'exists by now',
    ],
    ['a new file in no directory', nothing, create('gone/a', '2'), 'does not exist'],
    ['a file that is gone', nothing, change('gone', '1', '2'), 'does not exist'],
    ['a directory', (root) => mkdirSync(join(root, 'd')), change('d', '1', '2'), 'is not a regular file'],
    ['a fifo', (root) => makeFifo(join(root, 'f')), change('f', '1', '2'), 'is not a regular file'],
    [
      'the same file twice',
      (root) => symlinkSync('ok', join(root, 'l')),
      change('l', 'ok', '2'),
      'is the same file as ok',
    ],
    ['half a character', nothing, change('a', '1', '\uD800'), 'lone surrogate'],
  ];
  test.each(refusals)('refuses %s, and with it the whole step', (_, prepare, write, message) => {
    const outside = temporary({ o: '1' });
    const root = temporary({ a: '1', ok: 'ok' });
    prepare(root, outside);
    const before = content(root);
    const errors = writeAll(root, [change('ok', 'ok', 'changed'), write]);
    expect(errors).toMatchObject([{ path: write.path, message: expect.stringContaining(message) }]);
    expect(content(root)).toEqual(before);
    expect(content(outside)).toEqual({ o: '1' });
  });

  const failures: [string, WriteFs, string][] = [
    ['the disk is full', failing('writeSync', 'ENOSPC', 2), 'no space left'],
    ['the disk is full on sync', failing('fsyncSync', 'ENOSPC', 2), 'no space left'],
    ['the directory cannot be written', failing('openSync', 'EACCES'), 'permission denied'],
    ['the owner cannot be kept', failing('fchownSync', 'EPERM'), 'this user cannot keep that'],
    ['the first rename fails', failing('renameSync', 'EIO', 1), 'input/output error'],
    ['the second rename fails', failing('renameSync', 'EIO', 2), 'input/output error'],
    ['the new file cannot be linked', failing('linkSync', 'EIO', 3), 'input/output error'],
    ['the last directory sync fails', failing('fsyncSync', 'EIO', 6), 'input/output error'],
  ];
  test.each(failures)('when %s everything is as it was', (_, fs, message) => {
    const root = temporary({ a: '1', b: '1' });
    if (process.getuid?.() === 0) chownSync(join(root, 'a'), 12345, 12345);
    else if (message.includes('keep')) return;
    const inode = lstatSync(join(root, 'a')).ino;
    const errors = writeAll(root, [change('a', '1', '2'), change('b', '1', '2'), create('c', '3')], fs);
    expect(errors).toHaveLength(1);
    expect(errors[0]!.message).toContain(message);
    expect(content(root)).toEqual({ a: '1', b: '1' });
    expect(lstatSync(join(root, 'a')).ino).toBe(inode);
  });

  test('what cannot be put back is named, and its content kept', () => {
    const root = temporary({ a: '1', b: '1' });
    let renames = 0;
    const renameSync = ((from: string, to: string) => {
      if (++renames > 1) throw Object.assign(new Error(), { code: 'EIO' });
      nodeFs.renameSync(from, to);
    }) as WriteFs['renameSync'];
    const errors = writeAll(root, [change('a', '1', '2'), change('b', '1', '2')], { ...REAL, renameSync });
    expect(errors.map((error) => error.message)).toEqual([
      'cannot be written: input/output error on the device',
      'could not be put back: input/output error on the device',
    ]);
    expect(Object.values(content(root)).sort()).toEqual(['1', '1', '2']);
  });

  test('works where hard links cannot be made', () => {
    const linkless: WriteFs = {
      ...REAL,
      linkSync: () => {
        throw Object.assign(new Error(), { code: 'EPERM' });
      },
    };
    const root = temporary({ a: '1' });
    expect(writeAll(root, [change('a', '1', '2'), create('c', '3')], linkless)).toEqual([]);
    expect(content(root)).toEqual({ a: '2', c: '3' });
  });

  test('a change between the check and the rename is seen', () => {
    const root = temporary({ a: '1' });
    const linkSync = ((from: string, to: string) => {
      nodeFs.writeFileSync(join(root, 'a'), 'somebody else');
      nodeFs.linkSync(from, to);
    }) as WriteFs['linkSync'];
    expect(writeAll(root, [change('a', '1', '2')], { ...REAL, linkSync })[0]?.message).toContain('changed since');
    expect(content(root)).toEqual({ a: 'somebody else' });
  });
});
