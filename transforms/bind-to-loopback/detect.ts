// Which published ports are for this machine only, as far as the image tells.
import { type Stop, stop, resolveFile } from '../../src/model/index.js';
import { asMap, asSeq, asText, findEntry, type YamlNode } from '../../src/yaml/index.js';
import type { Service } from '../../src/compose/index.js';
import type { ServiceProfile } from '../../src/knowledge/index.js';
import {
  commandWords,
  lookAround,
  splitOutsideVariables,
  environmentPairs,
  viewService,
  type Surroundings,
  type ServiceView,
} from '../../src/services/index.js';

type PortFact = NonNullable<ServiceProfile['ports']>[number];

/** An entry of `ports` without an address. */
export interface OpenPort {
  readonly node: YamlNode;
  readonly target: number;
  /** As written; absent where Docker chooses. */
  readonly published?: string;
  readonly fact: PortFact;
}

/** The service with what is known of its image, which a file below this one may name. */
export function viewDefinition(around: Surroundings, service: Service): ServiceView | undefined {
  const { doc, base, folder, context } = around;
  const parent = service.extends;
  let view = viewService(around, service);
  if (service.image === undefined && service.build === undefined) {
    const other = parent?.file === undefined ? base?.doc : around.documents.compose(resolveFile(folder, parent.file));
    const found = other?.service(parent?.file === undefined ? service.name : parent.service);
    if (!other || !found || other === doc) return undefined;
    view = viewService(lookAround(other, context), found);
  }
  const { runs } = view;
  const replaced = service.has('entrypoint') || runs.entrypoint !== undefined || runs.built?.entrypoint !== undefined;
  return runs.profile && !replaced ? view : undefined;
}

const FOR_PROGRAMS = new Set(['database', 'cache', 'queue', 'search', 'coordination']);

/** True for ports that programs of the same stack use, and for consoles. Nodes of a cluster are other machines, and so are devices. */
function isPrivate({ role }: ServiceProfile, { is }: PortFact): boolean {
  if (is.purpose === 'admin') return true;
  if (!role) return false;
  if (role.is === 'admin') return is.purpose === 'web' || is.purpose === 'client';
  return FOR_PROGRAMS.has(role.is) && is.purpose === 'client';
}

/** The entries of a service's own `ports` that name no address and belong to such a port of the image. */
export function wantedPorts(view: ServiceView, service: Service): OpenPort[] {
  const found: OpenPort[] = [];
  const { profile } = view.runs;
  for (const node of asSeq(service.own('ports')?.value)?.items ?? []) {
    const port = portOf(node);
    if (!port || !profile) continue;
    const fact = profile.ports?.find(({ is }) => is.port === port.target && (is.protocol ?? 'tcp') === port.protocol);
    if (fact && isPrivate(profile, fact)) found.push({ ...port, node, fact });
  }
  return found;
}

/**
 * Ports at which brokers take devices: mqtt and secure-mqtt of IANA's registry of service names, and the one that RabbitMQ
 * has for MQTT over WebSockets (rabbitmq_web_mqtt).
 */
const MQTT_PORTS = new Set([1883, 8883, 15675]);

/** The port at which a service takes devices that stand elsewhere, where it publishes one. */
export function devicePort(service: Service): number | undefined {
  for (const node of asSeq(service.get('ports'))?.items ?? []) {
    const map = asMap(node);
    const text = asText(node) ?? '';
    const address = map ? (asText(findEntry(map, 'host_ip')?.value) ?? '') : text;
    if (/^(?:127\.|localhost\b|\[?::1\b)/.test(address)) continue;
    const [numbers = ''] = splitOutsideVariables(text, '/');
    const target = Number(
      map ? asText(findEntry(map, 'target')?.value) : withDefaults(splitOutsideVariables(numbers, ':').at(-1)!),
    );
    if (MQTT_PORTS.has(target)) return target;
  }
  return undefined;
}

interface ParsedPort {
  readonly target: number;
  readonly published?: string;
  readonly protocol: string;
}

/** `undefined` for an entry with an address, and for one whose port in the container is not written. */
function portOf(node: YamlNode): ParsedPort | undefined {
  const map = asMap(node);
  if (map) {
    const target = Number(asText(findEntry(map, 'target')?.value));
    if (findEntry(map, 'host_ip') || !Number.isInteger(target)) return undefined;
    const published = asText(findEntry(map, 'published')?.value);
    return {
      target,
      protocol: asText(findEntry(map, 'protocol')?.value) ?? 'tcp',
      ...(published ? { published } : {}),
    };
  }
  const text = asText(node) ?? '';
  const [address = '', protocol = 'tcp'] = splitOutsideVariables(text, '/');
  const parts = splitOutsideVariables(address, ':');
  if (parts.length > 2 || text.startsWith('[')) return undefined;
  const target = Number(withDefaults(parts.at(-1)!).split('-', 1)[0]);
  if (!Number.isInteger(target) || target === 0) return undefined;
  if (parts.length === 1) return address.includes('$') ? undefined : { target, protocol };
  // A variable in front of the number may hold the address.
  if (parts[0]!.includes('$') && !/^\$(?:\w+|\{[^{}]*\})$/.test(parts[0]!)) return undefined;
  return { target, protocol, published: parts[0]! };
}

function withDefaults(text: string): string {
  return text.replace(/\$\{\w+:?-([^${}]*)\}/g, '$1');
}

/** A variable in place of the port on the host: by its default or its name it must be a number, not an address. */
export function variableInTheWay(ports: readonly OpenPort[]): Stop | undefined {
  for (const { published } of ports) {
    if (!published?.includes('$')) continue;
    const value = withDefaults(published);
    if (/^\d+(?:-\d+)?$/.test(value)) continue;
    if (value.includes('$') && /PORT/i.test(value)) continue;
    return stop('contains-variable', `${published} may hold an address; write 127.0.0.1 into its value, or in front`);
  }
  return undefined;
}

/** What shows that others than this machine connect. */
export function remoteSign(view: ServiceView, service: Service, ports: readonly OpenPort[]): Stop | undefined {
  const { doc } = view.around;
  if (asText(service.get('network_mode')) === 'host') {
    const message =
      'network_mode: host has no use for ports: the server listens on every interface of the host; give it a network, or an address to listen on';
    return stop('conflicts', message);
  }
  for (const { published } of ports) {
    const through = ['host.docker.internal', '172.17.0.1'].find((host) => doc.text.includes(`${host}:${published}`));
    if (published === undefined || through === undefined) continue;
    const message = `something connects to ${through}:${published}, which does not lead to 127.0.0.1; let it use the name of the service`;
    return stop('conflicts', message);
  }
  const here = new Set(['localhost', '127.0.0.1', '0.0.0.0', 'host.docker.internal', '']);
  for (const each of doc.services)
    for (const name of [each.name, asText(each.get('container_name')), asText(each.get('hostname'))])
      if (name) here.add(name);
  for (const [key, value] of advertised(view, service)) {
    const host = hostsIn(key, value).find((each) => !here.has(each));
    if (host === undefined) continue;
    const message = `${key} sends clients to ${host}, so others than this machine seem to connect; decide who does`;
    return stop('needs-decision', message);
  }
  return undefined;
}

/** Variables and options that tell clients where to connect. */
function* advertised(view: ServiceView, service: Service): Generator<readonly [key: string, value: string]> {
  for (const pair of environmentPairs(service.get('environment') ?? view.service.get('environment')))
    if (/ADVERTISE/i.test(pair[0])) yield pair;
  const words = commandWords(view);
  for (const [at, word] of words.entries()) {
    const [, key, value = words[at + 1] ?? ''] = /^(-(?=[^=\s]*advertise)[^=\s]+)(?:=(.*))?$/is.exec(word) ?? [];
    if (key !== undefined) yield [key, value];
  }
}

/** The hosts of addresses, or the one host that a variable of such a name holds. */
function hostsIn(key: string, value: string): string[] {
  const hosts = [...value.matchAll(/\/\/([^:/,\s]*)/g)].map(([, host]) => host!);
  if (hosts.length > 0 || !/HOST|ADDR|IP/i.test(key)) return hosts;
  return [withDefaults(value).split(':', 1)[0]!];
}
