import { type Assumption, type Edit, type Evidence, isStop, stop, type Stop } from '../../src/model/index.js';
import { buildStates, replaceWord, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { commandName } from '../../src/shell/index.js';
import { packageCommands, instructionEvidence } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { readEnvironments, readSudo, sameUnderSudo } from './detect.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'drop-sudo',
    title: 'Run commands as root without sudo',
    why: 'The build is root here, so sudo gives nothing. It drops the build environment, and an image that keeps it offers a way to root to whoever gets in.',
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
  on: sudoRuns,
  judge({ same, review, stops, unused }) {
    const seen = 'the line runs as root: USER says so, or the base image does and no USER changes it';
    const evidence = unused ? [unused] : [];
    return [
      ...stops,
      { edits: same, seen, evidence },
      { edits: review, seen, evidence: same.length === 0 ? evidence : [], assumptions: [ENVIRONMENT] },
    ];
  },
});

interface SudoRun {
  readonly instruction: Instruction;
  /** Takes sudo away where the command is seen to do the same without. */
  readonly same: readonly Edit[];
  readonly review: readonly Edit[];
  readonly stops: readonly Stop[];
  /** Of the first that is edited: what installs sudo, when nothing else uses it. */
  readonly unused?: Evidence;
}

function sudoRuns(doc: DockerfileDoc): SudoRun[] {
  if (!doc.text.includes('sudo')) return [];
  const environments = readEnvironments(doc);
  const all = runs(doc).map((run) => readRun(doc, run, environments));
  const edited = all.reduce((sum, { same, review }) => sum + same.length + review.length, 0);
  const first = all.findIndex(({ same, review }) => same.length + review.length > 0);
  const unused = first === -1 ? undefined : unusedPackage(doc, edited);
  return all.map((each, at) => (unused && at === first ? { ...each, unused } : each));
}

function readRun(doc: DockerfileDoc, run: Instruction, environments: ReturnType<typeof readEnvironments>): SudoRun {
  const same: Edit[] = [];
  const review: Edit[] = [];
  const stops: Stop[] = [];
  for (const command of run.shell.commands) {
    if (commandName(command) !== 'sudo') continue;
    const sudo = readSudo(command);
    const obstacle = isStop(sudo) ? sudo : whoRuns(doc, run);
    const edit = obstacle || isStop(sudo) ? undefined : replaceWord(doc, run, sudo.span, '');
    if (!edit || isStop(sudo)) stops.push(obstacle ?? BROKEN_LINE);
    else {
      const environment = environments.get(doc.stages[run.stage]!)!;
      (sameUnderSudo(environment, run, command, sudo) ? same : review).push(edit);
    }
  }
  return { instruction: run, same, review, stops };
}

const BROKEN_LINE = stop('not-contiguous', 'a line break stands between sudo and its command; take it out by hand');

/** The line that installs sudo, where the only other words `sudo` of the file are those that go. */
function unusedPackage(doc: DockerfileDoc, edited: number): Evidence | undefined {
  const install = runs(doc).find((run) =>
    packageCommands(run).some(({ action, packages }) => action === 'install' && packages.some(isSudo)),
  );
  const words = doc.instructions.reduce((sum, { args }) => sum + args.split(/\bsudo\b/).length - 1, 0);
  if (!install || words !== edited + 1) return undefined;
  return instructionEvidence(
    doc,
    install,
    'installs sudo, which no other line of this file uses once its calls are gone',
  );
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
