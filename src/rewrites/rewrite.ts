// One way from what a transform sees in a Dockerfile to steps and refusals.
import {
  isStop,
  nonEmpty,
  proposalFrom,
  refusalAt,
  type Change,
  type NonEmpty,
  type Outcome,
  type Proposal,
  type Reasons,
  type Refusal,
  type Stop,
  type Transform,
  type TransformMeta,
  type Verdict,
} from '../model/index.js';
import { anchorOf, Instruction, instructionPlace, type DockerfileDoc } from '../dockerfile/index.js';
import { instructionEvidence } from '../runs/index.js';
import { contextOf, type DockerfileContext } from './context.js';
import { joinOutcomes, withOriginals } from './copies.js';

/** What a transform looks at: an instruction, or what stands in one, as a stage does in its FROM. */
export type Placed = Instruction | { readonly instruction: Instruction };

/** What would be changed. Without an edit there is nothing to do, and no step. */
export interface Rewrite extends Reasons {
  readonly edits: readonly Change[];
  /** The parsed places that differ afterwards. Absent: what the instruction itself sets, `stage:build.run:2`. */
  readonly touches?: readonly string[];
  readonly renames?: Proposal['renames'];
  /** The instruction that it is about, if not the one that was looked at. */
  readonly at?: Instruction;
  /** What is decided once for the whole file is one step, wherever it stands. */
  readonly anchor?: 'file';
}

export type DockerfileVerdict = Verdict<Rewrite, Instruction>;

/** A reason against that was found before there was something to judge. */
export type StopAt = Required<Stop<Instruction>>;

export interface Rewriter<Target extends Placed> {
  readonly meta: TransformMeta;
  /** What it looks at, in the order of the file. */
  on(doc: DockerfileDoc, context: DockerfileContext): Iterable<Target | StopAt>;
  /**
   * Do I see it, may I touch it, what changes. Several verdicts where a target has several parts: those that say the same
   * are one step.
   */
  judge(target: Target, context: DockerfileContext): DockerfileVerdict | readonly DockerfileVerdict[];
  /** Of several reasons against with the same code in a stage, only the first is told. */
  readonly refusesOnce?: true;
  readonly ask?: NonNullable<Transform<DockerfileDoc>['ask']>;
}

/** A transform that judges what it looks at in a Dockerfile, one at a time. */
export function rewriteDockerfile<Target extends Placed>(rewriter: Rewriter<Target>): Transform<DockerfileDoc> {
  const { meta, ask } = rewriter;
  return {
    meta,
    ...(ask && { ask }),
    propose(doc, context) {
      const plain = propose(rewriter, contextOf(doc, context));
      const other = withOriginals(doc);
      return other ? joinOutcomes(doc, plain, propose(rewriter, contextOf(other, context))) : plain;
    },
  };
}

function propose<Target extends Placed>(
  { meta, on, judge, refusesOnce }: Rewriter<Target>,
  context: DockerfileContext,
): Outcome {
  const { doc } = context;
  const proposals: Proposal[] = [];
  const refusals: Refusal[] = [];
  function refuse(refusal: Refusal): void {
    const isTold = refusals.some(({ anchor, code }) => anchor === refusal.anchor && code === refusal.code);
    if (!refusesOnce || !isTold) refusals.push(refusal);
  }
  for (const target of on(doc, context)) {
    if (isStop(target)) {
      refuse(refusalAt(placeOf(doc, target.at), target));
      continue;
    }
    const instruction = instructionOf(target);
    const rewrites: Rewrite[] = [];
    for (const verdict of listOf(judge(target, context))) {
      if (verdict === undefined) continue;
      if (isStop(verdict)) refuse(refusalAt(placeOf(doc, verdict.at ?? instruction), verdict));
      else rewrites.push(verdict);
    }
    for (const alike of inSteps(rewrites)) {
      const proposal = proposalOf(meta, doc, instruction, alike);
      if (proposal) proposals.push(proposal);
    }
  }
  return { proposals, refusals };
}

function instructionOf(target: Placed): Instruction {
  return target instanceof Instruction ? target : target.instruction;
}

function listOf(judged: DockerfileVerdict | readonly DockerfileVerdict[]): readonly DockerfileVerdict[] {
  return isList(judged) ? judged : [judged];
}

function isList(judged: DockerfileVerdict | readonly DockerfileVerdict[]): judged is readonly DockerfileVerdict[] {
  return Array.isArray(judged);
}

/** Those that say the same together, what is safe before what is not. */
function inSteps(rewrites: readonly Rewrite[]): NonEmpty<Rewrite>[] {
  const [first, ...others] = rewrites;
  if (!first) return [];
  if (others.length === 0) return [[first]];
  const alike = new Map<string, [Rewrite, ...Rewrite[]]>();
  for (const rewrite of rewrites) {
    const { title, why, seen, evidence, assumptions, manual, at, anchor } = rewrite;
    const key = JSON.stringify([title, why, seen, evidence, assumptions, manual, at?.index, anchor]);
    const list = alike.get(key);
    if (list) list.push(rewrite);
    else alike.set(key, [rewrite]);
  }
  return [...alike.values()].sort(([a], [b]) => Number(isSafe(b)) - Number(isSafe(a)));
}

function isSafe({ assumptions = [] }: Rewrite): boolean {
  return assumptions.length === 0;
}

function proposalOf(
  meta: TransformMeta,
  doc: DockerfileDoc,
  looked: Instruction,
  alike: NonEmpty<Rewrite>,
): Proposal | undefined {
  const changes = nonEmpty(alike.flatMap(({ edits }) => edits));
  if (!changes) return undefined;
  const [reasons] = alike;
  const instruction = reasons.at ?? looked;
  const touches = alike.flatMap((each) => each.touches ?? [instructionPlace(doc, instruction)]);
  const { anchor, at } = placeOf(doc, instruction);
  return proposalFrom(
    meta,
    { anchor: reasons.anchor ?? anchor, at },
    reasons,
    (says) => instructionEvidence(doc, instruction, says),
    {
      touches: [...new Set(touches)],
      ...(reasons.renames && { renames: reasons.renames }),
      changes,
    },
  );
}

function placeOf(doc: DockerfileDoc, instruction: Instruction): Pick<Refusal, 'anchor' | 'at'> {
  return { anchor: anchorOf(doc, instruction), at: { file: doc.file, span: instruction.span } };
}
