// Plans files of many repositories in one process, as `harden fix --dry-run --offline` does for each:
// `node scripts/plan-mixed.cjs CHECKOUT FILES.json`
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const [checkout, list] = process.argv.slice(2);
// As `bin/harden.js` does, before it loads anything. Checkouts of before do not.
const optimising = join(checkout, 'bin', 'optimising.js');
const flag = existsSync(optimising) ? require(optimising).optimisingFlag(process.versions.node) : undefined;
if (flag !== undefined) require('node:v8').setFlagsFromString(flag);
const { main } = load(join(checkout, 'dist', 'cli.js'));

/** With the code that an earlier run compiled, where the checkout keeps it. */
function load(entry) {
  const loader = join(checkout, 'bin', 'load.js');
  const folder = existsSync(loader)
    ? require(join(checkout, 'bin', 'compile-cache.js')).compiledFolder(process.env)
    : undefined;
  return folder === undefined ? require(entry) : require(loader).loadKept(entry, folder);
}

async function run() {
  for (const [root, files] of Object.entries(JSON.parse(readFileSync(list, 'utf8')))) {
    const io = {
      out() {},
      err() {},
      isTerminal: false,
      errIsTerminal: false,
      canAsk: false,
      columns: 100,
      env: process.env,
      cwd: root,
    };
    await main(['fix', '--dry-run', '--offline', '--root', root, ...files], io);
  }
}
run();
