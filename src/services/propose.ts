// One way to add settings to the services of a Compose file, so that every transform treats overrides, `extends`,
// anchors and old formats alike.
import type { Assumption, Context, Evidence, Outcome, Proposal, Refusal, RefusalCode } from '../model/index.js';
import { contains, withAssumptions } from '../model/index.js';
import {
  aliasedBy,
  asSeq,
  asText,
  findEntry,
  findValue,
  toJS,
  type ComposeDoc,
  type Service,
  type YamlNode,
} from '../compose/index.js';
import { imageProfile } from '../knowledge/index.js';
import { joinPath, lookAround, type Surroundings } from './around.js';
import { whatRuns, type Runs } from './runs.js';
import { editsOf, type Setting } from './settings.js';

/** A service that a container is made of, and what is known of it. */
export interface ServiceView {
  readonly service: Service;
  readonly around: Surroundings;
  /** Read when first asked for. */
  readonly runs: Runs;
}

export interface Change {
  readonly settings: readonly [Setting, ...Setting[]];
  /** The same for every service that gets it for the same reason: such proposals are joined into one step. */
  readonly title: string;
  readonly why: string;
  readonly assumptions: readonly Assumption[];
  /** Beside the line that says what the service lacks. */
  readonly evidence?: readonly Evidence[];
  /** Only shown, never applied. Needs an assumption. */
  readonly manual?: true;
}

export interface No {
  readonly code: RefusalCode;
  readonly message: string;
}

/** What a transform wants for one service: a change, a reason against it, or nothing. */
export type Decision = Change | No | undefined;

export interface ServiceRule {
  /** Of the transform. */
  readonly id: string;
  /**
   * Keys of a service with which an author decides the matter. One that is set in another file for the same service
   * (an override, the file it extends) stops the change; in the file itself `decide` looks, with `service.has`.
   */
  readonly decidedBy: readonly string[];
  /** The value is a list: two files that are used together must not both hold it, since Compose joins lists. */
  readonly list?: true;
  /** What the service lacks, for the evidence: `sets no restart policy`. */
  readonly lacks: string;
  decide(view: ServiceView): Decision;
}

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
    const no = 'code' in decision ? decision : shareable(decision, service, shared, decisionOf);
    const result = no ? undefined : editsOf(doc, service, (decision as Change).settings);
    const failed = no ?? (result?.ok === false ? result : undefined);
    if (failed) {
      const at = { file: doc.file, span: service.keySpan };
      refusals.push({ anchor: service.place(), at, code: failed.code, message: failed.message });
    } else if (result?.ok) {
      for (const each of shared) covered.add(each);
      proposals.push(proposalOf(doc, rule, service, shared, decision as Change, result.edits));
    }
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
  const decision = rule.decide(viewOf(around, service));
  if (decision === undefined || 'code' in decision) return decision;
  if (!rule.list && (inheritsFrom(around, service, decision.settings) || setBelow(around, rule, service)))
    return undefined;
  return decidedElsewhere(around, rule, service, decision.settings) ?? decision;
}

/** True where the service of another file that this one extends has all of it already. */
function inheritsFrom(
  { compose, folder }: Surroundings,
  { extends: parent }: Service,
  wanted: readonly Setting[],
): boolean {
  if (parent?.file === undefined) return false;
  const found = compose(joinPath(folder, parent.file))?.service(parent.service);
  return found !== undefined && wanted.every(({ path: [key] }) => holds(found.get(key), wanted, key));
}

/** True where the file that this one is laid over sets a key of the rule for the service: nothing is missing then. */
function setBelow({ base }: Surroundings, { decidedBy }: ServiceRule, { name }: Service): boolean {
  const below = base?.doc.service(name);
  return below !== undefined && decidedBy.some((key) => below.has(key));
}

/** The node says what the settings say of a key. */
function holds(node: YamlNode | undefined, wanted: readonly Setting[], key: string): boolean {
  const values = wanted.filter(({ path }) => path[0] === key);
  if (node === undefined || values.length === 0) return false;
  return values.every(({ path, value }) => {
    const found = findValue(node, ...path.slice(1));
    return found !== undefined && JSON.stringify(toJS(found)) === JSON.stringify(value);
  });
}

/**
 * Another file that sets a key of the rule for this service. One that is laid over this file, or below it, and has the
 * very value that is wanted is not in the way, unless the two would be joined as lists.
 */
export function decidedElsewhere(
  around: Surroundings,
  { decidedBy, list }: Pick<ServiceRule, 'decidedBy' | 'list'>,
  service: Service,
  wanted: readonly Setting[] = [],
): No | undefined {
  const { doc, folder } = around;
  const parent = service.extends;
  if (parent?.file !== undefined) {
    const found = around.compose(joinPath(folder, parent.file))?.service(parent.service);
    const key = decidedBy.find((each) => found?.has(each));
    if (found && key === undefined) return undefined;
    const says = key === undefined ? 'which could not be read' : `which sets ${key}`;
    return { code: 'inherited', message: `extends ${parent.service} of ${parent.file}, ${says}; decide it there` };
  }
  for (const { name, doc: other } of around.base ? [around.base] : around.overlays) {
    for (const each of other.services) {
      const { file, service: extended } = each.extends ?? {};
      const extendsThis = file !== undefined && joinPath(folder, file) === doc.file && extended === service.name;
      if (!extendsThis && each.name !== service.name) continue;
      const key = decidedBy.find((word) => {
        const entry = each.map && findEntry(each.map, word);
        return entry && (list || !holds(entry.value, wanted, word));
      });
      if (key !== undefined)
        return {
          code: 'conflicts',
          message: `${name} sets ${key} for ${each.name}; decide it in one of the two files`,
        };
    }
  }
  const defined = list && around.base?.doc.service(service.name);
  if (!defined || (defined.image === undefined && defined.build === undefined)) return undefined;
  const message = `${around.base!.name} defines ${service.name} too: if the two files are used together, the list must stand in one of them only`;
  return { code: 'ambiguous', message };
}

/** Other services that the change reaches: through the anchor of the service or of one of its lists, or by `extends`. */
function sharedWith(doc: ComposeDoc, service: Service, decision: Change | No): Service[] {
  const shared = new Set(service.alsoChanges());
  for (const { path } of 'code' in decision ? [] : decision.settings) {
    const list = asSeq(service.own(path[0])?.value);
    for (const { span } of list ? aliasedBy(doc.yaml, list) : [])
      for (const other of doc.services) if (contains(other.span, span)) shared.add(other);
  }
  return [...shared].filter((each) => each.name !== service.name && !hasItsOwn(each, decision));
}

/** A key of a map wins over one that `<<` brings in; what `extends` brings in is joined with it. */
function hasItsOwn(service: Service, decision: Change | No): boolean {
  if ('code' in decision || service.extends) return false;
  return decision.settings.every(({ path }) => service.own(path[0]) !== undefined);
}

/** What an anchor or `extends` shares must be right for all who share it. */
function shareable(
  change: Change,
  service: Service,
  shared: readonly Service[],
  decisionOf: (service: Service) => Decision,
): No | undefined {
  const wanted = JSON.stringify(change.settings);
  for (const other of shared) {
    const decision = decisionOf(other);
    if (decision && !('code' in decision) && JSON.stringify(decision.settings) === wanted) continue;
    const reason =
      decision === undefined
        ? 'which needs it not'
        : 'code' in decision
          ? decision.message
          : 'which needs another value';
    return { code: 'inherited', message: `an edit of ${service.name} also changes ${other.name}: ${reason}` };
  }
  return undefined;
}

function proposalOf(
  doc: ComposeDoc,
  rule: ServiceRule,
  service: Service,
  shared: readonly Service[],
  change: Change,
  changes: Proposal['changes'],
): Proposal {
  const { line } = doc.yaml.lines.position(service.keySpan.start);
  const from = { kind: 'source', file: doc.file, line, span: service.keySpan, quote: `${service.name}:` } as const;
  const base = {
    id: `${rule.id}@${service.place()}`,
    anchor: service.place(),
    at: { file: doc.file, span: service.keySpan },
    title: change.title,
    why: change.why,
    touches: [service, ...shared].flatMap((each) => change.settings.map(({ path }) => each.place(...path))),
    evidence: [{ says: `the service ${rule.lacks}`, from }, ...(change.evidence ?? [])] as const,
    changes,
  };
  const proposal = withAssumptions(base, change.assumptions);
  return change.manual && proposal.safety === 'review' ? { ...proposal, safety: 'manual' } : proposal;
}

/** Which keys a file may use. `2` and `3` are the old formats, of which docker-compose 1 was strict. */
export function formatOf({ version, yaml }: ComposeDoc): '2' | '3' | 'any' {
  const text = version && yaml.text.slice(version.value.span.start, version.value.span.end).replace(/["']/g, '');
  if (text === undefined) return 'any';
  return /^2(\.|$)/.test(text) ? '2' : /^3(\.|$)/.test(text) ? '3' : 'any';
}
