import { type Assumption, type Context, type Outcome, type Transform, stop, type Stop } from '../../src/model/index.js';
import { hasOption, laterRuns, packageCommands, type PackageCommand, cleanCaches } from '../../src/runs/index.js';
import { type DockerfileDoc, type Instruction, mountsOver } from '../../src/dockerfile/index.js';
import { yarnVersion } from './version.js';

const ID = 'clean-yarn-cache';
const REMOVES_CACHE = /\brm\b[^;&|]{0,300}(?:yarn|\.cache|\/root\/\.\*|~\/\.\*)|\bcache clean\b/;
const FROM_CACHE = /\byarn\b[^;&|]{0,300}--(?:prefer-)?offline\b/;

const YARN_1: Assumption = {
  id: 'yarn-1',
  believes: 'This is Yarn 1 (Classic)',
  breaksIf: 'Yarn 2 or newer is used: its cache may be a part of the project, and is cleaned otherwise',
  checkBy: 'look for .yarnrc.yml, or packageManager in package.json',
};

const BERRY: Stop = stop(
  'needs-decision',
  'the project uses Yarn 2 or newer, whose cache may be what it runs from; yarn cache clean --all is right where node_modules holds the packages',
);
const USED_LATER: Stop = stop(
  'used-later',
  'a later line installs offline from the cache that this one fills; clean it in that line',
);
const LEAVES_EARLY: Stop = stop(
  'unsupported-syntax',
  'the RUN leaves early or ends in the background, so a command at its end may not run; put yarn cache clean behind the install',
);

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Remove the Yarn cache in the layer that filled it',
    summary: 'Appends `yarn cache clean` to the RUN that installs with Yarn 1, in stages that are shipped.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo'],
    ceiling: 'review',
    rules: ['DL3060'],
    hints: ['yarn'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3060',
      'https://classic.yarnpkg.com/lang/en/docs/cli/cache/',
    ],
  },
  propose(doc: DockerfileDoc, context: Context): Outcome {
    return cleanCaches(doc, context, {
      id: ID,
      title: 'Remove the Yarn cache in the layer that filled it',
      why: 'Yarn keeps an unpacked copy of every package beside `node_modules`. In a layer nobody reads it, and a later layer cannot take it away.',
      says: 'Yarn installs without a cache mount, and the RUN ends without cleaning up',
      clean(instruction) {
        const last = lastInstall(instruction);
        if (!last) return undefined;
        if (laterRuns(doc, instruction).some(({ args }) => FROM_CACHE.test(args))) return USED_LATER;
        const version = yarnVersion(doc, instruction, last, context);
        if (version === 'berry') return BERRY;
        const command = `${last.sudo ? 'sudo ' : ''}yarn cache clean`;
        return { command, assumptions: version === 'classic' ? [] : [YARN_1], otherwise: LEAVES_EARLY };
      },
    });
  },
};

/** The last yarn install of a RUN, when it runs whatever happens and nothing behind it empties the cache. */
function lastInstall(instruction: Instruction): PackageCommand | undefined {
  const calls = packageCommands(instruction).filter(
    (call) =>
      call.manager === 'yarn' &&
      ['', 'install', 'add', 'upgrade'].includes(call.verb) &&
      !hasOption(call, '--cache-folder', '--offline', '--version', '-v', '--help', '--immutable'),
  );
  const last = calls.at(-1);
  if (!last || !calls.some(({ command }) => command.place === 'chain' || command.place === 'pipe')) return undefined;
  if (mountsOver(instruction, /yarn|\.cache|^\/root$|^\/home\/[^/]+$|^\/usr\/local\/share$/)) return undefined;
  const behind = instruction.shellText.slice(last.command.end);
  if (
    REMOVES_CACHE.test(behind) ||
    /\b(?:del|remove|purge|uninstall)\b[^;&|]{0,300}\b(?:yarn|nodejs|node|npm|build\w*|deps|virtual)\b/.test(behind)
  )
    return undefined;
  return last;
}
