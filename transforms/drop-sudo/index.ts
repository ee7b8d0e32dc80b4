import {
  withAssumptions,
  type Assumption,
  type Context,
  type Edit,
  type Evidence,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  isStop,
  stop,
  type Stop,
  refusalAt,
  nonEmpty,
  type NonEmpty,
} from '../../src/model/index.js';
import {
  anchorOf,
  buildStates,
  replaceWord,
  runPlace,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { commandName } from '../../src/shell/index.js';
import { packageCommands, seenIn, shellRuns, stepAt } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { readEnvironments, readSudo, sameUnderSudo } from './detect.js';

const ID = 'drop-sudo';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Run commands as root without sudo',
    summary: 'Removes `sudo` from RUN where the build is root anyway.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: ['DL3004', 'DS-0010', 'CKV2_DOCKER_1', 'KICS Run Using Sudo', 'DKL-DI-0001'],
    hints: ['sudo'],
    since: '0.1.0',
    references: [
      'https://github.com/hadolint/hadolint/wiki/DL3004',
      'https://docs.docker.com/build/building/best-practices/#user',
    ],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    if (!doc.text.includes('sudo')) return { proposals, refusals };
    const environments = readEnvironments(doc);
    let edited = 0;
    for (const instruction of shellRuns(doc)) {
      const same: Edit[] = [];
      const review: Edit[] = [];
      for (const command of instruction.shell.commands) {
        if (commandName(command) !== 'sudo') continue;
        const sudo = readSudo(command);
        const stands = isStop(sudo) ? sudo : whoRuns(doc, instruction);
        const edit = stands || isStop(sudo) ? undefined : replaceWord(doc, instruction, sudo.span, '');
        if (edit && !isStop(sudo)) {
          const environment = environments.get(doc.stages[instruction.stage]!)!;
          (sameUnderSudo(environment, instruction, command, sudo) ? same : review).push(edit);
          edited++;
        } else {
          const reason =
            stands ?? stop('not-contiguous', 'a line break stands between sudo and its command; take it out by hand');
          refusals.push(
            refusalAt({ anchor: anchorOf(doc, instruction), at: { file: doc.file, span: instruction.span } }, reason),
          );
        }
      }
      const proven = nonEmpty(same);
      if (proven) proposals.push(propose(doc, instruction, proven, undefined));
      const believed = nonEmpty(review);
      if (believed) proposals.push(propose(doc, instruction, believed, ENVIRONMENT));
    }
    const [first, ...others] = proposals;
    const unused = first && unusedPackage(doc, edited);
    if (unused) return { proposals: [{ ...first, evidence: [...first.evidence, unused] }, ...others], refusals };
    return { proposals, refusals };
  },
};

/** The line that installs sudo, where the only other words `sudo` of the file are those that go. */
function unusedPackage(doc: DockerfileDoc, edited: number): Evidence | undefined {
  const install = shellRuns(doc).find((run) =>
    packageCommands(run).some(({ action, packages }) => action === 'install' && packages.some(isSudo)),
  );
  const words = doc.instructions.reduce((sum, { args }) => sum + args.split(/\bsudo\b/).length - 1, 0);
  if (!install || words !== edited + 1) return undefined;
  return seenIn(doc, install, 'installs sudo, which no other line of this file uses once its calls are gone');
}

function isSudo({ value }: { readonly value: string | undefined }): boolean {
  return value === 'sudo';
}

const ENVIRONMENT: Assumption = {
  id: 'same-without-sudo-environment',
  believes:
    'The command does the same with the environment of the build: sudo drops most ENV and ARG values and sets its own PATH',
  breaksIf: 'another program of that name comes first in PATH, or the command heeds a variable the file sets',
  checkBy: 'compare `command -v` of the program with and without sudo in the image, and the variables it reads',
};

/** What stands against it: somebody else than root runs the line, or nobody can tell. `undefined` for root. */
function whoRuns(doc: DockerfileDoc, instruction: Instruction): Stop | undefined {
  const { user } = buildStates(doc)[instruction.index]!;
  if (user !== undefined) {
    const name = user.replace(/^["']|["']$/g, '').split(':')[0]!;
    if (name === 'root' || name === '0') return undefined;
    if (name.includes('$'))
      return stop(
        'contains-variable',
        'the user of this line is decided at build time; set USER root around what needs it and drop sudo',
      );
    return stop(
      'needs-decision',
      `the line runs as ${name.slice(0, 40)}, so sudo is needed; set USER root around it and drop sudo, or keep it`,
    );
  }
  const image = doc.stages[instruction.stage]!.rootImage;
  const profile = image === undefined ? undefined : imageProfile(image);
  if (profile?.defaultUser === 'root') return undefined;
  if (profile?.defaultUser !== undefined) {
    return stop(
      'needs-decision',
      `the base image runs as ${profile.defaultUser}, so sudo is needed; set USER root around it and drop sudo, or keep it`,
    );
  }
  return stop(
    'unknown-base',
    'the user of the base image is not known; drop sudo where it is root, or set USER root above',
  );
}

function propose(
  doc: DockerfileDoc,
  instruction: Instruction,
  changes: NonEmpty<Edit>,
  assumption: Assumption | undefined,
): Proposal {
  const base = {
    ...stepAt(doc, instruction, ID),
    title: 'Run commands as root without sudo',
    why: 'The build is root here, so sudo gives nothing. It drops the build environment, and an image that keeps it offers a way to root to whoever gets in.',
    touches: [runPlace(doc, instruction)],
    evidence: [
      seenIn(doc, instruction, 'the line runs as root: USER says so, or the base image does and no USER changes it'),
    ] as const,
    changes,
  };
  return withAssumptions(base, assumption ? [assumption] : []);
}
