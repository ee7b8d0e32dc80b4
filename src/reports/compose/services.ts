// What the Compose checks share: services that run something, and values however they are written.
import { asBoolean, asMap, asSeq, asText, entriesOf, findEntry, type YamlNode } from '../../yaml/index.js';
import type { ComposeDoc, Service } from '../../compose/index.js';
import type { Seen } from '../define.js';

/** Services that stand for a container of their own; one that only adds keys belongs to another file. */
export function containers(doc: ComposeDoc): Service[] {
  return doc.services.filter(
    (service) =>
      doc.service(service.name) === service &&
      service.extends?.file === undefined &&
      (service.image !== undefined || service.build !== undefined),
  );
}

/** A finding for every service where `say` has something to say; at the value of the key it speaks of, or the name. */
export function perService(
  services: readonly Service[],
  say: (service: Service) => string | { readonly node: YamlNode; readonly message: string } | undefined,
): Seen[] {
  const found: Seen[] = [];
  for (const service of services) {
    const said = say(service);
    if (said === undefined) continue;
    if (typeof said === 'string') found.push({ span: service.keySpan, message: `${service.name} ${said}` });
    else found.push({ span: said.node.span, message: `${service.name} ${said.message}` });
  }
  return found;
}

/** The items of a list, or the one scalar that stands for a list. */
export function itemsOf(node: YamlNode | undefined): { readonly node: YamlNode; readonly text: string }[] {
  const list = asSeq(node)?.items ?? (node && asText(node) !== undefined ? [node] : []);
  return list.flatMap((item) => {
    const text = asText(item);
    return text === undefined ? [] : [{ node: item, text }];
  });
}

/** `environment`, as a map or as a list of `KEY=value`. A key without a value is passed through, not set. */
export function environmentOf(
  service: Service,
): { readonly key: string; readonly value: string; readonly node: YamlNode }[] {
  const node = service.get('environment');
  const map = asMap(node);
  if (map) {
    return [...entriesOf(map)].flatMap(([key, entry]) => {
      const value = asText(entry.value);
      return value === undefined ? [] : [{ key, value, node: entry.key }];
    });
  }
  return itemsOf(node).flatMap(({ node: item, text }) => {
    const equals = text.indexOf('=');
    return equals === -1 ? [] : [{ key: text.slice(0, equals), value: text.slice(equals + 1), node: item }];
  });
}

export interface Mount {
  readonly node: YamlNode;
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly propagation: string | undefined;
}

/** Bind mounts of host paths, in the short and the long form. Named volumes and paths with variables are left out. */
export function bindMounts(service: Service): Mount[] {
  const mounts: Mount[] = [];
  for (const item of asSeq(service.get('volumes'))?.items ?? []) {
    const map = asMap(item);
    if (map) {
      const source = asText(findEntry(map, 'source')?.value) ?? asText(findEntry(map, 'src')?.value);
      if (asText(findEntry(map, 'type')?.value) !== 'bind' || source === undefined) continue;
      const target = asText(findEntry(map, 'target')?.value) ?? '';
      const bind = asMap(findEntry(map, 'bind')?.value);
      const propagation = bind && asText(findEntry(bind, 'propagation')?.value);
      mounts.push({
        node: item,
        source,
        target,
        readOnly: asBoolean(findEntry(map, 'read_only')?.value) === true,
        propagation,
      });
      continue;
    }
    const [source = '', target = '', options = ''] = (asText(item) ?? '').split(':');
    if (!/^[/~.]/.test(source)) continue;
    const words = options.split(',');
    mounts.push({
      node: item,
      source,
      target,
      readOnly: words.includes('ro'),
      propagation: words.find((word) => /^r?(?:shared|slave|private)$/.test(word)),
    });
  }
  return mounts;
}

export interface Port {
  readonly node: YamlNode;
  /** As written: a number, a range, or nothing where Docker chooses. */
  readonly published: string;
  readonly target: string;
  readonly address: string | undefined;
  readonly protocol: string;
}

/** Published ports, in the short and the long form; what holds a variable is left out. */
export function portsOf(service: Service): Port[] {
  const ports: Port[] = [];
  for (const item of asSeq(service.get('ports'))?.items ?? []) {
    const map = asMap(item);
    if (map) {
      const published = asText(findEntry(map, 'published')?.value);
      if (published === undefined || published.includes('$')) continue;
      const target = asText(findEntry(map, 'target')?.value) ?? '';
      const address = asText(findEntry(map, 'host_ip')?.value);
      ports.push({
        node: item,
        published,
        target,
        address,
        protocol: asText(findEntry(map, 'protocol')?.value) ?? 'tcp',
      });
      continue;
    }
    const text = asText(item) ?? '';
    if (text === '' || text.includes('$')) continue;
    const [words = '', protocol = 'tcp'] = text.split('/');
    const target = words.slice(words.lastIndexOf(':') + 1);
    const front = words.slice(0, Math.max(words.lastIndexOf(':'), 0));
    const colon = front.lastIndexOf(':');
    const address = colon === -1 ? undefined : front.slice(0, colon).replace(/^\[|\]$/g, '');
    ports.push({ node: item, published: front.slice(colon + 1), target, address, protocol });
  }
  return ports;
}
