// One way to add settings to the services of a Compose file, so that every transform treats overrides, `extends`,
// anchors and old formats alike.
import type { ServiceRule, Decision, ServiceView } from './rule.js';
import {
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Refusal,
  withAssumptions,
  isStop,
  refusalAt,
  nonEmpty,
  stop,
} from '../model/index.js';
import { asText, type YamlEdits } from '../yaml/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import { imageProfile } from '../knowledge/index.js';
import { withOutdated } from './observed.js';
import { lookAround, type Surroundings } from './around.js';
import { decidedElsewhere, extendedElsewhere, inheritsFrom, setBelow } from './elsewhere.js';
import { whatRuns, type Runs } from './runs.js';
import { editsOf } from './settings.js';
import { partsOf, sharedWith, usedOutside, type Part } from './sharing.js';

/** Asks the rule for every service of the file that is a container, and makes proposals and refusals of the answers. */
export function proposeForServices(doc: ComposeDoc, context: Context, rule: ServiceRule): Outcome {
  const proposals: Proposal[] = [];
  const refusals: Refusal[] = [];
  if (doc.isV1) return { proposals, refusals };
  const around = lookAround(doc, context);
  const decisions = new Map<Service, Decision>();
  function decisionOf(service: Service): Decision {
    if (!decisions.has(service)) decisions.set(service, decideFor(around, rule, service));
    return decisions.get(service);
  }
  const covered = new Set<Service>();
  for (const service of doc.services) {
    const decision = covered.has(service) ? undefined : decisionOf(service);
    if (decision === undefined) continue;
    const shared = sharedWith(doc, service, decision);
    const parts = isStop(decision)
      ? decision
      : (usedOutside(doc, service, decision) ?? partsOf(decision, service, shared, decisionOf));
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
    proposals.push(proposalOf(doc, rule, parts, edits));
  }
  return { proposals, refusals };
}

/** A view of a service, for a transform that makes its own edits. */
export function viewOf(around: Surroundings, service: Service): ServiceView {
  let runs: Runs | undefined;
  return {
    service,
    around,
    get runs() {
      runs ??= whatRuns(around, service);
      return runs;
    },
  };
}

/** True for an entry that a Linux container is made of. A service that only adds keys belongs to another file. */
export function isContainer({ doc, base }: Surroundings, service: Service): boolean {
  if (doc.service(service.name) !== service) return false;
  const elsewhere = service.extends?.file !== undefined;
  if (service.image === undefined && service.build === undefined && !elsewhere) return false;
  if (service.has('provider') || /^windows\b/i.test(asText(service.get('platform')) ?? '')) return false;
  if (service.image !== undefined && imageProfile(service.image)?.family === 'windows') return false;
  // An override file changes what the base defines, where the setting belongs.
  return !(base?.doc.service(service.name) && isOverride(doc));
}

function isOverride(doc: ComposeDoc): boolean {
  return /[.-]override\.ya?ml$/.test(doc.file);
}

function decideFor(around: Surroundings, rule: ServiceRule, service: Service): Decision {
  if (!isContainer(around, service)) return undefined;
  const view = viewOf(around, service);
  const own = rule.decide(view);
  const decision = rule.observes ? withOutdated(view, own) : own;
  if (decision === undefined || isStop(decision)) return decision;
  if (!rule.list && (inheritsFrom(around, service, decision.settings) || setBelow(around, rule, service)))
    return undefined;
  return (
    decidedElsewhere(around, rule, service, decision.settings) ??
    extendedElsewhere(around, service, rule.decidedBy) ??
    decision
  );
}

function editsOfAll(doc: ComposeDoc, parts: readonly Part[]): YamlEdits {
  const all: Edit[] = [];
  for (const { service, change, edited } of parts) {
    const result = edited ? editsOf(doc, service, change.settings) : undefined;
    if (isStop(result)) return result;
    all.push(...(result ?? []));
  }
  return nonEmpty(all) ?? stop('conflicts', 'nothing to add');
}

function proposalOf(
  doc: ComposeDoc,
  rule: ServiceRule,
  parts: readonly [Part, ...Part[]],
  changes: Proposal['changes'],
): Proposal {
  const [{ service, change }] = parts;
  const { line } = doc.yaml.lines.position(service.keySpan.start);
  const from = { kind: 'source', file: doc.file, line, span: service.keySpan, quote: `${service.name}:` } as const;
  const edited = parts.filter((part) => part.edited).map((part) => part.change);
  const assumptions = new Map(
    edited.flatMap((each) => each.assumptions.map((one) => [one.id + one.believes, one] as const)),
  );
  const base = {
    id: `${rule.id}@${service.place()}`,
    anchor: service.place(),
    at: { file: doc.file, span: service.keySpan },
    title: change.title,
    why: change.why,
    touches: parts.flatMap((part) => part.change.settings.map(({ path }) => part.service.place(...path))),
    evidence: [{ says: `the service ${rule.lacks}`, from }, ...edited.flatMap((each) => each.evidence ?? [])] as const,
    changes,
  };
  const proposal = withAssumptions(base, [...assumptions.values()]);
  return change.manual && proposal.safety === 'review' ? { ...proposal, safety: 'manual' } : proposal;
}
