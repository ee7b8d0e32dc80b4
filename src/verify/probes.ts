// What a service is asked, to see whether it does what it did.
import type { ImageConfig, ModelMap } from '../io/index.js';
import type { GivenProbe, Probe } from '../model/index.js';
import { loginOf } from './queries.js';
import { listIn, mapIn, textIn, textsIn } from './values.js';

const MOST_PORTS = 8;
const MOST_PATHS = 4;

export interface ServiceFacts {
  readonly service: string;
  readonly settings: ModelMap;
  readonly image: ImageConfig | undefined;
  /** Ports at which it was seen to wait, of a service that shows none. */
  readonly listens?: readonly number[];
}

/**
 * The probes of a service: those given for it, else GET / at each port it shows, the paths that its health check asks, the
 * routes of its source, and for a database with a password whether it lets somebody in.
 */
export function probesOf(facts: ServiceFacts, given: readonly GivenProbe[], routes: readonly string[] = []): Probe[] {
  const ports = tcpPorts(facts);
  const own = given.filter((probe) =>
    probe.service === undefined
      ? probe.kind !== 'command' && ports.includes(probe.port)
      : probe.service === facts.service,
  );
  if (own.length > 0) return own;
  const found: Probe[] = [];
  for (const port of ports.slice(0, MOST_PORTS)) found.push({ kind: 'http', port, path: '/', body: true });
  for (const { port, path } of checkedPaths(facts)) {
    const at = port ?? ports[0];
    if (at !== undefined && path !== '/') found.push({ kind: 'http', port: at, path, body: true });
  }
  const asked = new Set(found.map(probeName));
  for (const path of ports.length > 0 ? routes : []) {
    const probe: Probe = { kind: 'http', port: ports[0]!, path, body: false, brief: true };
    if (!asked.has(probeName(probe))) found.push(probe);
  }
  const login = loginOf(facts.settings);
  return login ? [...found, login] : found;
}

/** Ports that the service publishes or exposes, those of its image, and where it was seen to wait: in that order, each once. */
export function tcpPorts({ settings, image, listens = [] }: Omit<ServiceFacts, 'service'>): number[] {
  const published = listIn(settings.ports)
    .map(mapIn)
    .filter((port) => (textIn(port.protocol) ?? 'tcp') === 'tcp')
    .map((port) => Number(port.target));
  const exposed = [...textsIn(settings.expose), ...(image?.ports ?? [])]
    .filter((port) => !/\/(?!tcp$)/.test(port))
    .map((port) => Number(port.split('/')[0]));
  return [...new Set([...published, ...exposed, ...listens])].filter(
    (port) => Number.isInteger(port) && port > 0 && port < 65_536,
  );
}

const ADDRESS =
  /\bhttps?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::([0-9]{1,5}))?(\/[^\s"'|;&)\\]{0,200})?/g;

function checkedPaths({
  settings,
  image,
}: ServiceFacts): { readonly port: number | undefined; readonly path: string }[] {
  const test = mapIn(settings.healthcheck).test;
  const written = textIn(test) ?? textsIn(test).join(' ');
  const text = (written || (image?.healthcheck?.test.join(' ') ?? '')).slice(0, 5000);
  return [...text.matchAll(ADDRESS)].slice(0, MOST_PATHS).map(([, port, path = '/']) => ({
    port: port === undefined ? undefined : Number(port),
    path,
  }));
}

/** How a probe is called in reports. */
export function probeName(probe: Probe): string {
  if (probe.kind === 'http') return `GET :${probe.port}${probe.path}`;
  return probe.kind === 'tcp' ? `TCP :${probe.port}` : (probe.name ?? `$ ${probe.command.join(' ')}`);
}
