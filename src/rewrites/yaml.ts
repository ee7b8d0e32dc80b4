// One way from what a transform sees in a YAML file to steps and refusals, for those that make their edits themselves.
// Settings of services and pods have frames of their own.
import {
  isStop,
  nonEmpty,
  proposalFrom,
  refusalAt,
  type Change,
  type Context,
  type FilePath,
  type Outcome,
  type Proposal,
  type Reasons,
  type Refusal,
  type Span,
  type Stop,
  type Transform,
  type TransformMeta,
  type Verdict,
} from '../model/index.js';
import type { YamlFile } from '../yaml/index.js';

/** Where a step or a refusal stands. */
export interface Spot {
  readonly anchor: string;
  readonly span: Span;
  /** What is read there, on one line. */
  readonly quote?: string;
}

/** What would be changed. Without an edit there is nothing to do, and no step. */
export interface YamlRewrite extends Reasons {
  readonly edits: readonly Change[];
  /** The parsed places that differ afterwards. */
  readonly touches: readonly string[];
  /** Where it stands, if not where was looked. */
  readonly at?: Spot;
}

export type YamlVerdict = Verdict<YamlRewrite, Spot>;

interface YamlDoc {
  readonly file: FilePath;
  readonly yaml: YamlFile;
}

export interface YamlRewriter<Doc extends YamlDoc, Target extends { readonly spot: Spot }> {
  readonly meta: TransformMeta;
  /** What it looks at, in the order of the file; or a reason against that was found before there was something to judge. */
  on(doc: Doc, context: Context): Iterable<Target | Required<Stop<Spot>>>;
  /** Do I see it, may I touch it, what changes. */
  judge(target: Target, doc: Doc, context: Context): YamlVerdict | readonly YamlVerdict[];
}

/** A transform that judges what it looks at in a YAML file, one at a time. */
export function rewriteYaml<Doc extends YamlDoc, Target extends { readonly spot: Spot }>(
  rewriter: YamlRewriter<Doc, Target>,
): Transform<Doc> {
  return { meta: rewriter.meta, propose: (doc, context) => propose(rewriter, doc, context) };
}

/** The spot of a service or a job: its key. */
export function spotOf(named: { readonly name: string; readonly keySpan: Span; place(): string }): Spot {
  return { anchor: named.place(), span: named.keySpan, quote: `${named.name}:` };
}

function propose<Doc extends YamlDoc, Target extends { readonly spot: Spot }>(
  { meta, on, judge }: YamlRewriter<Doc, Target>,
  doc: Doc,
  context: Context,
): Outcome {
  const proposals: Proposal[] = [];
  const refusals: Refusal[] = [];
  for (const target of on(doc, context)) {
    const looked = isFound(target) ? target.spot : target.at;
    const verdicts = isFound(target) ? listOf(judge(target, doc, context)) : [target];
    for (const verdict of verdicts) {
      if (verdict === undefined) continue;
      const spot = verdict.at ?? looked;
      const place = { anchor: spot.anchor, at: { file: doc.file, span: spot.span } };
      if (isStop(verdict)) {
        refusals.push(refusalAt(place, verdict));
        continue;
      }
      const changes = nonEmpty(verdict.edits);
      if (changes) proposals.push(proposalOf(meta, doc, spot, verdict, changes));
    }
  }
  return { proposals, refusals };
}

function isFound<Target extends { readonly spot: Spot }>(target: Target | Required<Stop<Spot>>): target is Target {
  return 'spot' in target;
}

function proposalOf(
  meta: TransformMeta,
  { file, yaml }: YamlDoc,
  { anchor, span, quote }: Spot,
  rewrite: YamlRewrite,
  changes: Proposal['changes'],
): Proposal {
  const { line } = yaml.lines.position(span.start);
  const from = { kind: 'source', file, line, span, ...(quote === undefined ? {} : { quote }) } as const;
  return proposalFrom(meta, { anchor, at: { file, span } }, rewrite, (says) => ({ says, from }), {
    touches: rewrite.touches,
    changes,
  });
}

function listOf(judged: YamlVerdict | readonly YamlVerdict[]): readonly YamlVerdict[] {
  return isList(judged) ? judged : [judged];
}

function isList(judged: YamlVerdict | readonly YamlVerdict[]): judged is readonly YamlVerdict[] {
  return Array.isArray(judged);
}
