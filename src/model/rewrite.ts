import type { Assumption, Evidence } from './evidence.js';
import { nonEmpty } from './list.js';
import { withAssumptions, type Proposal, type ProposalBase } from './proposal.js';
import type { Stop } from './stop.js';
import type { TransformMeta } from './transform.js';

/**
 * What a transform says of a change beside the change itself. The frame that it hands this to makes a proposal of it: with
 * id, anchor and place of what it looked at, and its own title and why where nothing else is said.
 */
export interface Reasons {
  /** Absent: the transform's title. */
  readonly title?: string | undefined;
  /** Absent: the transform's why. */
  readonly why?: string | undefined;
  /** What was read at the place itself. */
  readonly seen?: string;
  /** What was read elsewhere. */
  readonly evidence?: readonly Evidence[];
  /** What is believed. Nothing: the step is safe. */
  readonly assumptions?: readonly Assumption[];
  /** What the file goes without where a preset leaves the transform out (`meta.namedWhenOff`). */
  readonly whenOff?: string | undefined;
  /** Only shown, never applied. Needs an assumption. */
  readonly manual?: true;
}

/** What is found of one thing that a transform looks at: a change, a reason against it, or nothing to speak of. */
export type Verdict<Change, At = never> = Change | Stop<At> | undefined;

/**
 * The proposal that a frame makes of a verdict.
 * @param read the evidence for what was read at the place.
 * @throws RangeError where nothing says why, or nothing was read: a mistake of the transform.
 */
export function proposalFrom(
  { id, title, why }: Pick<TransformMeta, 'id' | 'title' | 'why'>,
  place: Pick<ProposalBase, 'anchor' | 'at'>,
  reasons: Reasons,
  read: (says: string) => Evidence,
  result: Pick<ProposalBase, 'touches' | 'renames' | 'changes'>,
): Proposal {
  const { seen, evidence = [], assumptions = [] } = reasons;
  const grounds = nonEmpty(seen === undefined ? evidence : [read(seen), ...evidence]);
  const better = reasons.why ?? why;
  if (!grounds || better === undefined)
    throw new RangeError(`${id} does not say ${grounds ? 'why' : 'what it has seen'}`);
  const proposal = withAssumptions(
    {
      id: `${id}@${place.anchor}`,
      ...place,
      title: reasons.title ?? title,
      why: better,
      ...result,
      evidence: grounds,
      ...(reasons.whenOff !== undefined && { whenOff: reasons.whenOff }),
    },
    assumptions,
  );
  return reasons.manual && proposal.safety !== 'safe' ? { ...proposal, safety: 'manual' } : proposal;
}
