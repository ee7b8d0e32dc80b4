// A Compose model made safe to run beside whatever runs already: own names, own networks and volumes, free ports on this
// machine only, copies for what is mounted. isolate never lets a service reach what is not its own: where it cannot be
// kept from that, the service is left out, with the reason.
import type { Place } from './refuse.js';
import type { ModelMap, ModelValue } from '../io/index.js';
import { withoutHost } from './refuse.js';
import { limited } from './strangers.js';
import { listIn, mapIn, textIn, textsIn, omitKeys } from './values.js';

export interface IsolateOptions {
  readonly label: { readonly key: string; readonly value: string };
  /** The image of a service that is built, by service. */
  readonly built: ReadonlyMap<string, string>;
  /** Ports to reach in each service besides those it publishes. */
  readonly ports: ReadonlyMap<string, readonly number[]>;
  /** Processors of this machine: an engine takes no limit above them. */
  readonly cpus: number;
  /** Services that are left out already, and why. */
  readonly apart?: ReadonlyMap<string, string>;
  /** The code is of strangers: limits hold, and no network leads out but for the services named here. */
  readonly strangers?: { readonly open: readonly string[] };
  place(source: string): Place;
  /** The path of a copy of what lies in the tree, made for this run. */
  copy(source: string): string;
}

export interface Isolated {
  readonly model: ModelMap;
  readonly services: readonly string[];
  readonly left: readonly { readonly service: string; readonly reason: string }[];
  readonly notes: readonly string[];
}

/** Makes the model one that touches nothing of the person's. */
export function isolate(model: ModelMap, options: IsolateOptions): Isolated {
  const services = mapIn(model.services);
  const volumes = mapIn(model.volumes);
  const left = new Map<string, string>(options.apart);
  for (const [name, service] of Object.entries(services)) {
    const reason = withoutHost(mapIn(service), { model, volumes, place: options.place });
    if (reason !== undefined && !left.has(name)) left.set(name, reason);
  }
  leaveDependents(services, left);
  const notes: string[] = [];
  const kept = Object.keys(services).filter((name) => !left.has(name));
  const images = builtImages(services, options.built);
  const made: Record<string, ModelValue> = {};
  const { strangers } = options;
  const closed = strangers ? { internal: true } : {};
  for (const name of kept) {
    const own = isolateService(name, mapIn(services[name]), { options, left, images });
    made[name] = strangers ? limited(opened(name, own, strangers.open), options.cpus) : own;
  }
  const labels = { [options.label.key]: options.label.value };
  const networks: Record<string, ModelValue> = { default: { labels, ...closed } };
  if (strangers?.open.some((name) => kept.includes(name))) networks[OPEN] = { labels };
  for (const [name, network] of Object.entries(mapIn(model.networks))) {
    if (mapIn(network).external === true)
      notes.push(`the network ${name} belongs to others; an empty one stands in for it`);
    networks[name] = { ...isolateNetwork(mapIn(network), labels, services), ...closed };
  }
  const ownVolumes: Record<string, ModelValue> = {};
  for (const [name, volume] of Object.entries(volumes)) {
    if (mapIn(volume).external === true)
      notes.push(`the volume ${name} belongs to others; an empty one stands in for it`);
    ownVolumes[name] = { labels, ...memoryOnly(mapIn(volume)) };
  }
  return {
    model: {
      services: made,
      networks,
      volumes: ownVolumes,
      ...(model.secrets === undefined ? {} : { secrets: unnamed(mapIn(model.secrets)) }),
      ...(model.configs === undefined ? {} : { configs: unnamed(mapIn(model.configs)) }),
    },
    services: kept,
    left: [...left].map(([service, reason]) => ({ service, reason })),
    notes,
  };
}

/** The network that leads out, of the services of strangers that may. */
const OPEN = 'harden-open';

function opened(name: string, service: ModelMap, open: readonly string[]): ModelMap {
  if (!open.includes(name) || service.network_mode !== undefined) return service;
  const networks = Object.keys(mapIn(service.networks)).length > 0 ? mapIn(service.networks) : { default: null };
  return { ...service, networks: { ...networks, [OPEN]: null } };
}

/** Services that live in one that is left out cannot be without it. */
function leaveDependents(services: ModelMap, left: Map<string, string>): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, value] of Object.entries(services)) {
      if (left.has(name)) continue;
      const service = mapIn(value);
      const shared = [service.network_mode, service.pid, service.ipc].map((mode) =>
        textIn(mode)?.replace(/^service:/, ''),
      );
      const from = textsIn(service.volumes_from).map((each) => each.replace(/:r[ow]$/, ''));
      const other = [...shared, ...from].find((each) => each !== undefined && left.has(each));
      if (other === undefined) continue;
      left.set(name, `it lives in ${other}, which is not run`);
      changed = true;
    }
  }
}

/** A service may name the image that another builds. */
function builtImages(services: ModelMap, built: ReadonlyMap<string, string>): Map<string, string> {
  const images = new Map<string, string>();
  for (const [service, image] of built) {
    const name = textIn(mapIn(services[service]).image);
    if (name !== undefined) images.set(name, image);
  }
  return images;
}

interface Parts {
  readonly options: IsolateOptions;
  readonly left: ReadonlyMap<string, string>;
  readonly images: ReadonlyMap<string, string>;
}

// Keys that name things of the machine, or send logs elsewhere.
const DROPPED = [
  'build',
  'container_name',
  'logging',
  'cgroup_parent',
  'external_links',
  'mac_address',
  'develop',
] as const;

function isolateService(name: string, service: ModelMap, { options, left, images }: Parts): ModelMap {
  const kept = omitKeys(service, ...DROPPED, 'ports', 'profiles', 'scale', 'pull_policy');
  const own = options.built.get(name) ?? images.get(textIn(service.image) ?? '');
  if (own !== undefined) Object.assign(kept, { image: own, pull_policy: 'never' });
  if (textIn(service.network_mode) === 'bridge') delete kept.network_mode;
  const shares = textIn(service.network_mode) !== undefined && kept.network_mode !== undefined;
  // Those of strangers are asked at their own addresses; Podman would hold a port for one that nobody reaches by it.
  const ports = shares || options.strangers ? [] : isolatePorts(service, options.ports.get(name) ?? []);
  if (ports.length > 0) kept.ports = ports;
  kept.labels = { ...mapIn(service.labels), [options.label.key]: options.label.value };
  if (service.volumes !== undefined)
    kept.volumes = listIn(service.volumes).map((mount) => isolateMount(mapIn(mount), options));
  if (service.depends_on !== undefined) kept.depends_on = omitKeys(mapIn(service.depends_on), ...left.keys());
  if (service.deploy !== undefined) kept.deploy = isolateDeploy(mapIn(service.deploy), options.cpus);
  if (Number(textIn(service.cpus)) > options.cpus) kept.cpus = options.cpus;
  const alias = textIn(service.container_name);
  if (!shares && alias !== undefined) kept.networks = withAlias(service, alias);
  kept.healthcheck = sooner(service.healthcheck) ?? null;
  if (kept.healthcheck === null) delete kept.healthcheck;
  return kept;
}

/** What a container was called is a name others may reach it by. */
function withAlias(service: ModelMap, alias: string): ModelMap {
  const networks = Object.keys(mapIn(service.networks)).length > 0 ? mapIn(service.networks) : { default: null };
  return Object.fromEntries(
    Object.entries(networks).map(([name, value]) => {
      const network = mapIn(value);
      return [name, { ...network, aliases: [...textsIn(network.aliases), alias] }];
    }),
  );
}

function isolatePorts(service: ModelMap, more: readonly number[]): ModelValue[] {
  const wanted = new Map<string, ModelValue>();
  const want = (target: number, protocol: string): void => {
    if (target > 0) wanted.set(`${target}/${protocol}`, { mode: 'ingress', host_ip: '127.0.0.1', target, protocol });
  };
  for (const port of listIn(service.ports)) {
    const { target, protocol } = mapIn(port);
    want(Number(target), textIn(protocol) ?? 'tcp');
  }
  for (const port of more) want(port, 'tcp');
  return [...wanted.values()];
}

function isolateMount(mount: ModelMap, { place, copy }: IsolateOptions): ModelMap {
  const source = textIn(mount.source);
  if (mount.type !== 'bind' || source === undefined || place(source).kind === 'outside') return mount;
  return { ...mount, source: copy(source) };
}

function isolateDeploy(deploy: ModelMap, cpus: number): ModelMap {
  const kept: Record<string, ModelValue> = omitKeys(deploy, 'placement', 'replicas');
  if (typeof deploy.replicas === 'number') kept.replicas = Math.min(deploy.replicas, 1);
  const limits = mapIn(mapIn(deploy.resources).limits);
  if (Number(textIn(limits.cpus)) > cpus)
    kept.resources = { ...mapIn(deploy.resources), limits: { ...limits, cpus: String(cpus) } };
  return kept;
}

function isolateNetwork(network: ModelMap, labels: ModelMap, services: ModelMap): ModelMap {
  // A range that is in use already cannot be taken again; where addresses are written it has to be.
  const fixed = Object.values(services).some((service) =>
    Object.values(mapIn(mapIn(service).networks)).some((each) => mapIn(each).ipv4_address !== undefined),
  );
  const kept = network.external === true ? {} : omitKeys(network, 'name', 'external', ...(fixed ? [] : ['ipam']));
  return { ...kept, labels };
}

/** Options of the local driver that need nothing of the machine. */
function memoryOnly(volume: ModelMap): ModelMap {
  const options = mapIn(volume.driver_opts);
  return options.type === 'tmpfs' && volume.external !== true ? { driver_opts: options } : {};
}

function unnamed(entries: ModelMap): ModelMap {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, omitKeys(mapIn(value), 'name')]));
}

const SOON_MS = 2000;

/** A check that comes every two seconds at most, within the same time in all: what is healthy shows sooner. */
function sooner(value: ModelValue | undefined): ModelMap | undefined {
  const check = mapIn(value);
  if (value === undefined || check.disable === true) return value === undefined ? undefined : check;
  const interval = milliseconds(textIn(check.interval)) ?? 30_000;
  if (interval <= SOON_MS) return check;
  const retries = typeof check.retries === 'number' && check.retries > 0 ? check.retries : 3;
  return { ...omitKeys(check, 'start_interval'), interval: '2s', retries: Math.ceil((retries * interval) / SOON_MS) };
}

const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, ns: 0.000001 } as const;

/** A duration as Go writes it: `1m30s`. */
export function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:[0-9.]{1,12}(?:h|ms|us|ns|m|s)){1,6}$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(?<![0-9.])([0-9.]+)(h|ms|us|ns|m|s)/g))
    sum += Number(number) * UNITS[unit as keyof typeof UNITS];
  return Number.isFinite(sum) ? sum : undefined;
}
