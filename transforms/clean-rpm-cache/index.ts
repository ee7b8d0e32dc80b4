import { cleanCache } from '../../src/rewrites/index.js';
import { cleaningOf, fillsCache, isCleaned, LEAVES_EARLY, MAY_NOT_RUN } from './detect.js';

export const transform = cleanCache({
  meta: {
    id: 'clean-rpm-cache',
    title: 'Remove the package cache in the layer that filled it',
    why: 'yum and dnf keep repository metadata, and downloaded packages where keepcache is on: 50 to 300 MB that no running container reads. Removing it in a later layer frees nothing.',
    summary: 'Appends `yum clean all` (dnf, microdnf, tdnf) to the RUN that installs.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo', 'rpm-yes'],
    ceiling: 'safe',
    rules: [
      'DL3032',
      'DL3040',
      'DS-0015',
      'DS-0019',
      'DS-0027',
      'KICS Yum Clean All Missing',
      'KICS Missing Dnf Clean All',
    ],
    hints: ['yum', 'dnf'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3032',
      'https://github.com/hadolint/hadolint/wiki/DL3040',
    ],
  },
  seen: 'the RUN installs and ends without cleaning up',
  fills: fillsCache,
  mounts: /yum|dnf|rpm|^\/var(?:\/(?:cache|lib))?$/,
  isCleaned,
  clean: cleaningOf,
  unsure: MAY_NOT_RUN,
  otherwise: LEAVES_EARLY,
});
