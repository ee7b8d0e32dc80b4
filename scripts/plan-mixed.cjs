// Plans files of many repositories in one process, as `harden fix --dry-run --offline` does for each:
// `node scripts/plan-mixed.cjs CHECKOUT FILES.json`
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [checkout, list] = process.argv.slice(2);
const { main } = require(join(checkout, 'dist', 'cli.js'));

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
