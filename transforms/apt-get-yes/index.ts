import { addOption } from '../../src/rewrites/index.js';
import { isAsking } from './detect.js';

export const transform = addOption({
  meta: {
    id: 'apt-get-yes',
    title: 'Answer yes where apt-get would ask',
    why: 'A build has nobody to answer: as soon as a package brings others with it, apt-get asks, gets no answer and gives up.',
    summary: 'Adds `-y` to apt-get install, upgrade, remove and their like.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['apt-get-over-apt', 'join-apt-update'],
    ceiling: 'review',
    neverRefuses: 'an option that answers a question can be added wherever the command is seen',
    rules: ['DL3014', 'DS-0021', "KICS APT-GET Missing '-y' To Avoid Manual Input"],
    hints: ['apt'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3014',
      'https://manpages.debian.org/stable/apt/apt-get.8.en.html',
    ],
  },
  option: '-y',
  seen: 'neither `-y` nor a configuration answers the question',
  answersTo: 'apt-get',
  lacks: isAsking,
});
