// Why a service cannot be run apart from the machine it is on.
import { words } from '../model/index.js';
import type { ModelMap, ModelValue } from '../io/index.js';
import { listIn, mapIn, textIn, textsIn } from './values.js';

/** Where the source of a mount lies. */
export type Place =
  | { readonly kind: 'inside' }
  /** Nothing stands there; Docker would make a folder. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'outside' /** As the file means it. */; readonly path: string };

export interface Around {
  readonly model: ModelMap;
  readonly volumes: ModelMap;
  place(source: string): Place;
}

/** capabilities(7): with these a process reaches past its container. */
const BEYOND = words('ALL SYS_ADMIN SYS_MODULE SYS_RAWIO SYS_BOOT SYS_TIME BPF MAC_ADMIN MAC_OVERRIDE');
const SHARED = ['network_mode', 'pid', 'ipc', 'uts', 'userns_mode', 'cgroup'] as const;

/** The reason, in words that follow the service's name and a colon; `undefined` where it can be kept to itself. */
export function withoutHost(service: ModelMap, around: Around): string | undefined {
  const hooks = [...listIn(service.post_start), ...listIn(service.pre_stop)].map(mapIn);
  if (service.privileged === true || hooks.some(({ privileged }) => privileged === true))
    return 'it is privileged, and could reach everything on this machine';
  for (const key of SHARED) {
    const mode = textIn(service[key]) ?? '';
    if (mode === 'host') return `it shares ${NAMES[key]} of this machine (${key}: host)`;
    if (mode.startsWith('container:')) return `it joins a container of somebody else (${key}: ${mode})`;
  }
  const beyond = textsIn(service.cap_add).find((name) => BEYOND.has(name.toUpperCase().replace(/^CAP_/, '')));
  if (beyond !== undefined) return `it gets the capability ${beyond}, with which it could leave its container`;
  if (
    listIn(service.devices).length > 0 ||
    listIn(service.device_cgroup_rules).length > 0 ||
    service.gpus !== undefined
  )
    return 'it uses a device of this machine';
  if (listIn(mapIn(mapIn(mapIn(service.deploy).resources).reservations).devices).length > 0)
    return 'it uses a device of this machine';
  const foreign = textsIn(service.volumes_from).find((each) => each.startsWith('container:'));
  if (foreign !== undefined) return 'it mounts the volumes of a container of somebody else';
  if (service.use_api_socket === true) return 'it gets the socket of the container engine (use_api_socket)';
  if (service.credential_spec !== undefined || service.provider !== undefined)
    return 'it uses something outside of containers (credential_spec or provider)';
  return mountReason(service, around) ?? networkReason(service, around) ?? secretReason(service, around);
}

const NAMES = {
  network_mode: 'the network',
  pid: 'the processes',
  ipc: 'the memory',
  uts: 'the name',
  userns_mode: 'the users',
  cgroup: 'the control groups',
} as const;

function mountReason(service: ModelMap, { volumes, place }: Around): string | undefined {
  for (const each of listIn(service.volumes)) {
    const mount = mapIn(each);
    const source = textIn(mount.source) ?? '';
    if (mount.type === 'volume') {
      const reason = volumeReason(source, mapIn(volumes[source]));
      if (reason !== undefined) return reason;
    } else if (mount.type === 'bind') {
      const found = place(source);
      if (found.kind !== 'outside') continue;
      if (holdsSocket(found.path))
        return `it mounts ${found.path}, through which it could command the container engine`;
      if (mount.read_only !== true) return `it may write to ${found.path}, which is not in the repository`;
    } else if (mount.type !== 'tmpfs') return `it has a mount of the type ${textIn(mount.type) ?? '?'}`;
  }
  return undefined;
}

function volumeReason(name: string, volume: ModelMap): string | undefined {
  if (volume.external === true) return undefined;
  const driver = textIn(volume.driver);
  if (driver !== undefined && driver !== 'local') return `its volume ${name} is made by the driver ${driver}`;
  const options = mapIn(volume.driver_opts);
  if (Object.keys(options).length === 0 || options.type === 'tmpfs') return undefined;
  return `its volume ${name} lies on something of this machine or of the network (driver_opts)`;
}

/** Sockets of engines and of the service manager, and the folders that hold them. A read-only mount does not stop a connection. */
function holdsSocket(path: string): boolean {
  const clean = path.replace(/(?<!\/)\/+$/, '');
  return (
    /\.sock$/.test(clean) ||
    ['', '/var', '/var/run', '/run', '/dev', '/run/user', '/proc'].includes(clean) ||
    /^\/(?:var\/)?run\//.test(clean)
  );
}

const BRIDGES: readonly (string | undefined)[] = [undefined, 'bridge', 'none'];

function networkReason(service: ModelMap, { model }: Around): string | undefined {
  for (const name of Object.keys(mapIn(service.networks))) {
    const network = mapIn(mapIn(model.networks)[name]);
    if (network.external !== true && !BRIDGES.includes(textIn(network.driver)))
      return `its network ${name} is made by the driver ${textIn(network.driver)}`;
  }
  return undefined;
}

function secretReason(service: ModelMap, { model }: Around): string | undefined {
  for (const kind of ['secrets', 'configs'] as const) {
    for (const each of listIn(service[kind] as ModelValue)) {
      const source = textIn(each) ?? textIn(mapIn(each).source) ?? '';
      if (mapIn(mapIn(model[kind])[source]).external === true)
        return `${source} is kept by a swarm (${kind}: external)`;
    }
  }
  return undefined;
}
