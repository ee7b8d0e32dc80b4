import {
  contains,
  type Assumption,
  type Context,
  type Edit,
  type Stop,
  stop,
  isStop,
  nonEmpty,
  type NonEmpty,
  type Evidence,
} from '../../src/model/index.js';
import { addMapKey, findAliases, asMap, asSeq, replaceInScalar, type YamlEdits } from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import {
  stopDecidedElsewhere,
  stopExtendedElsewhere,
  profileEvidence,
  lookAround,
  findSwarmSign,
  type Surroundings,
  type ServiceView,
} from '../../src/services/index.js';
import { devicePort, viewDefinition, remoteSign, variableInTheWay, wantedPorts, type OpenPort } from './detect.js';
import { rewriteYaml, spotOf, type Spot } from '../../src/rewrites/index.js';

export const transform = rewriteYaml({
  meta: {
    id: 'bind-to-loopback',
    title: 'Publish databases and consoles on this machine only',
    why: 'Docker opens a published port to every network the host is in, past the rules of most firewalls. On 127.0.0.1 it stays within reach of the tools on this machine.',
    summary: 'Puts `127.0.0.1` in front of published ports of databases, caches, queues and admin consoles.',
    target: 'compose',
    phase: 'identity',
    ceiling: 'review',
    rules: [
      'CL-0005',
      'dc no-unbound-port-interfaces',
      'dc no-unbound-port',
      'KICS Container Traffic Not Bound To Host Interface',
      'CIS 5.14',
      'O5a',
    ],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/engine/network/port-publishing/',
      'https://docs.docker.com/reference/compose-file/services/#ports',
    ],
    hints: ['ports'],
  },
  on: openServices,
  judge({ service, view, around, ports: wanted }, doc) {
    const ports = withoutDevices(service, wanted);
    if (isStop(ports)) return ports;
    const shared = sharedWith(doc, service);
    const edits = inTheWay(around, service, view, ports) ?? notForAll(around, service, shared) ?? editsOf(doc, ports);
    if (isStop(edits)) return edits;
    return {
      edits,
      touches: [service, ...shared].map((each) => each.place('ports')),
      evidence: ports.flatMap((port) => evidenceOf(doc, view, port)),
      assumptions: [NO_REMOTE],
    };
  },
});

interface OpenService {
  readonly spot: Spot;
  readonly service: Service;
  readonly view: ServiceView;
  readonly around: Surroundings;
  readonly ports: NonEmpty<OpenPort>;
}

/** The services that publish a port on every interface which is not meant for everybody. */
function openServices(doc: ComposeDoc, context: Context): OpenService[] {
  if (doc.isV1) return [];
  const around = lookAround(doc, context);
  return doc.services.flatMap((service) => {
    const view = service.own('ports') && viewDefinition(around, service);
    const ports = view && nonEmpty(wantedPorts(view, service));
    return ports ? [{ spot: spotOf(service), service, view, around, ports }] : [];
  });
}

/** Devices stand elsewhere, and those that speak MQTT to a broker may speak its own protocol as well: its console is another matter. */
function withoutDevices(service: Service, ports: NonEmpty<OpenPort>): NonEmpty<OpenPort> | Stop {
  const devices = devicePort(service);
  if (devices === undefined) return ports;
  const message = `devices reach it at port ${devices}, so the other ports may be for machines elsewhere too; write 127.0.0.1 in front of those that are not`;
  return nonEmpty(ports.filter(({ fact }) => fact.is.purpose !== 'client')) ?? stop('needs-decision', message);
}

function inTheWay(
  around: Surroundings,
  service: Service,
  view: ServiceView,
  ports: readonly OpenPort[],
): Stop | undefined {
  const swarm = findSwarmSign(around.doc);
  if (swarm !== undefined) {
    const message = `${swarm}, which publishes ports on every node whatever address is given; leave the port out, or close it with a firewall`;
    return stop('needs-decision', message);
  }
  return (
    remoteSign(view, service, ports) ??
    variableInTheWay(ports) ??
    stopDecidedElsewhere(around, { decidedBy: ['ports'] }, service) ??
    stopExtendedElsewhere(around, service, ['ports']) ??
    baseHasPorts(around, service)
  );
}

/** Compose joins the lists of two files, and Docker publishes a port once: both must name the same address. */
function baseHasPorts({ base }: Surroundings, service: Service): Stop | undefined {
  if (!base?.doc.service(service.name)?.has('ports')) return undefined;
  return stop('conflicts', `${base.name} publishes ports of ${service.name} too; decide it in one of the two files`);
}

/** Services that get the list as well: through its anchor or the service's, unless they have one of their own. */
function sharedWith(doc: ComposeDoc, service: Service): Service[] {
  const shared = new Set<Service>();
  for (const other of service.alsoChanges())
    if (!other.own('ports') || other.extends?.service === service.name) shared.add(other);
  const list = asSeq(service.own('ports')?.value);
  for (const { span } of list ? findAliases(doc.yaml, list) : [])
    for (const other of doc.services) if (other !== service && contains(other.span, span)) shared.add(other);
  return [...shared];
}

function notForAll(around: Surroundings, service: Service, shared: readonly Service[]): Stop | undefined {
  for (const other of shared) {
    const view = viewDefinition(around, other);
    if (view && wantedPorts(view, service).length > 0) continue;
    return stop('inherited', `an edit of ${service.name} also changes ${other.name}, whose ports may be for others`);
  }
  return undefined;
}

function editsOf({ yaml }: ComposeDoc, ports: readonly OpenPort[]): YamlEdits {
  const edits: Edit[] = [];
  for (const { node, published } of ports) {
    if (node.kind === 'alias') return stop('inherited', 'a port is an alias');
    const map = asMap(node);
    const result = map
      ? addMapKey(yaml, map, 'host_ip', '127.0.0.1')
      : node.kind === 'scalar'
        ? replaceInScalar(yaml, node, { start: 0, end: 0 }, published === undefined ? '127.0.0.1::' : '127.0.0.1:')
        : undefined;
    if (result === undefined) return stop('unsupported-syntax', 'a port that is a list');
    if (isStop(result)) return result;
    edits.push(...result);
  }
  return nonEmpty(edits) ?? stop('unsupported-syntax', 'no port is written here');
}

const NO_REMOTE: Assumption = {
  id: 'no-remote-clients',
  believes:
    'Nothing outside this machine connects to the port: other services of the file use the network of Compose, where nothing changes',
  breaksIf:
    'another machine, or a container outside the file that goes through an address of the host, does: its connection is refused',
  checkBy:
    '`ss -tn` on the host, filtered by the port, shows who is connected; for people at other machines an SSH tunnel does',
};

function evidenceOf(doc: ComposeDoc, { runs }: ServiceView, { node, fact }: OpenPort): Evidence[] {
  const { line } = doc.yaml.lines.position(node.span.start);
  const quote = doc.text.slice(node.span.start, node.span.end).replace(/\s+/g, ' ');
  const from = { kind: 'source', file: doc.file, line, span: node.span, quote } as const;
  const profile = runs.profile!;
  const says = `${profile.image} serves port ${fact.is.port} as ${PURPOSES[fact.is.purpose] ?? 'its clients need it'}`;
  return [{ says: 'the port is published on every interface of the host', from }, profileEvidence(profile, fact, says)];
}

const PURPOSES: Readonly<Record<string, string>> = {
  client: 'a server for other programs',
  admin: 'a console or an API that changes it',
  web: 'a console',
};
