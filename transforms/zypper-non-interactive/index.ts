import { words } from '../../src/model/index.js';
import { hasOption } from '../../src/runs/index.js';
import { addOption, type CallOfRun } from '../../src/rewrites/index.js';

/** Sub-commands that ask before they go on. Source: zypper(8). */
const ASKING = words(`
  install in remove rm update up dist-upgrade dup patch source-install si install-new-recommends inr`);

export const transform = addOption({
  meta: {
    id: 'zypper-non-interactive',
    title: 'Run zypper without questions',
    why: 'A build has nobody to answer: zypper asks, gets no answer and gives up.',
    summary: 'Adds `--non-interactive` to zypper install, update, remove and their like.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    neverRefuses: 'an option that answers a question can be added wherever the command is seen',
    rules: ['DL3034', 'KICS Missing Zypper Non-interactive Switch'],
    hints: ['zypper'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3034'],
  },
  option: '--non-interactive',
  seen: 'neither `--non-interactive` nor `--no-confirm` answers the question',
  answersTo: 'zypper',
  lacks: isAsking,
  behind: ({ tool }) => tool,
});

function isAsking({ call }: CallOfRun): boolean {
  if (call.manager !== 'zypper' || !call.verbWord || !ASKING.has(call.verb)) return false;
  if (hasOption(call, '--non-interactive', '-y', '--no-confirm', '--dry-run', '-D', '--download-only', '-d', '--help'))
    return false;
  // Behind the sub-command -n is --name.
  return !call.options.some(({ raw, start }) => start < call.verbWord!.start && /^-[a-zA-Z]*n/.test(raw));
}
