import { words } from '../../src/model/index.js';
import { downloads, packageCommands, type Download } from '../../src/runs/index.js';
import {
  insertAfterWord,
  type DockerfileDoc,
  type Instruction,
  baseChain,
  isWindows,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { rewriteDockerfile, runs } from '../../src/rewrites/index.js';

const QUIET = words(`
  -q --quiet -nv --no-verbose --progress --show-progress -o --output-file -a --append-output -b --background
  --spider -V --version --help`);
/** Distributions whose wget is GNU Wget 1; Fedora has Wget 2, Alpine and Wolfi the one of BusyBox. */
const GNU = new Set(['debian', 'ubuntu', 'rhel', 'amazon', 'suse', 'arch', 'photon', 'azurelinux']);

export const transform = rewriteDockerfile({
  meta: {
    id: 'wget-progress',
    title: 'Keep the wget progress bar out of the build log',
    why: 'Where there is no terminal wget prints a dot for every kilobyte: thousands of lines for a large file. dot:giga prints one line for 32 megabytes.',
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
  on: runs,
  judge(run, { doc }) {
    const calls = downloads(run.shell.commands).filter((call) => showsBar(run, call));
    if (calls.length === 0 || !isGnu(doc, run)) return undefined;
    return {
      edits: calls.map(({ tool }) => insertAfterWord(doc, run, tool, ' --progress=dot:giga')),
      seen: 'GNU wget, from the distribution, without an option for its output',
    };
  },
});

function showsBar(run: Instruction, { program, command, options, operands }: Download): boolean {
  if (program !== 'wget' || operands.length === 0 || options.some(({ name }) => QUIET.has(name))) return false;
  return !/[0-9&]>/.test(run.shellText.slice(command.start, command.end));
}

function installsWget(instruction: Instruction): boolean {
  return packageCommands(instruction).some(
    ({ action, manager, packages }) =>
      action === 'install' &&
      manager !== 'dnf' &&
      packages.some(({ value }) => /^wget(?:[=~<>].*)?$/.test(value ?? '')),
  );
}

/** From the distribution of the base image, or installed in this RUN or before it. */
function isGnu(doc: DockerfileDoc, run: Instruction): boolean {
  const stage = doc.stages[run.stage]!;
  const earlier = baseChain(stage).flatMap(({ instructions }) =>
    instructions.filter(({ index }) => index <= run.index),
  );
  if (earlier.some((each) => each.keyword === 'RUN' && !isWindows(doc, each) && installsWget(each))) return true;
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  return GNU.has(profile?.family ?? '');
}
