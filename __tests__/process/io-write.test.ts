// Writing while the process is killed, and on a disk that is full.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of, type Write, writeAll, type WriteFs } from '../../src/io/index.js';
import type { FilePath } from '../../src/model/index.js';
import { bundle } from '../support/bundle.js';
import { filesBelow as content, removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

function change(path: string, before: string, after: string): Write {
  return { path: path as FilePath, text: after, expectSha256: sha256Of(before) };
}

test('a real full disk leaves everything as it was', () => {
  const root = temporary({ small: { directory: true } });
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', join(root, 'small')]);
  if (mount.status !== 0) {
    process.stderr.write('no right to mount: the real full disk is not tested\n');
    return;
  }
  try {
    writeFileSync(join(root, 'small/a'), '1');
    const errors = writeAll(root, [change('small/a', '1', 'x'.repeat(200_000))]);
    expect(errors).toMatchObject([{ path: 'small/a', message: 'cannot be written: no space left on the device' }]);
    expect(content(root)).toEqual({ 'small/a': '1' });
  } finally {
    execFileSync('umount', [join(root, 'small')]);
  }
});

describe('interrupted', () => {
  const LOAD = `
    import * as fs from 'node:fs';
    import { writeAll, sha256Of } from './src/io/index.js';
    const [root, moment, signal, nth] = process.argv.slice(2);
    let calls = 0;
    const hooked = { ...fs, [moment]: (...given) => {
      if (++calls === Number(nth)) process.kill(process.pid, signal);
      return fs[moment](...given);
    } };
    const change = (path) => ({ path, text: 'new', expectSha256: sha256Of('old') });
    const errors = writeAll(root, [change('a'), change('b'), { path: 'c', text: 'new', expectSha256: undefined }], hooked);
    fs.writeFileSync(root + '/done', JSON.stringify(errors));
    setTimeout(() => {}, 2000);
  `;
  let script: string;

  beforeEach(() => {
    script = join(temporary(), 'child.js');
    bundle(LOAD, script);
  });

  const kills: [keyof WriteFs, number][] = [
    ['writeSync', 1],
    ['fsyncSync', 2],
    ['linkSync', 1],
    ['renameSync', 1],
    ['renameSync', 2],
    ['linkSync', 3],
    ['unlinkSync', 1],
  ];
  test.each(kills)('killed at %s %i: each file is whole, and the next run goes through', (moment, nth) => {
    const root = temporary({ a: 'old', b: 'old' });
    const child = spawnSync(process.execPath, [script, root, moment, 'SIGKILL', String(nth)]);
    expect(child.signal).toBe('SIGKILL');
    const left = content(root);
    expect([left.a, left.b].every((text) => text === 'old' || text === 'new')).toBe(true);
    if (moment === 'renameSync' && nth === 1) expect([left.a, left.b, left.c]).toEqual(['old', 'old', undefined]);
    expect(left.c ?? 'new').toBe('new');
    const present = ['a', 'b', 'c'].filter((path) => left[path] !== undefined);
    expect(
      writeAll(
        root,
        present.map((path) => change(path, left[path]!, 'newer')),
      ),
    ).toEqual([]);
    const after = content(root);
    expect(present.map((path) => after[path])).toEqual(present.map(() => 'newer'));
    expect(Object.keys(after).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s waits for the end of the step, then ends the process',
    (signal) => {
      const root = temporary({ a: 'old', b: 'old' });
      const child = spawnSync(process.execPath, [script, root, 'renameSync', signal, '1']);
      expect(child.signal).toBe(signal);
      expect(content(root)).toEqual({ a: 'new', b: 'new', c: 'new', done: '[]' });
    },
  );
});
