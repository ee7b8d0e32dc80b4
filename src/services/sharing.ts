// Whom an edit of a service changes besides it.
import { contains, type Span, type Stop, isStop, stop } from '../model/index.js';
import { findAliases, findOwnEntry, type YamlAlias, type YamlNode } from '../yaml/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import type { ServiceRewrite, ServiceVerdict } from './rule.js';

/** Other services that the change reaches: through the anchor of the service or of what it holds, or by `extends`. */
export function sharedWith(doc: ComposeDoc, service: Service, verdict: ServiceRewrite | Stop): Service[] {
  const shared = new Set(service.alsoChanges());
  for (const { span } of innerAliases(doc, service, verdict)) {
    for (const other of doc.services) {
      if (!contains(other.span, span)) continue;
      for (const each of [other, ...other.alsoChanges()]) shared.add(each);
    }
  }
  return [...shared].filter((each) => each.name !== service.name);
}

/** Aliases of what the service itself writes at a path, to which the change adds. */
function innerAliases(doc: ComposeDoc, service: Service, verdict: ServiceRewrite | Stop): YamlAlias[] {
  if (isStop(verdict)) return [];
  return verdict.settings.flatMap(({ path }) => {
    const own = service.own(path[0]);
    const node = own && deepest(own.value, path.slice(1));
    return node ? findAliases(doc.yaml, node).filter(({ target }) => contains(own.span, target.span)) : [];
  });
}

/** A fragment of the file that would change as well: not the same key of a service, so nobody can tell what it is for. */
export function usedOutside(doc: ComposeDoc, service: Service, rewrite: ServiceRewrite): Stop | undefined {
  const key = rewrite.settings[0].path[0];
  const spans = innerAliases(doc, service, rewrite).map(({ span }) => span);
  const keys = rewrite.settings.map(({ path }) => path[0]);
  const isShared = spans.every((span) => keys.some((each) => isUnderKey(doc, span, each)));
  return isShared ? undefined : stopUsedOutside(service, key);
}

/** True where a span lies in what some service writes under a key. */
export function isUnderKey(doc: ComposeDoc, span: Span, key: string): boolean {
  return doc.services.some((each) => {
    const own = each.own(key);
    return own !== undefined && contains(own.span, span);
  });
}

/** The reason against an edit of what is used elsewhere through its anchor. */
export function stopUsedOutside({ name }: Service, key: string): Stop {
  const message = `what ${name} sets in ${key} is used elsewhere through its anchor, not as ${key} of a service; write it out here`;
  return stop('inherited', message);
}

/** The map or list that an edit at the path goes into. */
function deepest(node: YamlNode | undefined, path: readonly string[]): YamlNode | undefined {
  let at = node;
  for (const key of path) {
    const inner = at?.kind === 'map' ? findOwnEntry(at, key)?.value : undefined;
    if (!inner) break;
    at = inner;
  }
  return at?.kind === 'map' || at?.kind === 'seq' ? at : undefined;
}

/** A service that a step changes: by an edit of its own, or through what it shares with one that has. */
export interface Part {
  readonly service: Service;
  readonly rewrite: ServiceRewrite;
  readonly edited: boolean;
}

/**
 * What an anchor or `extends` shares must be right for all who share it. Who gets it through `<<` and wants another
 * value is given that in the same step, as keys of its own: one without the other would be wrong.
 */
export function partsOf(
  rewrite: ServiceRewrite,
  service: Service,
  shared: readonly Service[],
  verdictOf: (service: Service) => ServiceVerdict,
): readonly [Part, ...Part[]] | Stop {
  const parts: [Part, ...Part[]] = [{ service, rewrite, edited: true }];
  for (const other of [...shared].sort((a, b) => a.span.start - b.span.start)) {
    const verdict = verdictOf(other);
    const [first] = parts;
    const above = parts.findLast((part) => part.edited && part.service.alsoChanges().includes(other)) ?? first;
    const wants = verdict && !isStop(verdict) ? verdict : undefined;
    if (wants && JSON.stringify(wants.settings) === JSON.stringify(above.rewrite.settings)) {
      parts.push({ service: other, rewrite: wants, edited: false });
    } else if (wants && hides(other, wants, above.rewrite)) {
      parts.push({ service: other, rewrite: wants, edited: true });
    } else {
      const reason = verdict === undefined ? 'which needs it not' : 'which needs another value';
      const why = verdict && isStop(verdict) ? verdict.message : reason;
      return stop('inherited', `an edit of ${service.name} also changes ${other.name}: ${why}`);
    }
  }
  return parts;
}

/** True where new keys of a service hide all that would come through `<<`. What `extends` brings is joined instead. */
function hides(service: Service, own: ServiceRewrite, inherited: ServiceRewrite): boolean {
  if (service.extends || service.entry.value.kind !== 'map') return false;
  const keys = new Set(own.settings.map(({ path }) => path[0]));
  return inherited.settings.every(({ path }) => keys.has(path[0]) && !service.has(path[0]));
}
