// These ship ES modules only; everything else in node_modules is CommonJS and stays untransformed.
const MODULES = [
  'unbash',
  'get-east-asian-width',
  '@octokit',
  'before-after-hook',
  'content-type',
  'json-with-bigint',
  'universal-github-app-jwt',
  'universal-user-agent',
];

/** @type {import('jest').Config} */
module.exports = {
  // One for all configurations: what is compiled is kept by it.
  id: 'harden',
  testEnvironment: 'node',
  // A global of a suite is looked up through a proxy, each time: a tenth of all processor time. Nothing replaces these.
  sandboxInjectedGlobals: [
    'Array',
    'Boolean',
    'Error',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'Promise',
    'RegExp',
    'Set',
    'String',
    'Symbol',
    'WeakMap',
  ],
  // Also on two cores, where jest would leave one to itself.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/scripts/jest-sequencer.cjs',
  // For the tests that start programs, on a machine that does much else.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/__tests__/e2e/',
    // jest.process.config.js has what starts programs, git's own server among them.
    '<rootDir>/__tests__/(?:process|hostile/process|bot|forge|fleet)/',
  ],
  modulePathIgnorePatterns: [
    '<rootDir>/dist/',
    '<rootDir>/__tests__/golden/',
    '<rootDir>/__tests__/plans/',
    '<rootDir>/__tests__/e2e/apps/',
    '<rootDir>/examples/',
  ],
  transform: {
    '/data/[\\w-]+\\.(?:yaml|tsv)$': '<rootDir>/scripts/data/jest.mjs',
    '/browser/[\\w-]+\\.page$': '<rootDir>/scripts/build/pages-jest.mjs',
    '^.+\\.(ts|js)$': '<rootDir>/scripts/jest-swc.cjs',
  },
  transformIgnorePatterns: [`/node_modules/(?!(${MODULES.join('|')})/)`],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // It says where it lies to those who import, not to those who require.
    '^@octokit/webhooks-methods$': '<rootDir>/node_modules/@octokit/webhooks-methods/dist-node/index.js',
  },
};
