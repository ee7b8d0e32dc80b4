// TypeScript for jest. What it makes of a file is kept by what the file holds: jest's own key has the whole configuration in
// it, so that each command would compile the source anew.
const { createHash } = require('node:crypto');
const { relative } = require('node:path');
const { version } = require('@swc/core');
const { createTransformer } = require('@swc/jest');

const OPTIONS = { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };

module.exports = {
  ...createTransformer(OPTIONS),
  getCacheKey(text, path, { config, instrument, supportsStaticESM }) {
    const of = [version, OPTIONS, relative(config.rootDir, path), instrument, supportsStaticESM];
    return createHash('sha256').update(JSON.stringify(of)).update(text).digest('hex');
  },
};
