// Where lock files may lie, and settings that send an installer elsewhere: what the transforms that pin packages share.
import { factOf, type Context, type FilePath, type LockFile, parent, type Folder } from '../model/index.js';
import type { ShellCommand } from '../shell/index.js';
import { buildContexts, type DockerfileDoc, type Instruction, baseChain, buildStates } from '../dockerfile/index.js';
import { isAssignedBefore } from './scripts.js';

/** The lock files of the build context, of the Dockerfile's folder and of the folders of `files`, by folder, in that order. */
export function locksNear(
  doc: DockerfileDoc,
  context: Pick<Context, 'group' | 'evidence'>,
  files: readonly FilePath[] = [],
): (readonly LockFile[])[] {
  const folders = new Set<Folder>(buildContexts(doc, context));
  for (const path of [doc.file, ...files]) folders.add(parent(path));
  return [...folders].map((folder) => context.evidence.locks(folder));
}

/** What to look for in an instruction. One object for each question: answers are remembered by it. */
export type Sign = (instruction: Instruction) => boolean;

/**
 * True when an instruction up to and with this one, in its stage or one that it stands on, shows the sign. Each
 * instruction is looked at once, however often this is asked.
 */
export function isShownBefore(doc: DockerfileDoc, instruction: Instruction, sign: Sign): boolean {
  const signs = factOf(doc, firstsBySign);
  let first = signs.get(sign);
  if (!first) {
    first = doc.stages.map(({ instructions }) => instructions.find(sign)?.index);
    signs.set(sign, first);
  }
  for (const { index } of baseChain(doc.stages[instruction.stage]!)) {
    const at = first[index];
    if (at !== undefined && at <= instruction.index) return true;
  }
  return false;
}

/** True when one of the variables is set for a command: by ENV, ARG, `export` or in front of it. */
export function isSetFor(
  doc: DockerfileDoc,
  instruction: Instruction,
  command: ShellCommand,
  names: readonly string[],
): boolean {
  const { variables } = buildStates(doc)[instruction.index]!;
  return names.some((name) => variables.has(name) || isAssignedBefore(instruction, command, name));
}

/** By stage, where a sign first shows. */
function firstsBySign(): Map<Sign, readonly (number | undefined)[]> {
  return new Map();
}
