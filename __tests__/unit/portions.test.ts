// However the suites are dealt, each file runs, and runs once.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../support/command.js';

interface Dealt {
  readonly portions: readonly (readonly string[])[];
  readonly alone: readonly string[];
}
const { dealt, suitesBelow } = require('../../scripts/portions.cjs') as {
  dealt(files: readonly string[], count?: number): Dealt;
  suitesBelow(folder: string): string[];
};
const seconds = require('../seconds.json') as Readonly<Record<string, number>>;

const files = suitesBelow('__tests__/unit');

test.each([2, 3, 8])('in %d portions', (count) => {
  const { portions, alone } = dealt(files, count);
  expect(portions).toHaveLength(count);
  expect(portions.filter((portion) => portion.length === 0)).toEqual([]);
  expect([...portions.flat(), ...alone].sort()).toEqual(files);
  // Modules in place of others would stay for the files behind it, and snapshots are found by the name of the suite.
  expect(alone).toEqual(['__tests__/unit/absent-packages.test.ts']);
});

/** What `npm run test:process` has. */
const ELSEWHERE = /^__tests__\/(?:process|hostile\/process|bot|forge|fleet)\//;

test('npm test runs every file that starts no programs', () => {
  const { testMatch, globals } = require('../../jest.together.config.js') as {
    readonly testMatch: readonly string[];
    readonly globals: { readonly PORTIONS: readonly (readonly string[])[] };
  };
  const matched = testMatch.map((path) => path.replace('<rootDir>/', ''));
  expect(matched.filter((path) => !existsSync(join(project, path)))).toEqual([]);
  const alone = matched.filter((path) => path.endsWith('.test.ts'));
  expect(matched.length - alone.length).toBe(globals.PORTIONS.length);
  const all = suitesBelow('__tests__').filter((path) => !ELSEWHERE.test(path));
  expect([...globals.PORTIONS.flat(), ...alone].sort()).toEqual(all);
});

test('the times that are known are those of files', () => {
  expect(Object.keys(seconds).filter((path) => !existsSync(join(project, path)))).toEqual([]);
});
