import type { DockerfileDoc, Instruction } from '../dockerfile/index.js';
import { packageCommands, type PackageCommand } from '../runs/index.js';
import type { DockerfileContext } from './context.js';

/** A call of a package manager, where it stands. */
export interface CallOfRun {
  readonly call: PackageCommand;
  readonly run: Instruction;
  readonly doc: DockerfileDoc;
  readonly context: DockerfileContext;
}

export function callsOf(run: Instruction, context: DockerfileContext): CallOfRun[] {
  return packageCommands(run).map((call) => ({ call, run, doc: context.doc, context }));
}
