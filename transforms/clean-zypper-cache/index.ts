import { stop } from '../../src/model/index.js';
import { cleanCache } from '../../src/rewrites/index.js';

const FILLS = new Set(['install', 'upgrade', 'update']);
const CLEANED =
  /\brm\b[^;&|]{0,300}\/var\/cache\b|\bzypper\b[^;&|]{0,100}\s(?:clean|cc)\b|\/(?=[\w.-]*clean)[\w.-]+(?:\s|$)/;

const BY_HAND = stop(
  'inside-construct',
  'zypper may not run, or the RUN may leave before its end; put `zypper clean --all` behind the install by hand',
);

export const transform = cleanCache({
  meta: {
    id: 'clean-zypper-cache',
    title: 'Remove the zypper cache in the layer that filled it',
    why: 'zypper keeps repository metadata and, by setting, packages: tens of megabytes that no running container reads. Removing them in a later layer frees nothing.',
    summary: 'Appends `zypper clean --all` to the RUN that installs, in stages that are shipped.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['drop-sudo', 'zypper-non-interactive'],
    ceiling: 'safe',
    rules: ['DL3036', 'DS-0020', 'KICS Missing Zypper Clean'],
    hints: ['zypper'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3036'],
  },
  seen: 'the RUN installs and ends without cleaning up',
  fills: ({ manager, action }) => manager === 'zypper' && FILLS.has(action),
  mounts: /zypp|^\/var(?:\/cache)?$/,
  isCleaned: (behind) => CLEANED.test(behind),
  clean: () => ({ command: 'zypper clean --all' }),
  unsure: BY_HAND,
  otherwise: BY_HAND,
});
