#!/usr/bin/env node
'use strict';
// `docker harden`: a plugin of Docker's command line, which looks for programs of this name in its folders of plugins.
// https://github.com/docker/cli/blob/master/cli-plugins/metadata/metadata.go
const argv = process.argv.slice(2);

if (argv[0] === 'docker-cli-plugin-metadata') {
  const { version, description } = require('../package.json');
  const metadata = { SchemaVersion: '0.1.0', Vendor: 'harden', Version: version, ShortDescription: description };
  process.stdout.write(`${JSON.stringify(metadata)}\n`);
} else {
  // Docker hands over its own word as well.
  if (argv[0] === 'harden') process.argv.splice(2, 1);
  require('./harden.js');
}
