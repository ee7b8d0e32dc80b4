import { wordList, stop, type Assumption } from '../../src/model/index.js';
import { hasOption } from '../../src/runs/index.js';
import type { DockerfileDoc, Instruction } from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { addOption } from '../../src/rewrites/index.js';

const ANSWERED = wordList('--no-document -N --document --no-ri --no-rdoc --ri --rdoc -d --help --explain');
const CONFIGURED = /gemrc\b|\bgem:\s/;

const RUBYGEMS_2: Assumption = {
  id: 'rubygems-2-or-newer',
  believes: 'RubyGems in this image is 2.0 (February 2013) or newer',
  breaksIf: 'it is older and stops at an option it does not know',
  checkBy: 'run gem --version in the base image',
};

const TOO_OLD = stop(
  'conflicts',
  'RubyGems of this release is older than 2.0 and stops at --no-document; --no-ri --no-rdoc says the same there, and a newer base image makes it needless',
);

export const transform = addOption({
  meta: {
    id: 'gem-no-document',
    title: 'Install gems without their documentation',
    why: 'gem builds ri pages for every gem: minutes of build time and megabytes that no container reads.',
    summary: 'Adds `--no-document` to `gem install` and `gem update`.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: ['DD061'],
    hints: ['gem'],
    since: '0.1.0',
    references: ['https://guides.rubygems.org/command-reference/#gem-install'],
  },
  option: '--no-document',
  seen: 'neither an option nor a gemrc turns the documentation off',
  young: { option: 'gem --no-document', tooOld: TOO_OLD, believed: RUBYGEMS_2 },
  lacks: ({ call, run, doc }) =>
    call.manager === 'gem' &&
    (call.verb === 'install' || call.verb === 'update') &&
    !hasOption(call, ...ANSWERED) &&
    !isConfigured(doc, run),
});

/** A gemrc says it already: the official ruby images bring one, others are written or copied by a line before. */
function isConfigured(doc: DockerfileDoc, instruction: Instruction): boolean {
  const image = doc.stages[instruction.stage]!.rootImage;
  if (image !== undefined && imageProfile(image)?.image === 'ruby') return true;
  return doc.instructions.some(
    ({ keyword, args, index }) =>
      index <= instruction.index && ['RUN', 'COPY', 'ADD'].includes(keyword) && CONFIGURED.test(args),
  );
}
