import type { Change } from './edit.js';
import type { Assumption, Evidence } from './evidence.js';
import type { FilePath } from './path.js';
import { nonEmpty } from './list.js';
import type { Span } from './span.js';

/**
 * safe: behaviour kept, or changed only as the evidence proves; no assumptions.
 * review: a valid result whose behaviour may change; at least one assumption.
 * unverified: as review, with an assumption that only a build or a run confirms. Applied where the user asks for it, or
 * where both sides are built and run and it holds.
 * manual: never applied; shown as a sketch.
 */
export type Safety = 'safe' | 'review' | 'unverified' | 'manual';

/** The highest safety that is applied. */
export type Level = Exclude<Safety, 'manual'>;
/** From the most careful to the least. */
export const LEVELS = ['safe', 'review', 'unverified'] as const satisfies readonly Level[];
export const DEFAULT_LEVEL: Level = 'review';

export interface Rename {
  readonly from: string;
  readonly to: string;
}

export interface ProposalBase {
  /**
   * `<transform-id>@<anchor>`, no offsets, the same from run to run. Proposals of one transform that share an id, a
   * safety and their assumptions are shown and applied as one step, so `title` and `why` speak of the pattern.
   */
  readonly id: string;
  /** The place in words of the file: `stage:build`, `services.web`, `Deployment/web`, `file`. */
  readonly anchor: string;
  /** Where the pattern stands: what a suppression comment and an annotation point at. */
  readonly at: { readonly file: FilePath; readonly span: Span };
  /** Imperative, no full stop: `Remove the apt package lists in the layer that made them`. */
  readonly title: string;
  /** One or two sentences: what is better afterwards, and for whom. */
  readonly why: string;
  /**
   * Parsed places that may differ afterwards, each a dotted path as the guards name them (`stage:final.user`,
   * `services.web.security_opt`). A place covers everything below it. Empty only where no parsed place changes
   * (comments, casing, white space).
   */
  readonly touches: readonly string[];
  /**
   * Places that have another name afterwards: what stood below `from` is compared with what stands below `to`. For a stage
   * without a name, which is called by its number, and another stage above it.
   */
  readonly renames?: readonly Rename[];
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** What the file goes without where a preset leaves its transform out: worth a line of the output. In place of `why`. */
  readonly whenOff?: string;
  /** All or nothing, across files. */
  readonly changes: readonly [Change, ...Change[]];
}

export interface SafeProposal extends ProposalBase {
  readonly safety: 'safe';
  readonly assumptions: readonly [];
}
export interface ReviewProposal extends ProposalBase {
  readonly safety: 'review' | 'unverified' | 'manual';
  readonly assumptions: readonly [Assumption, ...Assumption[]];
}
export type Proposal = SafeProposal | ReviewProposal;

/** A proposal that is safe where nothing is believed, unverified where one thing believed needs a run, else for review. */
export function withAssumptions(base: ProposalBase, assumptions: readonly Assumption[]): Proposal {
  const believed = nonEmpty(assumptions);
  if (!believed) return { ...base, safety: 'safe', assumptions: [] };
  const safety = believed.some(({ needsRun }) => needsRun) ? 'unverified' : 'review';
  return { ...base, safety, assumptions: believed };
}

/** Why a pattern was seen and left alone. A closed list: prose lives in `Refusal.message`. */
export const REFUSAL_CODES = [
  'ambiguous', // more than one right edit; a person must choose
  'needs-decision', // the change is policy, not mechanics
  'needs-shell', // the command relies on a shell
  'needs-evidence', // the repository does not show what would be needed
  'unknown-base', // the base image is not known, so its tools are not
  'contains-variable', // a value decided at build time stands in the span
  'not-contiguous', // the words are split by comments or quoting that an edit would disturb
  'inside-construct', // inside if, for, a function or backticks, where the edit may not hold
  'used-later', // a later line depends on what would change
  'inherited', // comes through an anchor, a merge key or `extends`
  'unsupported-syntax', // a form harden does not edit
  'windows', // a Windows image
  'onbuild', // runs in somebody else's build
  'too-new', // what it would become has not been there for as long as a cooldown says
  'no-answer', // a registry or an index was not asked, or did not answer
  'conflicts', // another setting in the file contradicts the change
  'broke-when-run', // it was built and run, and something that held before did not any more
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** The pattern was seen and is left alone. Data, never a log line. */
export interface Refusal {
  readonly anchor: string;
  readonly at: { readonly file: FilePath; readonly span: Span };
  readonly code: RefusalCode;
  /** What stands in the way and what the person can decide, in a sentence. */
  readonly message: string;
}
