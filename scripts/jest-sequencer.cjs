// The order of suites: the longest first, as __tests__/seconds.json knows them, so that workers end together. jest itself
// knows no times on a clean machine, and begins with the largest file.
const { join, relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');
const seconds = require('../__tests__/seconds.json');

const root = join(__dirname, '..');

module.exports = class extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const weightOf = ({ path }) => {
      const name = relative(root, path).replaceAll('\\', '/');
      // What runs alone fills the gap that portions leave at the end.
      return name.startsWith('__tests__/together/') ? 1e6 : (seconds[name] ?? 0);
    };
    return sorted.sort((a, b) => weightOf(b) - weightOf(a));
  }
};
