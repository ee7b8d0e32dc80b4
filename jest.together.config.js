// `npm test`: the suites of jest.config.js, dealt into a few so that the source is not loaded for every file.
const { join } = require('node:path');
const base = require('./jest.config.js');
const { dealt, suitesBelow } = require('./scripts/portions.cjs');

const ignored = base.testPathIgnorePatterns.map((pattern) => new RegExp(pattern.replace('<rootDir>', __dirname)));
const files = suitesBelow('__tests__').filter(
  (file) => !ignored.some((pattern) => pattern.test(join(__dirname, file))),
);
const { portions, alone } = dealt(files);
// `npm test -- FILE` means those files, and no portions.
const named = process.argv.slice(2).some((word) => !word.startsWith('-') && files.some((file) => file.includes(word)));

/** @type {import('jest').Config} */
module.exports = named
  ? base
  : {
      ...base,
      testMatch: [
        ...portions.map((_, at) => `<rootDir>/__tests__/together/portion-${at}.ts`),
        ...alone.map((file) => `<rootDir>/${file}`),
      ],
      globals: { PORTIONS: portions },
    };
