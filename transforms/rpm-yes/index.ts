import { isCopy } from '../../src/dockerfile/index.js';
import { words } from '../../src/model/index.js';
import { managerFamily, hasOption } from '../../src/runs/index.js';
import { addOption, type CallOfRun } from '../../src/rewrites/index.js';

/** Sub-commands that ask before they go on. */
const ASKING = words(`
  install groupinstall localinstall reinstall downgrade swap update upgrade groupupdate distro-sync remove erase
  autoremove groupremove`);
/** `dnf group install`, `dnf module enable`: the option goes before them. */
const GROUPED = /^(?:install|update|upgrade|remove|enable|disable|reset|switch-to)$/;
const ANSWERED = ['-y', '--assumeyes', '--assumeno', '--downloadonly', '--help', '-h'];
const CONFIGURED = /\bassumeyes\b|\b(?:yum|dnf)\.conf\b/;

export const transform = addOption({
  meta: {
    id: 'rpm-yes',
    title: 'Answer yes where yum and dnf would ask',
    why: 'A build has nobody to answer: yum asks, gets no answer and gives up.',
    summary: 'Adds `-y` to install, update, remove and their like of yum, dnf, microdnf and tdnf.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    neverRefuses: 'an option that answers a question can be added wherever the command is seen',
    rules: ['DL3030', 'DL3038', 'KICS Yum Install Allows Manual Input', 'KICS Missing Flag From Dnf Install'],
    hints: ['yum', 'dnf'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3030',
      'https://github.com/hadolint/hadolint/wiki/DL3038',
    ],
  },
  option: '-y',
  seen: 'no `-y` answers the question',
  answersTo: 'yum',
  lacks: asks,
  behind: ({ verb, verbWord, tool }) => (ASKING.has(verb) ? verbWord! : tool),
});

function asks({ call, doc }: CallOfRun): boolean {
  if (managerFamily(call.manager) !== 'yum' || !call.verbWord || hasOption(call, ...ANSWERED)) return false;
  const grouped = (call.verb === 'group' || call.verb === 'module') && GROUPED.test(call.packages[0]?.value ?? '');
  if (!grouped && !ASKING.has(call.verb)) return false;
  return !doc.instructions.some((each) => (each.keyword === 'RUN' || isCopy(each)) && CONFIGURED.test(each.args));
}
