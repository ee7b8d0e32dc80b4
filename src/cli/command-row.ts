// What a command is.
import type { Option } from 'commander';
import type { Io } from './output.js';

/** A command whose flags, as its options read them, are `Flags`. */
export interface CommandOf<Flags> {
  readonly name: string;
  readonly summary: string;
  /** It is started by harden itself, and help does not show it. */
  readonly isHidden?: true;
  /** Its words: as help shows them, and what they are. */
  readonly words?: readonly [shown: string, summary: string];
  options(): readonly Option[];
  /** Gives the exit code. */
  run(io: Io, words: readonly string[], flags: Flags): Promise<number>;
}

export type CommandRow = CommandOf<never>;

/** A command that is called by two words. */
export interface CommandFamily {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly CommandRow[];
}
