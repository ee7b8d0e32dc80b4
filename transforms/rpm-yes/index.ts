import { addOption } from '../../src/rewrites/index.js';
import { ASKING, isAsking } from './detect.js';

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
  lacks: isAsking,
  behind: ({ verb, verbWord, tool }) => (ASKING.has(verb) ? verbWord! : tool),
});
