// What the page and its worker say to each other: plain data.

/** By path; `null` is a file that is there and holds no text, or more of it than is read. */
export type Texts = Readonly<Record<string, string | null>>;

/** How far steps may go: as `--level`. */
export type SiteLevel = 'safe' | 'review' | 'unverified';

export interface Request {
  readonly id: number;
  readonly texts: Texts;
  readonly level: SiteLevel;
  /** Keys of steps that are switched off. */
  readonly off: readonly string[];
}

export interface ShownStep {
  /** The group and the id: stable from plan to plan. */
  readonly key: string;
  readonly title: string;
  readonly why: string;
  readonly transform: string;
  readonly level: SiteLevel | 'manual';
  readonly file: string;
  readonly line: number;
  readonly isOn: boolean;
  /** One of several of its file that are another way to write the same image: told behind all others, and folded. */
  readonly isSmall: boolean;
  readonly seen: readonly { readonly says: string; readonly at: string; readonly link?: string }[];
  readonly assumes: readonly { readonly believes: string; readonly breaksIf: string; readonly checkBy: string }[];
  /** What it alone changes; empty where it is switched off. */
  readonly patch: string;
}

/** Something seen and not changed. */
export interface ShownNote {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface Answer {
  readonly id: number;
  /** Files that were planned. */
  readonly files: readonly string[];
  readonly steps: readonly ShownStep[];
  /** Steps that a higher level would take. */
  readonly above: number;
  /** Refused, and why. */
  readonly refused: readonly ShownNote[];
  /** Seen, and left to a person. */
  readonly findings: readonly ShownNote[];
  readonly errors: readonly { readonly place: string; readonly message: string }[];
  readonly skipped: readonly { readonly file: string; readonly why: string }[];
  readonly patch: string;
  readonly milliseconds: number;
}
