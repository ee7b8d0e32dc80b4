import type { Assumption, Context, Edit, Outcome, Proposal, Transform } from '../../src/model/index.js';
import {
  family,
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

const ID = 'rpm-yes';
/** Sub-commands that ask before they go on. */
const ASKING = new Set([
  'install',
  'groupinstall',
  'localinstall',
  'reinstall',
  'downgrade',
  'swap',
  'update',
  'upgrade',
  'groupupdate',
  'distro-sync',
  'remove',
  'erase',
  'autoremove',
  'groupremove',
]);
/** `dnf group install`, `dnf module enable`: the option goes before them. */
const GROUPED = /^(?:install|update|upgrade|remove|enable|disable|reset|switch-to)$/;
const ANSWERED = ['-y', '--assumeyes', '--assumeno', '--downloadonly', '--help', '-h'];
const CONFIGURED = /\bassumeyes\b|\b(?:yum|dnf)\.conf\b/;

const MEANT: Assumption = {
  id: 'command-meant-to-run',
  believes: 'The command is meant to do its work, although today yum may give up at its question and the build goes on',
  breaksIf: 'the image depends on that command doing nothing',
  checkBy: 'build the image before and after and compare the installed packages',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Answer yes where yum and dnf would ask',
    summary: 'Adds `-y` to install, update, remove and their like of yum, dnf, microdnf and tdnf.',
    target: 'dockerfile',
    after: [],
    ceiling: 'review',
    rules: ['DL3030', 'DL3038', 'KICS Yum Install Allows Manual Input', 'KICS Missing Flag From Dnf Install'],
    hints: ['yum', 'dnf'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3030',
      'https://github.com/hadolint/hadolint/wiki/DL3038',
    ],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    for (const instruction of shellRuns(doc)) {
      const certain: Edit[] = [];
      const ignored: Edit[] = [];
      for (const call of packageCommands(instruction)) {
        if (!asks(doc, call) || isAnswered(instruction, call)) continue;
        const list = failureStops(doc, instruction, call) ? certain : ignored;
        list.push(insertAfterWord(doc, instruction, ASKING.has(call.verb) ? call.verbWord! : call.tool, ' -y'));
      }
      if (certain.length > 0) proposals.push(propose(doc, instruction, certain, []));
      if (ignored.length > 0) proposals.push(propose(doc, instruction, ignored, [MEANT]));
    }
    return { proposals, refusals: [] };
  },
};

function asks(doc: DockerfileDoc, call: PackageCommand): boolean {
  if (family(call.manager) !== 'yum' || !call.verbWord || hasOption(call, ...ANSWERED)) return false;
  const grouped = (call.verb === 'group' || call.verb === 'module') && GROUPED.test(call.packages[0]?.value ?? '');
  if (!grouped && !ASKING.has(call.verb)) return false;
  return !doc.instructions.some(
    ({ keyword, args }) => (keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD') && CONFIGURED.test(args),
  );
}

function propose(
  doc: DockerfileDoc,
  instruction: Instruction,
  edits: readonly Edit[],
  assumptions: readonly Assumption[],
): Proposal {
  const base = {
    ...stepAt(doc, instruction, ID),
    title: 'Answer yes where yum and dnf would ask',
    why: 'A build has nobody to answer: yum asks, gets no answer and gives up.',
    touches: [runPlace(doc, instruction)],
    evidence: [seenIn(doc, instruction, 'no -y answers the question')] as const,
    changes: edits as [Edit, ...Edit[]],
  };
  const [head, ...rest] = assumptions;
  return head
    ? { ...base, safety: 'review', assumptions: [head, ...rest] }
    : { ...base, safety: 'safe', assumptions: [] };
}
