// Calls of yum and dnf that ask before they go on.
import { isCopy } from '../../src/dockerfile/index.js';
import { words } from '../../src/model/index.js';
import { managerFamily, hasOption } from '../../src/runs/index.js';
import type { CallOfRun } from '../../src/rewrites/index.js';

/** Sub-commands that ask before they go on. */
export const ASKING = words(`
  install groupinstall localinstall reinstall downgrade swap update upgrade groupupdate distro-sync remove erase
  autoremove groupremove`);

/** `dnf group install`, `dnf module enable`: the option goes before them. */
const GROUPED = /^(?:install|update|upgrade|remove|enable|disable|reset|switch-to)$/;

const ANSWERED = ['-y', '--assumeyes', '--assumeno', '--downloadonly', '--help', '-h'];

const CONFIGURED = /\bassumeyes\b|\b(?:yum|dnf)\.conf\b/;

/** True for a call that would wait for an answer. */
export function isAsking({ call, doc }: CallOfRun): boolean {
  if (managerFamily(call.manager) !== 'yum' || !call.verbWord || hasOption(call, ...ANSWERED)) return false;
  const grouped = (call.verb === 'group' || call.verb === 'module') && GROUPED.test(call.packages[0]?.value ?? '');
  if (!grouped && !ASKING.has(call.verb)) return false;
  return !doc.instructions.some((each) => (each.keyword === 'RUN' || isCopy(each)) && CONFIGURED.test(each.args));
}
