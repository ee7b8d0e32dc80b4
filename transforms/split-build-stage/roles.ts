// What is decided of the instructions of a file that is split.
import type { Evidence } from '../../src/model/index.js';
import type { InstallCall } from '../../src/runs/index.js';
import type { Instruction } from '../../src/dockerfile/index.js';
import type { Artefact } from '../../src/splits/index.js';

/** build: stays above only. both: is repeated below. move: belongs below only. */
export type Role = 'build' | 'both' | 'move';

export interface Plan {
  /** The last instruction of the build stage. */
  readonly cut: Instruction;
  /** Of each instruction up to the cut, in order. */
  readonly roles: ReadonlyMap<Instruction, Role>;
  /** The lines of the package manager in the run-time stage, each in the place of the RUN it stands for. */
  readonly installs: ReadonlyMap<Instruction, Install>;
  readonly artefacts: readonly Artefact[];
  /** Build packages that no longer reach the image. */
  readonly dropped: readonly string[];
  /** Commands that are no longer there at run time. */
  readonly gone: ReadonlySet<string>;
  readonly evidence: readonly Evidence[];
}

export interface Install {
  /** The call it comes from, for its options; `undefined` where the file installs nothing. */
  readonly call: InstallCall | undefined;
  /** As written in the file. */
  readonly kept: readonly string[];
  /** In place of development packages. */
  readonly instead: readonly string[];
  /** An upgrade in the same RUN, as written. */
  readonly upgrade?: string;
}
