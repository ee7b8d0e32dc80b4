// Where a command of a RUN runs, and what the RUN was read as.
import type { Assumption, Context, FilePath, Folder, Read, UntoldCode } from '../../src/model/index.js';
import { buildStates, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';

/** A command that works on single files of the source. */
export interface Touch {
  /** As written. */
  readonly text: string;
  readonly link: number;
  /** By their paths in the image. */
  readonly files: readonly string[];
}

export type RunReading =
  /** `makes`: environments in the source. */
  | { readonly kind: 'independent'; readonly makes?: readonly FilePath[] }
  /** `what`, in words; `installs` where it installs from a manifest as well. */
  | {
      readonly kind: 'dependent';
      readonly what: string;
      readonly installs: boolean;
      /** All it does to the source, where it works on single files. */
      readonly touches?: readonly Touch[];
    }
  | { readonly kind: 'untold'; readonly code: UntoldCode; readonly message: string }
  | {
      readonly kind: 'installs';
      readonly files: readonly FilePath[];
      readonly needs: readonly FilePath[];
      readonly writes: readonly FilePath[];
      readonly because: readonly Read<string>[];
      /** Index of the first link that needs more of the source. */
      readonly split: number | undefined;
      /** Index of the first link that installs, where those before it work on single files of the source that it does not read. */
      readonly later?: number;
      /** The RUN builds as well as it installs: the command that fetches alone, to stand before it. */
      readonly fetch: string | undefined;
      readonly believes?: Assumption | undefined;
    };

/** Where a command runs, and what of the source stands there. */
export interface Around {
  readonly doc: DockerfileDoc;
  readonly instruction: Instruction;
  readonly cwd: string | undefined;
  /** Where the source stands in the image. */
  readonly destination: string;
  /** The folder of the repository that stands there. */
  readonly root: Folder;
  readonly evidence: Context['evidence'];
}

/** Where RUN starts in an image whose WORKDIR nobody here has set. */
const BASE = '/<base>';

export function workdirAt(doc: DockerfileDoc, instruction: Instruction): string {
  return buildStates(doc)[instruction.index]!.workdir ?? BASE;
}

/** True where a line that ends in this text would go on with the next one, whatever that is. */
export function endsOpen(text: string, { escape }: Instruction): boolean {
  return text.trimEnd().endsWith(escape);
}
