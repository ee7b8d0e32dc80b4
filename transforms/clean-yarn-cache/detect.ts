import { anyOf, stop, type Assumption, type Stop } from '../../src/model/index.js';
import { hasOption, laterRuns, type PackageCommand } from '../../src/runs/index.js';
import type { CallOfRun, Cleaning } from '../../src/rewrites/index.js';
import { yarnVersion } from './version.js';

const INSTALLS = ['', 'install', 'add', 'upgrade'];
/** The last: Yarn that takes itself away. */
const CLEANED = anyOf(
  /\brm\b[^;&|]{0,300}(?:yarn|\.cache|\/root\/\.\*|~\/\.\*)|\bcache clean\b/,
  /\b(?:del|remove|purge|uninstall)\b[^;&|]{0,300}\b(?:yarn|nodejs|node|npm|build\w*|deps|virtual)\b/,
);
const FROM_CACHE = /\byarn\b[^;&|]{0,300}--(?:prefer-)?offline\b/;

const YARN_1: Assumption = {
  id: 'yarn-1',
  believes: 'This is Yarn 1 (Classic)',
  breaksIf: 'Yarn 2 or newer is used: its cache may be a part of the project, and is cleaned otherwise',
  checkBy: 'look for .yarnrc.yml, or packageManager in package.json',
};

const BERRY = stop(
  'needs-decision',
  'the project uses Yarn 2 or newer, whose cache may be what it runs from; yarn cache clean --all is right where node_modules holds the packages',
);
const USED_LATER = stop(
  'used-later',
  'a later line installs offline from the cache that this one fills; clean it in that line',
);
export const LEAVES_EARLY = stop(
  'unsupported-syntax',
  'the RUN leaves early or ends in the background, so a command at its end may not run; put yarn cache clean behind the install',
);

/** True for a call that writes what it downloads into the cache of the user. */
export function fillsCache(call: PackageCommand): boolean {
  if (call.manager !== 'yarn' || !INSTALLS.includes(call.verb)) return false;
  return !hasOption(call, '--cache-folder', '--offline', '--version', '-v', '--help', '--immutable');
}

/** True where the RUN empties the cache behind its last call, or takes Yarn away. */
export function isCleaned(behind: string): boolean {
  return CLEANED.test(behind);
}

/** `yarn cache clean`, for Yarn 1 whose cache nobody reads later. */
export function cleaningOf({ call, run, doc, context }: CallOfRun): Cleaning | Stop {
  if (laterRuns(doc, run).some(({ args }) => FROM_CACHE.test(args))) return USED_LATER;
  const version = yarnVersion(doc, run, call, context);
  if (version === 'berry') return BERRY;
  return { command: 'yarn cache clean', assumptions: version === 'classic' ? [] : [YARN_1] };
}
