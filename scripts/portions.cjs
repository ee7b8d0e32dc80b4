// Deals the suites of `npm test` into portions. A portion is one suite to jest, so that the source is loaded and warmed up
// once for all files in it, which takes longer than most files themselves. `npx jest FILE` runs a file by itself.
const { readdirSync, readFileSync } = require('node:fs');
const { availableParallelism } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');

/** The longest files, in seconds; the others count as one. */
const SECONDS = require('../__tests__/seconds.json');

/** As many as there are files for them. */
const MOST = readdirSync(join(root, '__tests__', 'together')).filter((name) => /^portion-\d+\.ts$/.test(name)).length;

/** What a file asks for that has to be loaded by itself: modules in place of others, snapshots by the name of the suite. */
const ALONE = /\bjest\.(?:mock|doMock)\(|\.toMatchSnapshot\(/;

/**
 * The files in portions that take about as long: the longest first, each to the portion that has the least.
 * @param {readonly string[]} files paths from the root
 * @returns {{ portions: string[][], alone: string[] }}
 */
function dealt(files, count = Math.min(MOST, Math.max(2, availableParallelism()))) {
  const weightOf = (file) => SECONDS[file] ?? 1;
  const alone = files.filter((file) => ALONE.test(readFileSync(join(root, file), 'utf8')));
  const portions = Array.from({ length: count }, () => ({ weight: 0, files: [] }));
  const shared = files.filter((file) => !alone.includes(file));
  for (const file of shared.sort((a, b) => weightOf(b) - weightOf(a) || (a < b ? -1 : 1))) {
    const least = portions.reduce((one, other) => (other.weight < one.weight ? other : one));
    least.weight += weightOf(file);
    least.files.push(file);
  }
  return { portions: portions.map((portion) => portion.files), alone };
}

/** Cases, of which there are thousands. */
const WITHOUT_SUITES = new Set(['golden', 'plans', 'apps', '__snapshots__']);

/** Paths from the root of the test files below a folder of it. */
function suitesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return WITHOUT_SUITES.has(entry.name) ? [] : suitesBelow(path);
      return path.endsWith('.test.ts') ? [path] : [];
    })
    .sort();
}

module.exports = { dealt, suitesBelow };
