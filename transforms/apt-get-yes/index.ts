import type { Assumption, Context, Edit, Outcome, Proposal, Transform } from '../../src/model/index.js';
import {
  aptConfigured,
  family,
  hasOption,
  insertAfterWord,
  packageCommands,
  runPlace,
  seenIn,
  setsErrexit,
  shellRuns,
  stepAt,
  type DockerfileDoc,
  type Instruction,
  type PackageCommand,
} from '../../src/dockerfile/index.js';

const ID = 'apt-get-yes';
/** Sub-commands that ask before they go on. */
const ASKING = new Set([
  'install',
  'upgrade',
  'dist-upgrade',
  'full-upgrade',
  'build-dep',
  'remove',
  'purge',
  'autoremove',
  'autopurge',
]);
/** Options that answer already, or with which nothing is done. */
const ANSWERED = [
  '-y',
  '--yes',
  '--assume-yes',
  '--assume-no',
  '-s',
  '--simulate',
  '--dry-run',
  '--just-print',
  '--no-act',
  '--recon',
  '--trivial-only',
  '--print-uris',
];

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Answer yes where apt-get would ask',
    summary: 'Adds `-y` to apt-get install, upgrade, remove and their like.',
    target: 'dockerfile',
    after: ['apt-get-over-apt', 'join-apt-update'],
    ceiling: 'review',
    rules: ['DL3014', 'DS-0021', "KICS APT-GET Missing '-y' To Avoid Manual Input"],
    hints: ['apt'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3014',
      'https://manpages.debian.org/stable/apt/apt-get.8.en.html',
    ],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    for (const instruction of shellRuns(doc)) {
      const certain: Edit[] = [];
      const ignored: Edit[] = [];
      for (const call of packageCommands(instruction)) {
        if (!asks(doc, instruction, call)) continue;
        const list = failureShows(doc, instruction, call) ? certain : ignored;
        list.push(insertAfterWord(doc, instruction, call.verbWord!, ' -y'));
      }
      if (certain.length > 0) proposals.push(propose(doc, instruction, certain, []));
      if (ignored.length > 0) proposals.push(propose(doc, instruction, ignored, [MEANT]));
    }
    return { proposals, refusals: [] };
  },
};

const MEANT: Assumption = {
  id: 'command-meant-to-run',
  believes:
    'The command is meant to do its work, although today apt-get may give up at its question and the build goes on',
  breaksIf: 'the image depends on that command doing nothing',
  checkBy: 'build the image before and after and compare the installed packages',
};

function asks(doc: DockerfileDoc, instruction: Instruction, call: PackageCommand): boolean {
  if (family(call.manager) !== 'apt-get' || !call.verbWord || !ASKING.has(call.verb)) return false;
  // nothing named, nothing to ask about
  if ((call.verb === 'purge' || call.verb === 'remove') && call.packages.length === 0) return false;
  if (hasOption(call, ...ANSWERED) || quietness(call) >= 2) return false;
  if (aptConfigured(doc, instruction, call, /(?<!-)\bAssume-Yes\b/i, /\s(?:-[a-zA-Z]*y|--yes|--assume-yes|-qq|-q=2)/))
    return false;
  return !isAnswered(instruction, call);
}

/** Level 2 implies yes. Source: apt-get(8), --quiet. */
function quietness(call: PackageCommand): number {
  let level = 0;
  for (const { raw } of call.options) {
    const given = /^(?:-q|--quiet)=(\d)$/.exec(raw);
    if (given) level = Number(given[1]);
    else if (raw === '--quiet') level++;
    else if (/^-[a-zA-Z]+$/.test(raw)) level += raw.split('q').length - 1;
  }
  return level;
}

/** `yes | apt-get install`, `apt-get install < answers`. */
function isAnswered(instruction: Instruction, { command }: PackageCommand): boolean {
  if (instruction.shellText.slice(command.start, command.end).includes('<')) return true;
  const { kind, start } = instruction.shell.links[command.link]!;
  return (
    kind !== 'command' && /\b(?:yes|echo|printf)\b[^\n;&|]*\|/.test(instruction.shellText.slice(start, command.start))
  );
}

/** True when the build stops where apt-get gives up: then it never did, and `-y` changes nothing that works today. */
function failureShows(doc: DockerfileDoc, instruction: Instruction, { command }: PackageCommand): boolean {
  if (command.place === 'alternative' || command.place === 'pipe') return false;
  if (setsErrexit(doc, instruction)) return true;
  const later = instruction.shell.links.slice(command.link + 1);
  return command.place === 'chain' && later.every((link) => link.operator === '&&');
}

function propose(
  doc: DockerfileDoc,
  instruction: Instruction,
  edits: readonly Edit[],
  assumptions: readonly Assumption[],
): Proposal {
  const base = {
    ...stepAt(doc, instruction, ID),
    title: 'Answer yes where apt-get would ask',
    why: 'A build has nobody to answer: as soon as a package brings others with it, apt-get asks, gets no answer and gives up.',
    touches: [runPlace(doc, instruction)],
    evidence: [seenIn(doc, instruction, 'neither -y nor a configuration answers the question')] as const,
    changes: edits as [Edit, ...Edit[]],
  };
  const [head, ...rest] = assumptions;
  return head
    ? { ...base, safety: 'review', assumptions: [head, ...rest] }
    : { ...base, safety: 'safe', assumptions: [] };
}
