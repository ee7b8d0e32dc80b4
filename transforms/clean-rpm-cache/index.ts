import { anyOf, baseName, stop } from '../../src/model/index.js';
import { managerFamily, hasOption } from '../../src/runs/index.js';
import { cleanCache } from '../../src/rewrites/index.js';
import { isCleaned } from './detect.js';

const FILLS = new Set(['install', 'upgrade', 'update']);
/** What leaves no enabled repository, or no package manager: `clean all` then fails. */
const TAKES_REPOS_AWAY = anyOf(
  /\b(?:rm|mv)\b[^;&|]{0,300}yum\.repos\.d/,
  /config-manager[^;&|]{0,200}--(?:set-)?disable/,
  /subscription-manager/,
  /(?:remove|erase|-e)\s[^;&|]{0,300}\b(?:yum|dnf|microdnf|tdnf)\b/,
);

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
  fills: (call) =>
    managerFamily(call.manager) === 'yum' && FILLS.has(call.action) && !hasOption(call, '--help', '--downloadonly'),
  mounts: /yum|dnf|rpm|^\/var(?:\/(?:cache|lib))?$/,
  isCleaned,
  clean: ({ call, run }) =>
    TAKES_REPOS_AWAY.test(run.shellText.slice(call.command.end))
      ? stop(
          'ambiguous',
          'a later command of this RUN takes repositories or the package manager away, after which `clean all` fails; put `clean all` before it',
        )
      : { command: `${baseName(call.tool.value!)} clean all` },
  unsure: stop(
    'inside-construct',
    'the install stands inside `if`, `||`, a subshell or a function, so the package manager may not be there otherwise; add its `clean all` in that branch',
  ),
  otherwise: stop(
    'unsupported-syntax',
    'the RUN ends in the background or leaves early, so a command at its end would not run; put `clean all` before that',
  ),
});
