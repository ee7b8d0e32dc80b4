// Calls of apt-get that ask before they go on.
import { words, wordList } from '../../src/model/index.js';
import { aptConfigured, managerFamily, hasOption, installsNothing, type PackageCommand } from '../../src/runs/index.js';
import type { CallOfRun } from '../../src/rewrites/index.js';

/** Sub-commands that ask before they go on. */
const ASKING = words('install upgrade dist-upgrade full-upgrade build-dep remove purge autoremove autopurge');

/** Options that answer already, or with which nothing is done. */
const ANSWERED = wordList(`
  -y --yes --assume-yes --assume-no -s --simulate --dry-run --just-print --no-act --recon --trivial-only
  --print-uris`);

/** True for a call that would wait for an answer. */
export function isAsking({ call, run, doc }: CallOfRun): boolean {
  if (managerFamily(call.manager) !== 'apt-get' || !call.verbWord || !ASKING.has(call.verb)) return false;
  // nothing named, nothing to ask about
  if ((call.verb === 'purge' || call.verb === 'remove') && call.packages.length === 0) return false;
  if (installsNothing(call)) return false;
  if (hasOption(call, ...ANSWERED) || quietness(call) >= 2) return false;
  return !aptConfigured(doc, run, call, /(?<!-)\bAssume-Yes\b/i, /\s(?:-[a-zA-Z]*y|--yes|--assume-yes|-qq|-q=2)/);
}

/** Level 2 implies yes. Source: apt-get(8), --quiet. */
function quietness(call: PackageCommand): number {
  let level = 0;
  for (const { raw } of call.options) {
    const given = /^(?:-q|--quiet)=(\d)$/.exec(raw);
    if (given) level = Number(given[1]);
    else if (raw === '--quiet') level++;
    else if (/^-[a-zA-Z]+$/.test(raw)) level += raw.split('q').length - 1;
  }
  return level;
}
