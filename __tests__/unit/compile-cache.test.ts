// What is compiled is kept only where nobody else can write: what lies there is run.
import { chmodSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemporary, temporary } from '../support/temporary.js';

type Env = Readonly<Record<string, string | undefined>>;
interface CompileCache {
  compiledFolder(env: Env, uid?: number): string | undefined;
}
const { compiledFolder: kept } = require('../../bin/compile-cache.js') as CompileCache;

afterEach(removeTemporary);

function home(mode = 0o755): string {
  const folder = temporary();
  chmodSync(folder, mode);
  return folder;
}

describe('the folder for compiled code', () => {
  test('is made for the user alone, below the cache folder', () => {
    const base = home();
    expect(kept({ HOME: base })).toBe(join(base, '.cache/harden/compiled'));
    expect(lstatSync(join(base, '.cache/harden/compiled')).mode & 0o777).toBe(0o700);
    expect(kept({ HOME: '/nowhere', XDG_CACHE_HOME: join(base, 'other') })).toBe(join(base, 'other/harden/compiled'));
    expect(kept({ HOME: base })).toBe(join(base, '.cache/harden/compiled'));
  });

  test('is none where the user turns it off, or has chosen one of their own for Node', () => {
    const base = home();
    expect(kept({ HOME: base, NODE_DISABLE_COMPILE_CACHE: '1' })).toBeUndefined();
    expect(kept({ HOME: base, NODE_COMPILE_CACHE: '/elsewhere' })).toBeUndefined();
    expect(kept({})).toBeUndefined();
    expect(kept({ HOME: 'relative' })).toBeUndefined();
    expect(lstatSync(join(base, '.cache'), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('is none that others may read or write', () => {
    for (const mode of [0o750, 0o770, 0o705, 0o1777]) {
      const base = home();
      const folder = join(base, '.cache/harden/compiled');
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, mode);
      expect(kept({ HOME: base })).toBeUndefined();
    }
  });

  test('is none that others could put another in place of', () => {
    for (const mode of [0o775, 0o757]) {
      const base = home(mode);
      expect(kept({ HOME: base })).toBeUndefined();
      expect(lstatSync(join(base, '.cache'), { throwIfNoEntry: false })).toBeUndefined();
      mkdirSync(join(base, '.cache/harden/compiled'), { recursive: true, mode: 0o700 });
      expect(kept({ HOME: base })).toBeUndefined();
    }
    // As in /tmp, where nobody takes away what belongs to another.
    const sticky = home(0o1777);
    expect(kept({ HOME: sticky })).toBe(join(sticky, '.cache/harden/compiled'));
  });

  test('is none of another user', () => {
    const base = home();
    const own = process.geteuid!();
    const folder = join(base, '.cache/harden/compiled');
    expect(kept({ HOME: base }, own + 1)).toBeUndefined();
    expect(kept({ HOME: base }, own)).toBe(folder);
    expect(kept({ HOME: base }, own + 1)).toBeUndefined();
  });

  test('is where a link leads, judged there, and nowhere where the link leads nowhere', () => {
    const base = home();
    const real = home();
    symlinkSync(real, join(base, '.cache'));
    expect(kept({ HOME: base })).toBe(join(real, 'harden/compiled'));
    chmodSync(real, 0o777);
    expect(kept({ HOME: base })).toBeUndefined();
    const dangling = home();
    symlinkSync('/nowhere/at/all', join(dangling, '.cache'));
    expect(kept({ HOME: dangling })).toBeUndefined();
  });
});
