import { factOf, contains, baseName, LIMITS, ParseError, type FilePath, type Span } from '../model/index.js';
import {
  parseYaml,
  findAliases,
  asMap,
  asText,
  entriesOf,
  findEntry,
  findOwnEntry,
  dottedPlace,
  resolveAlias,
  type YamlEntry,
  type YamlFile,
  type YamlMap,
  type YamlNode,
} from '../yaml/index.js';

interface ServiceBuild {
  /** As written; `undefined` where the entry gives none. */
  readonly context?: string;
  readonly dockerfile?: string;
  readonly target?: string;
  /** `dockerfile_inline` is used. */
  readonly inline: boolean;
  readonly node: YamlNode;
}

export interface Service {
  readonly name: string;
  /** The document it stands in, from 0. */
  readonly document: number;
  /** `name: ...` as written: where keys are added. */
  readonly entry: YamlEntry;
  readonly keySpan: Span;
  /** From the key to the last content character. */
  readonly span: Span;
  /** What the entry holds or stands for; `undefined` for an empty service. */
  readonly map: YamlMap | undefined;
  /** `services.web`, as the guards name it; with keys, the place below: `services.web.security_opt`. */
  place(...keys: readonly string[]): string;
  /** The entry written in the service itself. */
  own(key: string): YamlEntry | undefined;
  /** The value that counts: its own, through merge keys, or through `extends` in this file. Aliases are followed. */
  get(key: string): YamlNode | undefined;
  /** True when the key is set in any way, in any document of the file. */
  has(key: string): boolean;
  /** The entry is an alias, or its map has `<<`. */
  readonly usesMerge: boolean;
  /** Whom it extends; `file` names another file, whose keys are not known here. */
  readonly extends: { readonly service: string; readonly file?: string } | undefined;
  readonly image: string | undefined;
  readonly build: ServiceBuild | undefined;
  /** Other services that an edit of this one changes too: through its anchor, or by extending it. */
  alsoChanges(): Service[];
}

export interface ComposeDoc {
  readonly file: FilePath;
  readonly text: string;
  readonly yaml: YamlFile;
  readonly services: readonly Service[];
  /** Services stand at the top level, the format before 2016. */
  readonly isV1: boolean;
  /** The map at the top of the first document. */
  readonly root: YamlMap | undefined;
  /** The `version:` entry. */
  readonly version: YamlEntry | undefined;
  service(name: string): Service | undefined;
}

declare module '../model/index.js' {
  interface Documents {
    compose(path: FilePath | undefined): ComposeDoc | undefined;
  }
}

/**
 * Reads a Compose file. Everything else is derived when asked for.
 * @throws ParseError as `parseYaml` does.
 */
export function parseCompose(file: FilePath, text: string): ComposeDoc {
  const yaml = parseYaml(file, text);
  const roots = yaml.documents.map((node) => asMap(node));
  const root = roots.find((map) => map !== undefined);
  const isV1 = isVersionOne(roots);
  const services: Service[] = [];
  const byName = new Map<string, Service[]>();
  const doc: ComposeDoc = {
    file,
    text,
    yaml,
    services,
    isV1,
    root,
    version: root && findOwnEntry(root, 'version'),
    service: (name) => byName.get(name)?.[0],
  };
  roots.forEach((map, document) => {
    const holder = isV1 ? map : asMap(map && findEntry(map, 'services')?.value);
    for (const entry of holder?.entries ?? []) {
      if (entry.merge || entry.name === '' || (isV1 && !asMap(entry.value))) continue;
      const service = makeService(doc, entry, document, byName);
      services.push(service);
      const named = byName.get(entry.name);
      if (named) named.push(service);
      else byName.set(entry.name, [service]);
    }
  });
  refuseLongChains(doc);
  return doc;
}

/**
 * What a service is made of is worked out for each, so that long chains would take time in their square.
 * @throws ParseError at the service whose chain is too long.
 */
function refuseLongChains(doc: ComposeDoc): void {
  const lengths = new Map<Service, number>();
  for (const service of doc.services) {
    const chain: Service[] = [];
    let at: Service | undefined = service;
    // A ring ends where it began: it is as long as it is.
    while (at && !lengths.has(at)) {
      chain.push(at);
      lengths.set(at, 0);
      const parent: Service['extends'] = at.extends;
      at = parent && parent.file === undefined ? doc.service(parent.service) : undefined;
    }
    let length = at ? lengths.get(at)! : 0;
    for (const each of chain.reverse()) {
      lengths.set(each, ++length);
      if (length <= LIMITS.extended) continue;
      const message = `services that extend each other more than ${LIMITS.extended} deep`;
      throw new ParseError(message, each.keySpan.start, 'let services extend one that has what they share');
    }
  }
}

function isVersionOne(roots: readonly (YamlMap | undefined)[]): boolean {
  for (const map of roots)
    if (map && (findEntry(map, 'services') || findEntry(map, 'version') || findEntry(map, 'include'))) return false;
  for (const map of roots) {
    for (const { value } of map?.entries ?? []) {
      const inner = asMap(value);
      if (inner && (findEntry(inner, 'image') || findEntry(inner, 'build'))) return true;
    }
  }
  return false;
}

function makeService(
  doc: ComposeDoc,
  entry: YamlEntry,
  document: number,
  byName: ReadonlyMap<string, Service[]>,
): Service {
  const map = asMap(entry.value);
  const { name } = entry;
  const values = new Map<string, YamlNode | undefined>();
  function valueOf(key: string): YamlNode | undefined {
    let value = values.get(key);
    if (value === undefined && !values.has(key)) {
      value = effectiveValue(byName, name, key, new Set());
      values.set(key, value);
    }
    return value;
  }
  let parent: { readonly is: Service['extends'] } | undefined;
  const service: Service = {
    name,
    document,
    entry,
    keySpan: entry.key.span,
    span: entry.span,
    map,
    usesMerge: entry.value.kind === 'alias' || (map?.entries.some((each) => each.merge) ?? false),
    place: (...keys) => (doc.isV1 ? dottedPlace(name, ...keys) : dottedPlace('services', name, ...keys)),
    own: (key) => (entry.value.kind === 'map' ? findOwnEntry(entry.value, key) : undefined),
    get: valueOf,
    has: (key) => valueOf(key) !== undefined,
    get extends() {
      parent ??= { is: extendsOf(doc, map) };
      return parent.is;
    },
    get image() {
      return asText(service.get('image'));
    },
    get build() {
      return buildOf(service.get('build'));
    },
    alsoChanges: () => changedWith(doc, service),
  };
  return service;
}

/** The last document that sets the key counts, then the service it extends. */
function effectiveValue(
  byName: ReadonlyMap<string, Service[]>,
  name: string,
  key: string,
  seen: Set<string>,
): YamlNode | undefined {
  const parts = byName.get(name);
  if (!parts || seen.has(name)) return undefined;
  seen.add(name);
  for (let at = parts.length - 1; at >= 0; at--) {
    const { map } = parts[at]!;
    const entry = map && findEntry(map, key);
    if (entry) return resolveAlias(entry.value);
  }
  for (const part of parts) {
    const parent = part.extends;
    if (parent && parent.file === undefined) return effectiveValue(byName, parent.service, key, seen);
  }
  return undefined;
}

function extendsOf(doc: ComposeDoc, map: YamlMap | undefined): { service: string; file?: string } | undefined {
  const node = map && findEntry(map, 'extends')?.value;
  const short = asText(node);
  if (short !== undefined) return { service: short };
  const inner = asMap(node);
  const service = inner && asText(findEntry(inner, 'service')?.value);
  if (!inner || service === undefined) return undefined;
  const file = asText(findEntry(inner, 'file')?.value);
  const own = baseName(doc.file);
  if (file === undefined || file === own || file === `./${own}`) return { service };
  return { service, file };
}

function buildOf(node: YamlNode | undefined): ServiceBuild | undefined {
  const context = asText(node);
  if (node && context !== undefined) return { context, inline: false, node };
  const map = asMap(node);
  if (!map) return undefined;
  const entries = entriesOf(map);
  const build: { -readonly [key in keyof ServiceBuild]: ServiceBuild[key] } = {
    inline: entries.has('dockerfile_inline'),
    node: map,
  };
  for (const key of ['context', 'dockerfile', 'target'] as const) {
    const text = asText(entries.get(key)?.value);
    if (text !== undefined) build[key] = text;
  }
  return build;
}

/** Who extends whom, and the services by place: made once, when the first service asks. */
interface Relations {
  readonly extenders: ReadonlyMap<string, readonly Service[]>;
  readonly ordered: readonly Service[];
}

function relationsOf(doc: ComposeDoc): Relations {
  const extenders = new Map<string, Service[]>();
  for (const service of doc.services) {
    const parent = service.extends;
    if (!parent || parent.file !== undefined) continue;
    const list = extenders.get(parent.service);
    if (list) list.push(service);
    else extenders.set(parent.service, [service]);
  }
  return { extenders, ordered: [...doc.services].sort((a, b) => a.span.start - b.span.start) };
}

function changedWith(doc: ComposeDoc, service: Service): Service[] {
  const { extenders, ordered } = factOf(doc, relationsOf);
  const changed = new Set<Service>([service]);
  const node = service.entry.value.kind === 'map' ? service.entry.value : undefined;
  for (const { span } of node ? findAliases(doc.yaml, node) : []) {
    const user = serviceAt(ordered, span);
    if (user) changed.add(user);
  }
  // A set visits what is added while it is walked.
  for (const each of changed) for (const extender of extenders.get(each.name) ?? []) changed.add(extender);
  changed.delete(service);
  return [...changed];
}

function serviceAt(ordered: readonly Service[], span: Span): Service | undefined {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle]!.span.start <= span.start) low = middle + 1;
    else high = middle;
  }
  const service = ordered[low - 1];
  return service && contains(service.span, span) ? service : undefined;
}
