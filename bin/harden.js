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
  const { keepCompiled } = require('./compile-cache.js');
  keepCompiled(require('node:module'), process.env);
  require('../dist/cli.js')
    .main(argv)
    .then((code) => {
      process.exitCode = code;
    });
}
