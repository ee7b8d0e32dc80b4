import {
  type Context,
  type Outcome,
  type Proposal,
  type Transform,
  words,
  nonEmpty,
  mapped,
} from '../../src/model/index.js';
import { downloads, packageCommands, seenIn, shellRuns, stepAt } from '../../src/runs/index.js';
import {
  insertAfterWord,
  runPlace,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

const ID = 'wget-progress';
const QUIET = words(`
  -q --quiet -nv --no-verbose --progress --show-progress -o --output-file -a --append-output -b --background
  --spider -V --version --help`);
/** Distributions whose wget is GNU Wget 1; Fedora has Wget 2, Alpine and Wolfi the one of BusyBox. */
const GNU = new Set(['debian', 'ubuntu', 'rhel', 'amazon', 'suse', 'arch', 'photon', 'azurelinux']);

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Keep the wget progress bar out of the build log',
    summary: 'Adds `--progress=dot:giga` to GNU wget calls that print a progress bar.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'safe',
    neverRefuses: 'a wget that is not known to be GNU is left alone',
    rules: ['DL3047'],
    hints: ['wget'],
    since: '0.1.0',
    references: ['https://github.com/hadolint/hadolint/wiki/DL3047'],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const installed = new Set<Stage>();
    for (const instruction of shellRuns(doc)) {
      const stage = doc.stages[instruction.stage]!;
      if (installsWget(instruction)) installed.add(stage);
      const calls = nonEmpty(
        downloads(instruction.shell.commands).filter(
          ({ program, command, options, operands }) =>
            program === 'wget' &&
            operands.length > 0 &&
            !options.some(({ name }) => QUIET.has(name)) &&
            !/[0-9&]>/.test(instruction.shellText.slice(command.start, command.end)),
        ),
      );
      if (!calls || !isGnu(stage, installed)) continue;
      proposals.push({
        ...stepAt(doc, instruction, ID),
        title: 'Keep the wget progress bar out of the build log',
        why: 'Where there is no terminal wget prints a dot for every kilobyte: thousands of lines for a large file. dot:giga prints one line for 32 megabytes.',
        touches: [runPlace(doc, instruction)],
        safety: 'safe',
        assumptions: [],
        evidence: [seenIn(doc, instruction, 'GNU wget, from the distribution, without an option for its output')],
        changes: mapped(calls, ({ tool }) => insertAfterWord(doc, instruction, tool, ' --progress=dot:giga')),
      });
    }
    return { proposals, refusals: [] };
  },
};

function installsWget(instruction: Instruction): boolean {
  return packageCommands(instruction).some(
    ({ action, manager, packages }) =>
      action === 'install' &&
      manager !== 'dnf' &&
      packages.some(({ value }) => /^wget(?:[=~<>].*)?$/.test(value ?? '')),
  );
}

function isGnu(stage: Stage, installed: ReadonlySet<Stage>): boolean {
  for (let at: Stage | undefined = stage; at; at = at.base) if (installed.has(at)) return true;
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  return GNU.has(profile?.family ?? '');
}
