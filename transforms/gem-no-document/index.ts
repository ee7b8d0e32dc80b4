import {
  type Assumption,
  type Context,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  wordList,
  nonEmpty,
  mapped,
} from '../../src/model/index.js';
import { hasOption, packageCommands, seenIn, shellRuns, stepAt } from '../../src/runs/index.js';
import { insertAfterWord, runPlace, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { imageProfile, takesOption } from '../../src/knowledge/index.js';

const ID = 'gem-no-document';
const ANSWERED = wordList('--no-document -N --document --no-ri --no-rdoc --ri --rdoc -d --help --explain');
const CONFIGURED = /gemrc\b|\bgem:\s/;

const RUBYGEMS_2: Assumption = {
  id: 'rubygems-2-or-newer',
  believes: 'RubyGems in this image is 2.0 (February 2013) or newer',
  breaksIf: 'it is older and stops at an option it does not know',
  checkBy: 'run gem --version in the base image',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Install gems without their documentation',
    summary: 'Adds `--no-document` to `gem install` and `gem update`.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: ['DD061'],
    hints: ['gem'],
    since: '0.1.0',
    references: ['https://guides.rubygems.org/command-reference/#gem-install'],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const instruction of shellRuns(doc)) {
      const calls = nonEmpty(
        packageCommands(instruction).filter(
          (call) =>
            call.manager === 'gem' &&
            (call.verb === 'install' || call.verb === 'update') &&
            !hasOption(call, ...ANSWERED),
        ),
      );
      if (!calls || isConfigured(doc, instruction)) continue;
      const known = takesOption(doc.stages[instruction.stage]!.rootImage, 'gem --no-document');
      const { anchor, at } = stepAt(doc, instruction, ID);
      if (known === false) {
        if (refusals.some((refusal) => refusal.anchor === anchor)) continue;
        refusals.push({
          anchor,
          at,
          code: 'conflicts',
          message:
            'RubyGems of this release is older than 2.0 and stops at --no-document; --no-ri --no-rdoc says the same there, and a newer base image makes it needless',
        });
        continue;
      }
      const base = {
        ...stepAt(doc, instruction, ID),
        title: 'Install gems without their documentation',
        why: 'gem builds ri pages for every gem: minutes of build time and megabytes that no container reads.',
        touches: [runPlace(doc, instruction)],
        evidence: [seenIn(doc, instruction, 'neither an option nor a gemrc turns the documentation off')] as const,
        changes: mapped(calls, (call) => insertAfterWord(doc, instruction, call.verbWord!, ' --no-document')),
      };
      proposals.push(
        known ? { ...base, safety: 'safe', assumptions: [] } : { ...base, safety: 'review', assumptions: [RUBYGEMS_2] },
      );
    }
    return { proposals, refusals };
  },
};

/** A gemrc says it already: the official ruby images bring one, others are written or copied by a line before. */
function isConfigured(doc: DockerfileDoc, instruction: Instruction): boolean {
  const image = doc.stages[instruction.stage]!.rootImage;
  if (image !== undefined && imageProfile(image)?.image === 'ruby') return true;
  return doc.instructions.some(
    ({ keyword, args, index }) =>
      index <= instruction.index && ['RUN', 'COPY', 'ADD'].includes(keyword) && CONFIGURED.test(args),
  );
}
