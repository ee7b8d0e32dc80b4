// What a shell text is made of, as far as it is read.
/** One word as written. Offsets are logical: map them with `ShellScript.source`. */
export interface ShellWord {
  /** As written, quotes included. */
  readonly raw: string;
  /** What the shell makes of it; `undefined` when it holds an expansion, a glob or a substitution. */
  readonly value: string | undefined;
  readonly start: number;
  readonly end: number;
}

/**
 * Where a command stands.
 * chain: reached by `&&`, `;` or newlines from the top, run once, unconditionally (up to failures before it).
 * alternative: behind `||`, or negated. pipe: part of a pipeline. nested: inside if, for, case, a function, a
 * subshell, braces or `$( )`.
 */
export type CommandPlace = 'chain' | 'alternative' | 'pipe' | 'nested';

/** A `case`, as written. */
export interface ShellCase {
  /** What is compared: `"$1"`. */
  readonly subject: string;
  /** The patterns of each branch. */
  readonly branches: readonly (readonly string[])[];
  readonly start: number;
}

/** A branch of a `case` that a command stands in. */
export interface ShellArm {
  readonly of: ShellCase;
  readonly branch: number;
}

/** One simple command. */
export interface ShellCommand {
  /** Name and arguments. Empty for a bare assignment. */
  readonly words: readonly ShellWord[];
  /** `A=b` before the name. */
  readonly assignments: readonly {
    readonly name: string;
    readonly raw: string;
    readonly start: number;
    readonly end: number;
  }[];
  readonly redirected: boolean;
  readonly start: number;
  readonly end: number;
  readonly place: CommandPlace;
  /** Index into `ShellScript.links` of the link it belongs to. */
  readonly link: number;
  /** The branches it stands in, from the outside; none of a `case` in a loop, which compares more than once. */
  readonly arms: readonly ShellArm[];
  /** The function whose body holds it. */
  readonly inFunction: string | undefined;
}

/** One element of the top level: what stands between `&&`, `||`, `;`, `&` and newlines. */
export interface ChainLink {
  /** The operator before it; empty for the first. `;` stands for a newline too. */
  readonly operator: '' | '&&' | '||' | ';' | '&';
  readonly kind: 'command' | 'pipeline' | 'compound';
  readonly start: number;
  readonly end: number;
}

/** Commands joined by `|`, wherever they stand. */
export interface ShellPipeline {
  /** `undefined` for a group, a loop and the like. */
  readonly members: readonly (ShellCommand | undefined)[];
  readonly start: number;
  readonly end: number;
  /** Of the pipeline as a whole: `chain`, `alternative` (negated ones too) or `nested`. */
  readonly place: CommandPlace;
  readonly link: number;
}

export interface ShellScript {
  /** False: the shell would not parse it, so nothing may be edited. */
  readonly ok: boolean;
  readonly commands: readonly ShellCommand[];
  readonly links: readonly ChainLink[];
  /** Those in backticks are not seen. */
  readonly pipelines: readonly ShellPipeline[];
  /** True when every link but the first is joined by `&&`: a failure anywhere fails the RUN. */
  readonly andChain: boolean;
}
