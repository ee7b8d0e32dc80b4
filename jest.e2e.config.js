// End to end: real engine, registry and containers. `npm run e2e [-- NAME]`
const base = require('./jest.config.js');
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/__tests__/e2e/**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Builds take a while. By hand one suite after the other; .ci/check runs two at a time where that is sound.
  testTimeout: 600_000,
  maxWorkers: 1,
};
