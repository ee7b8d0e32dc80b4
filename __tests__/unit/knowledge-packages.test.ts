// Libraries that a removed package stood for: each entry says which file it was read from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alpineBuildPackage } from '../../src/knowledge/index.js';

const text = readFileSync(join(__dirname, '../../src/knowledge/alpine-packages.ts'), 'utf8');
const SOURCE = /\/\/ (?:main|community)\/[\w.+-]+ [0-9a-f]{40}$/;

test('headers of Alpine that stand for libraries name their APKBUILD and its commit', () => {
  const entries = text.split('\n').filter((line) => /^ {2}\S+: headers\('/.test(line));
  expect(entries.length).toBeGreaterThan(25);
  expect(entries.filter((line) => !SOURCE.test(line))).toEqual([]);
});

test('a program of C++ keeps the second library of gmp, and what was not read is not known', () => {
  expect(alpineBuildPackage('gmp-dev')?.libraries).toEqual(['gmp', 'libgmpxx']);
  expect(alpineBuildPackage('libwebp-dev')).toBeUndefined();
});
