import { cleanCache } from '../../src/rewrites/index.js';
import { cleaningOf, fillsCache, isCleaned, LEAVES_EARLY } from './detect.js';

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
  fills: fillsCache,
  mounts: /yarn|\.cache|^\/root$|^\/home\/[^/]+$|^\/usr\/local\/share$/,
  isCleaned,
  clean: cleaningOf,
  otherwise: LEAVES_EARLY,
});
