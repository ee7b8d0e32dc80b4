// Suites that start programs: the built command, git, docker-compose, docker-registry, openssl, patch; and those
// that a forge with git's own server stands behind.
// `npm run test:process [-- NAME]`
const base = require('./jest.config.js');
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/__tests__/{process,hostile/process,bot,forge,fleet}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
