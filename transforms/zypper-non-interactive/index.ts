import type { Assumption, Context, Edit, Outcome, Proposal, Transform } from '../../src/model/index.js';
import {
  failureStops,
  hasOption,
  insertAfterWord,
  isAnswered,
  packageCommands,
  runPlace,
  seenIn,
  shellRuns,
  stepAt,
  type DockerfileDoc,
  type Instruction,
  type PackageCommand,
} from '../../src/dockerfile/index.js';

const ID = 'zypper-non-interactive';
/** Sub-commands that ask before they go on. Source: zypper(8). */
const ASKING = new Set([
  'install',
  'in',
  'remove',
  'rm',
  'update',
  'up',
  'dist-upgrade',
  'dup',
  'patch',
  'source-install',
  'si',
  'install-new-recommends',
  'inr',
]);

const MEANT: Assumption = {
  id: 'command-meant-to-run',
  believes:
    'The command is meant to do its work, although today zypper may give up at its question and the build goes on',
  breaksIf: 'the image depends on that command doing nothing',
  checkBy: 'build the image before and after and compare the installed packages',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Run zypper without questions',
    summary: 'Adds `--non-interactive` to zypper install, update, remove and their like.',
    target: 'dockerfile',
    after: [],
    ceiling: 'review',
    rules: ['DL3034', 'KICS Missing Zypper Non-interactive Switch'],
    hints: ['zypper'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3034'],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    for (const instruction of shellRuns(doc)) {
      const certain: Edit[] = [];
      const ignored: Edit[] = [];
      for (const call of packageCommands(instruction)) {
        if (!asks(doc, call) || isAnswered(instruction, call)) continue;
        const list = failureStops(doc, instruction, call) ? certain : ignored;
        list.push(insertAfterWord(doc, instruction, call.tool, ' --non-interactive'));
      }
      if (certain.length > 0) proposals.push(propose(doc, instruction, certain, []));
      if (ignored.length > 0) proposals.push(propose(doc, instruction, ignored, [MEANT]));
    }
    return { proposals, refusals: [] };
  },
};

function asks(_doc: DockerfileDoc, call: PackageCommand): boolean {
  if (call.manager !== 'zypper' || !call.verbWord || !ASKING.has(call.verb)) return false;
  if (hasOption(call, '--non-interactive', '-y', '--no-confirm', '--dry-run', '-D', '--download-only', '-d', '--help'))
    return false;
  // Behind the sub-command -n is --name.
  return !call.options.some(({ raw, start }) => start < call.verbWord!.start && /^-[a-zA-Z]*n/.test(raw));
}

function propose(
  doc: DockerfileDoc,
  instruction: Instruction,
  edits: readonly Edit[],
  assumptions: readonly Assumption[],
): Proposal {
  const base = {
    ...stepAt(doc, instruction, ID),
    title: 'Run zypper without questions',
    why: 'A build has nobody to answer: zypper asks, gets no answer and gives up.',
    touches: [runPlace(doc, instruction)],
    evidence: [seenIn(doc, instruction, 'neither --non-interactive nor --no-confirm answers the question')] as const,
    changes: edits as [Edit, ...Edit[]],
  };
  const [head, ...rest] = assumptions;
  return head
    ? { ...base, safety: 'review', assumptions: [head, ...rest] }
    : { ...base, safety: 'safe', assumptions: [] };
}
