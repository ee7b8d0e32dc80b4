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

/**
 * Whose wget a RUN calls: from the distribution of the base image, from what is installed in this RUN or before it, or, where
 * the base image is not known, from apt, since the only wget that Debian and what stands on it package is GNU's.
 */
export function makerOf(doc: DockerfileDoc, run: Instruction): 'gnu' | 'other' | 'unknown' {
  const stage = doc.stages[run.stage]!;
  const earlier = baseChain(stage).flatMap(({ instructions }) =>
    instructions.filter((each) => each.index <= run.index && each.keyword === 'RUN' && !isWindows(doc, each)),
  );
  if (earlier.some(installsWget)) return 'gnu';
  const family = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage)?.family;
  if (family !== undefined) return GNU.has(family) ? 'gnu' : 'other';
  const hasApt = earlier.some((each) => packageCommands(each).some(({ manager }) => /^apt(?:-get)?$/.test(manager)));
  return hasApt ? 'gnu' : 'unknown';
}
