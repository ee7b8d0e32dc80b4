import { anyOf, baseName, stop, type Stop, words } from '../../src/model/index.js';
import { hasOption, managerFamily, packageCommands, type PackageCommand } from '../../src/runs/index.js';
import type { CallOfRun, Cleaning } from '../../src/rewrites/index.js';

const FILLS = words(`
  install groupinstall localinstall reinstall downgrade swap update upgrade groupupdate distro-sync builddep makecache`);
/** `yum group install`, `dnf module install`. */
const FILLS_GROUPED = words('install update upgrade');
/** What leaves no enabled repository, or no package manager: `clean all` then fails. */
const TAKES_REPOS_AWAY = anyOf(
  /\b(?:rm|mv)\b[^;&|]{0,300}yum\.repos\.d/,
  /config-manager[^;&|]{0,200}--(?:set-)?disable/,
  /subscription-manager/,
  /(?:remove|erase|-e)\s[^;&|]{0,300}\b(?:yum|dnf|microdnf|tdnf)\b/,
);
const REMOVES_CACHE = /\brm\b[^;&|]{0,300}\/var\/cache\b|\bfind\b[^;&|]{0,200}\/var\/cache\b/;

const NO_REPOS_LEFT = stop(
  'ambiguous',
  'a later command of this RUN takes repositories or the package manager away, after which `clean all` fails; put `clean all` before it',
);
export const MAY_NOT_RUN = stop(
  'inside-construct',
  'the install stands inside `if`, `||`, a subshell or a function, so the package manager may not be there otherwise; add its `clean all` in that branch',
);
export const LEAVES_EARLY = stop(
  'unsupported-syntax',
  'the RUN ends in the background or leaves early, so a command at its end would not run; put `clean all` before that',
);

/** True for a call that leaves metadata or packages behind. */
export function fillsCache(call: PackageCommand): boolean {
  if (managerFamily(call.manager) !== 'yum' || hasOption(call, '--help', '--downloadonly')) return false;
  const isGrouped = /^(?:group|groups|module)$/.test(call.verb);
  return FILLS.has(call.verb) || (isGrouped && FILLS_GROUPED.has(call.packages[0]?.value ?? ''));
}

/** `clean all` of the program that installed, while there is something it can clean. */
export function cleaningOf({ call, run }: CallOfRun): Cleaning | Stop {
  if (TAKES_REPOS_AWAY.test(run.shellText.slice(call.command.end))) return NO_REPOS_LEFT;
  return { command: `${baseName(call.tool.value!)} clean all` };
}

/** True where the RUN empties the cache behind its last call, or calls something that is made to. */
export function isCleaned(behind: string, { call, run }: CallOfRun): boolean {
  // `; #yum clean all` is off on purpose, and /cleanup.sh says what it does.
  if (REMOVES_CACHE.test(behind) || behind.includes('clean all')) return true;
  const later = packageCommands(run).filter(({ command }) => command.start > call.command.start);
  if (later.some(({ manager, action }) => managerFamily(manager) === 'yum' && action === 'clean')) return true;
  return run.shell.commands.some(
    ({ start, words }) => start > call.command.start && /(?:^|\/)(?=[\w.-]*clean)[\w.-]+$/.test(words[0]?.value ?? ''),
  );
}
