import { anyOf, stop, type Assumption } from '../../src/model/index.js';
import { hasOption, laterRuns } from '../../src/runs/index.js';
import { cleanCache } from '../../src/rewrites/index.js';
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

export const transform = cleanCache({
  meta: {
    id: 'clean-yarn-cache',
    title: 'Remove the Yarn cache in the layer that filled it',
    why: 'Yarn keeps an unpacked copy of every package beside `node_modules`. In a layer nobody reads it, and a later layer cannot take it away.',
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
  seen: 'Yarn installs without a cache mount, and the RUN ends without cleaning up',
  fills: (call) =>
    call.manager === 'yarn' &&
    INSTALLS.includes(call.verb) &&
    !hasOption(call, '--cache-folder', '--offline', '--version', '-v', '--help', '--immutable'),
  mounts: /yarn|\.cache|^\/root$|^\/home\/[^/]+$|^\/usr\/local\/share$/,
  isCleaned: (behind) => CLEANED.test(behind),
  clean({ call, run, doc, context }) {
    if (laterRuns(doc, run).some(({ args }) => FROM_CACHE.test(args))) return USED_LATER;
    const version = yarnVersion(doc, run, call, context);
    if (version === 'berry') return BERRY;
    return { command: 'yarn cache clean', assumptions: version === 'classic' ? [] : [YARN_1] };
  },
  otherwise: stop(
    'unsupported-syntax',
    'the RUN leaves early or ends in the background, so a command at its end may not run; put yarn cache clean behind the install',
  ),
});
