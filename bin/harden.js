#!/usr/bin/env node
'use strict';
const argv = process.argv.slice(2);

// Asked often by scripts and editors, so answered before anything is loaded.
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  // To a disk that is full: an error, as of every other output.
  process.stdout.on('error', ({ code }) => {
    if (code !== 'EPIPE') process.exitCode = 2;
  });
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  load()
    .main(argv)
    .then((code) => {
      process.exitCode = code;
    });
}

function load() {
  const { optimisingFlag } = require('./optimising.js');
  const flag = optimisingFlag(process.versions.node);
  // Before anything large is loaded: what is kept of compiled code is for one choice of flags.
  if (flag !== undefined) require('node:v8').setFlagsFromString(flag);
  const { compiledFolder } = require('./compile-cache.js');
  const folder = compiledFolder(process.env);
  if (folder === undefined) return require('../dist/cli.js');
  const { enableCompileCache } = require('node:module');
  // Other packages: Node 22 and later keep what they compile of them.
  const outside = enableCompileCache && (() => enableCompileCache(folder));
  const { loadKept } = require('./load.js');
  return loadKept(require.resolve('../dist/cli.js'), folder, outside);
}
