import { isWithin } from '../../src/model/index.js';
import {
  baseChain,
  buildStates,
  expandArgs,
  normalisePath,
  type CopyArguments,
  type DockerfileDoc,
  type Instruction,
  absoluteIn,
} from '../../src/dockerfile/index.js';
import { commandName } from '../../src/shell/index.js';

// Directories of every Linux image. (Filesystem Hierarchy Standard 3.0)
const STANDARD = new Set(
  '/ /bin /etc /home /lib /media /mnt /opt /root /run /sbin /srv /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/lib /var/log /var/tmp'.split(
    ' ',
  ),
);

/**
 * True for several sources and a destination without a slash. What only looks so is left out: JSON that is none, text of
 * a template, `--from build` without its equals sign.
 */
export function lacksSlash(
  doc: DockerfileDoc,
  instruction: Instruction,
  { sources, destination }: CopyArguments,
): boolean {
  if (sources.length < 2 || sources.some((source) => /^<<|\{\{|^\[|^[{}]+$/.test(source))) return false;
  if (instruction.flags.some(({ name, value }) => value === '' && name !== 'link' && name !== 'parents')) return false;
  const value = expandArgs(destination, buildStates(doc)[instruction.index]!.variables);
  return !destination.endsWith('/') && !value?.endsWith('/') && !/\}\}|\]$/.test(destination);
}

/** True for `$NAME` whose value is not known, so that a slash behind it may be all there is. */
export function mayBeEmpty(doc: DockerfileDoc, instruction: Instruction, destination: string): boolean {
  if (!destination.startsWith('$')) return false;
  const rest = destination.replace(/\$(?:\{[^{}]*\}|\w+)/g, '');
  return rest === '' && !expandArgs(destination, buildStates(doc)[instruction.index]!.variables);
}

/** True where the destination is a directory before the instruction runs, by its spelling or by what ran before. */
export function isKnownDirectory(doc: DockerfileDoc, instruction: Instruction, destination: string): boolean {
  if (/^(?:.*\/)?\.\.?$/.test(destination)) return true;
  const path = absolute(doc, instruction, destination);
  if (path === undefined) return false;
  const stage = doc.stages[instruction.stage]!;
  if (STANDARD.has(path) && stage.rootImage !== 'scratch') return true;
  for (const { instructions } of baseChain(stage)) {
    for (const earlier of instructions) {
      if (earlier.index >= instruction.index) break;
      if (madeBy(doc, earlier).some((made) => isWithin(made, path))) return true;
    }
  }
  return false;
}

/** The directories a WORKDIR, a `mkdir`, or a COPY that ends in a slash makes. */
function madeBy(doc: DockerfileDoc, instruction: Instruction): string[] {
  const made: (string | undefined)[] = [];
  if (instruction.keyword === 'WORKDIR') made.push(absolute(doc, instruction, instruction.args));
  if (instruction.keyword === 'RUN') {
    for (const command of instruction.shell.commands) {
      if (command.place !== 'chain' || commandName(command) !== 'mkdir') continue;
      for (const { value } of command.words.slice(1)) {
        // `cd` may have gone before a relative one.
        if (value?.startsWith('/')) made.push(normalisePath(value));
      }
    }
  }
  return made.filter((path) => path !== undefined);
}

function absolute(doc: DockerfileDoc, instruction: Instruction, path: string): string | undefined {
  const { variables, workdir } = buildStates(doc)[instruction.index]!;
  const value = expandArgs(path, variables);
  return value ? absoluteIn(value, workdir) : undefined;
}
