// A real forge: pagure, as Debian packages it. `npm run e2e:forge`
const base = require('./jest.config.js');
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/__tests__/forge-e2e/**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // A push runs hooks in Python, for each branch.
  testTimeout: 600_000,
  maxWorkers: 1,
};
