// What packages need of the system: each entry says which file, at which commit, it was read from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alpineBuildPackage, runtimeLibraries } from '../../src/knowledge/index.js';
import { nativePython, rustLibraries } from '../../src/ecosystems/index.js';

/** What an ecosystem knows of packages that need the system. */
const textOf = (ecosystem: string) =>
  readFileSync(join(__dirname, `../../src/ecosystems/${ecosystem}/native.ts`), 'utf8');
const COMMIT = '[0-9a-f]{40}';
/** A repository, a path and commits of it; or issues, each by its number. */
const READ_FROM = new RegExp(
  `// (?:[\\w.-]+/[\\w.-]+ [\\w./-]+(?: ${COMMIT})+|https://github\\.com/[\\w.-]+/[\\w.-]+/issues/\\d+(?: https://github\\.com/[\\w.-]+/[\\w.-]+/issues/\\d+)*)$`,
);

/** The lines of entries in the tables of a file, which stand two spaces in. */
function entries(name: string): string[] {
  const found: string[] = [];
  let inside = false;
  for (const line of textOf(name).split('\n')) {
    if (/^const [A-Z]+\b.*[{[]$/.test(line)) inside = true;
    else if (/^[}\]]/.test(line)) inside = false;
    else if (inside && /^ {2}['\w]/.test(line)) found.push(line);
  }
  return found;
}

test.each([
  ['node', 18],
  ['python', 38],
  ['ruby', 16],
  ['rust', 40],
])('each native package of %s names the file it was read from and its commit', (name, least) => {
  const lines = entries(name).filter((line) => !/^ {2}(?:puppeteer|playwright):/.test(line));
  expect(lines.length).toBeGreaterThan(least);
  expect(lines.filter((line) => !READ_FROM.test(line))).toEqual([]);
});

test('where a browser is kept has a source at a commit', () => {
  const above = textOf('node').split('const HOMES')[0]!;
  expect(above).toMatch(new RegExp(`// Sources: puppeteer/\\S+ \\S+ ${COMMIT},\n// microsoft/\\S+ \\S+ ${COMMIT}\n$`));
});

test('a program of C++ keeps the second library of gmp, and what was not read is not known', () => {
  expect(alpineBuildPackage('gmp-dev')?.libraries).toEqual(['gmp', 'libgmpxx']);
  expect(alpineBuildPackage('libwebp-dev')).toBeUndefined();
});

test('g++ brings no make on Alpine, build-base does', () => {
  expect(alpineBuildPackage('g++')?.commands).not.toContain('make');
  expect(alpineBuildPackage('build-base')?.commands).toEqual(expect.arrayContaining(['make', 'g++', 'ld']));
});

test('a crate that links what it finds is not one that links nothing, and one that nobody read is not known', () => {
  expect(rustLibraries('lz4-sys')).toEqual(['liblz4-dev']);
  expect(rustLibraries('onig_sys')).toBe('unknown');
  expect(rustLibraries('zstd-sys')).toEqual([]);
});

test('what differs from version to version is open', () => {
  expect(nativePython('pygobject')).toEqual({ compiled: true, loads: [], open: true });
});

test('the libraries of Python packages are known in each release of Debian', () => {
  const loads = nativePython('dbus-python')!.loads;
  expect(loads).toContain('libglib2.0-dev');
  for (const release of ['bullseye', 'bookworm', 'trixie'])
    expect(loads.map((dev) => runtimeLibraries(dev, release))).not.toContain(undefined);
});
