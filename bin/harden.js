#!/usr/bin/env node
'use strict';
const argv = process.argv.slice(2);

// Asked often by scripts and editors, so answered before anything is loaded.
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
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
