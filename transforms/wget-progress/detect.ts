// Calls of wget that print a progress bar, and whose wget it is.
import { words } from '../../src/model/index.js';
import { packageCommands, type Download } from '../../src/runs/index.js';
import { type DockerfileDoc, type Instruction, baseChain, isWindows } from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

const QUIET = words(`
  -q --quiet -nv --no-verbose --progress --show-progress -o --output-file -a --append-output -b --background
  --spider -V --version --help`);

/** Distributions whose wget is GNU Wget 1; Fedora has Wget 2, Alpine and Wolfi the one of BusyBox. */
const GNU = new Set(['debian', 'ubuntu', 'rhel', 'amazon', 'suse', 'arch', 'photon', 'azurelinux']);

/** True for a call that says nothing of its output. */
export function showsBar(run: Instruction, { program, command, options, operands }: Download): boolean {
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
export function isGnu(doc: DockerfileDoc, run: Instruction): boolean {
  const stage = doc.stages[run.stage]!;
  const earlier = baseChain(stage).flatMap(({ instructions }) =>
    instructions.filter(({ index }) => index <= run.index),
  );
  if (earlier.some((each) => each.keyword === 'RUN' && !isWindows(doc, each) && installsWget(each))) return true;
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  return GNU.has(profile?.family ?? '');
}
