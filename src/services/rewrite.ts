// One way to add settings to the services of a Compose file, so that every transform treats overrides, `extends`,
// anchors and old formats alike.
import type { ServiceRewrite, ServiceRewriter, ServiceVerdict, ServiceView } from './rule.js';
import {
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  proposalFrom,
  isStop,
  refusalAt,
  nonEmpty,
  parent,
  stop,
} from '../model/index.js';
import { asText, type YamlEdits } from '../yaml/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import { imageProfile, isOriginal, officialOriginal, serviceProfile } from '../knowledge/index.js';
import { withStaleObservation } from './observed.js';
import { isOfAnotherFile, isOverrideName, isPartOfBuild } from './alone.js';
import { lookAround, type Surroundings } from './around.js';
import { stopDecidedElsewhere, stopExtendedElsewhere, inheritsFrom, isSetInBaseFile } from './elsewhere.js';
import { readRuns, type Runs } from './runs.js';
import { editsOf } from './settings.js';
import { partsOf, sharedWith, usedOutside, type Part } from './sharing.js';

/** A transform that judges each service of a Compose file that is a container. */
export function rewriteServices(rewriter: ServiceRewriter): Transform<ComposeDoc> {
  const { meta, ask } = rewriter;
  return { meta, ...(ask && { ask }), propose: (doc, context) => propose(rewriter, doc, context) };
}

function propose(rewriter: ServiceRewriter, doc: ComposeDoc, context: Context): Outcome {
  const proposals: Proposal[] = [];
  const refusals: Refusal[] = [];
  if (doc.isV1) return { proposals, refusals };
  const around = lookAround(doc, context);
  const verdicts = new Map<Service, ServiceVerdict>();
  function verdictOf(service: Service): ServiceVerdict {
    if (!verdicts.has(service)) verdicts.set(service, judge(rewriter, around, service, context));
    return verdicts.get(service);
  }
  const covered = new Set<Service>();
  for (const service of doc.services) {
    const verdict = covered.has(service) ? undefined : verdictOf(service);
    if (verdict === undefined) continue;
    const shared = sharedWith(doc, service, verdict);
    const parts = isStop(verdict)
      ? verdict
      : (usedOutside(doc, service, verdict) ?? partsOf(verdict, service, shared, verdictOf));
    const place = { anchor: service.place(), at: { file: doc.file, span: service.keySpan } };
    if (isStop(parts)) {
      refusals.push(refusalAt(place, parts));
      continue;
    }
    const edits = editsOfAll(doc, parts);
    if (isStop(edits)) {
      refusals.push(refusalAt(place, edits));
      continue;
    }
    for (const each of shared) covered.add(each);
    proposals.push(proposalOf(rewriter, doc, parts, edits));
  }
  return { proposals, refusals };
}

/** A view of a service, for a transform that makes its own edits. */
export function viewService(around: Surroundings, service: Service): ServiceView {
  let runs: Runs | undefined;
  return {
    service,
    around,
    get runs() {
      runs ??= readRuns(around, service);
      return runs;
    },
  };
}

/** True for an entry that a Linux container is made of. A service that only adds keys belongs to another file. */
export function isContainer(around: Surroundings, service: Service): boolean {
  const { doc } = around;
  if (doc.service(service.name) !== service) return false;
  const elsewhere = service.extends?.file !== undefined;
  if (service.image === undefined && service.build === undefined && !elsewhere) return false;
  if (service.has('provider') || /^windows\b/i.test(asText(service.get('platform')) ?? '')) return false;
  if (service.image !== undefined && imageProfile(service.image)?.family === 'windows') return false;
  // An override file changes what the base defines, where the setting belongs.
  if (isOfAnotherFile(around, service)) return false;
  const { base } = around;
  if (!base?.doc.service(service.name)) return true;
  return !isOverrideName(doc.file) && !isPartOfBuild(service) && parent(base.doc.file) === around.folder;
}

function judge(rewriter: ServiceRewriter, around: Surroundings, service: Service, context: Context): ServiceVerdict {
  if (!isContainer(around, service)) return undefined;
  const view = viewService(around, service);
  const own = judgeWithOriginal(rewriter, view, context);
  const verdict = rewriter.observes ? withStaleObservation(view, own) : own;
  if (verdict === undefined || isStop(verdict)) return verdict;
  if (inheritsFrom(around, service, verdict.settings) || isSetInBaseFile(around, rewriter, service)) return undefined;
  return (
    stopDecidedElsewhere(around, rewriter, service, verdict.settings) ??
    stopExtendedElsewhere(around, service, rewriter.decidedBy) ??
    verdict
  );
}

/** What the service gets whatever its image is, or what it gets where the image is what its name says. */
function judgeWithOriginal(rewriter: ServiceRewriter, view: ServiceView, context: Context): ServiceVerdict {
  const plain = rewriter.judge(view, context);
  const { image, profile, built, madeBy } = view.runs;
  const original = image === undefined || profile || built || madeBy ? undefined : officialOriginal(image);
  if (image === undefined || original === undefined) return plain;
  const found = serviceProfile(original);
  const runs = { ...view.runs, image: original, ...(found && { profile: found }) };
  const believed = rewriter.judge({ ...view, runs }, context);
  if (believed === undefined || (isStop(believed) && believed.stop === 'no-answer')) return plain;
  if (isStop(believed) || (plain && !isStop(plain) && isAlike(plain, believed)))
    return isStop(believed) ? believed : plain;
  return { ...believed, assumptions: [...(believed.assumptions ?? []), isOriginal(image, original)] };
}

function isAlike(a: ServiceRewrite, b: ServiceRewrite): boolean {
  const [one, other] = [a, b].map(({ settings, assumptions = [] }) =>
    JSON.stringify([settings, assumptions.map(({ id }) => id)]),
  );
  return one === other;
}

function editsOfAll(doc: ComposeDoc, parts: readonly Part[]): YamlEdits {
  const all: Edit[] = [];
  for (const { service, rewrite, edited } of parts) {
    const result = edited ? editsOf(doc, service, rewrite.settings) : undefined;
    if (isStop(result)) return result;
    all.push(...(result ?? []));
  }
  return nonEmpty(all) ?? stop('conflicts', 'nothing to add');
}

function proposalOf(
  { meta }: ServiceRewriter,
  doc: ComposeDoc,
  parts: readonly [Part, ...Part[]],
  changes: Proposal['changes'],
): Proposal {
  const [{ service, rewrite }] = parts;
  const span = service.keySpan;
  const { line } = doc.yaml.lines.position(span.start);
  const from = { kind: 'source', file: doc.file, line, span, quote: `${service.name}:` } as const;
  const edited = parts.flatMap((part) => (part.edited ? [part.rewrite] : []));
  const assumptions = new Map(
    edited.flatMap((each) => each.assumptions ?? []).map((one) => [one.id + one.believes, one]),
  );
  const reasons = {
    ...rewrite,
    assumptions: [...assumptions.values()],
    evidence: edited.flatMap(({ evidence }) => evidence ?? []),
  };
  return proposalFrom(
    meta,
    { anchor: service.place(), at: { file: doc.file, span } },
    reasons,
    (says) => ({ says, from }),
    {
      touches: parts.flatMap((part) => part.rewrite.settings.map(({ path }) => part.service.place(...path))),
      changes,
    },
  );
}
