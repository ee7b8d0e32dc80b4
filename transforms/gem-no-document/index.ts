import { stop, type Assumption } from '../../src/model/index.js';
import { hasOption } from '../../src/runs/index.js';
import { addOption } from '../../src/rewrites/index.js';
import { ANSWERED, isConfigured } from './detect.js';

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
