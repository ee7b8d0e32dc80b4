import { words, stop } from '../../src/model/index.js';
import { replaceWord } from '../../src/dockerfile/index.js';
import { packageCommands } from '../../src/runs/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

// What apt and apt-get share word for word. `apt` also takes local paths and `full-upgrade`, which apt-get spells otherwise.
const SHARED_VERBS = words('install update upgrade remove purge autoremove clean autoclean build-dep source download');

export const transform = rewriteDockerfile({
  meta: {
    id: 'apt-get-over-apt',
    title: 'Call apt-get instead of apt',
    why: 'apt is made for people: it warns that its command line may change between releases. apt-get keeps it stable.',
    summary: 'Replaces `apt` by `apt-get` in RUN, where the sub-command exists in both.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'safe',
    rules: ['DL3027', 'CKV_DOCKER_9', 'KICS Run Using apt'],
    hints: ['apt'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3027',
      'https://manpages.debian.org/stable/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS',
    ],
  },
  on: runs,
  judge: (run, { doc }) =>
    packageCommands(run)
      .filter(({ manager, tool }) => manager === 'apt' && tool.raw === 'apt')
      .map((call) => {
        if (!SHARED_VERBS.has(call.verb)) {
          const verb = call.verb || '(computed)';
          return stop(
            'ambiguous',
            `apt ${verb} is spelled differently in apt-get; choose the apt-get or apt-cache command that is meant`,
          );
        }
        const edit = replaceWord(doc, run, call.tool, 'apt-get');
        return edit && { edits: [edit], seen: 'the sub-command is the same in apt-get' };
      }),
});
