import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';
import { judge } from './judge.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'apk-no-cache',
    title: 'Keep the apk package index out of the image',
    why: 'With --no-cache apk fetches a fresh index and writes none, so the layer holds the packages only and a cached layer never installs from a stale index.',
    summary: 'Adds `--no-cache` to `apk add` and `apk upgrade`, in place of `--update`.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: ['DL3019', 'DS-0025', 'DKL-DI-0004', 'KICS Apk Add Using Local Cache Path'],
    hints: ['apk'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3019',
      'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
    ],
  },
  on: runs,
  judge,
  refusesOnce: true,
});
