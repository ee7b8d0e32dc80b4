// What a Compose file asks of each container, and what the engine made of it, in one shape so that both compare.
import { docker, tryDocker } from './lab.js';

/** The settings that hardening is about. Absent and empty are the same. */
export interface Settings {
  readonly user: string;
  readonly readOnly: boolean;
  readonly capDrop: readonly string[];
  readonly capAdd: readonly string[];
  readonly securityOpt: readonly string[];
  readonly tmpfs: readonly string[];
  readonly memory: number;
  readonly reserved: number;
  readonly cpus: number;
  readonly pids: number;
  readonly init: boolean;
  readonly restart: string;
  readonly logging: Readonly<Record<string, unknown>>;
  readonly check: unknown;
  readonly ports: readonly string[];
}

/** The parts of `docker compose config --format json` that are read here. */
interface ServiceModel {
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly pids_limit?: number;
  readonly init?: boolean;
  readonly restart?: string;
  readonly logging?: { readonly driver?: string; readonly options?: Readonly<Record<string, string>> };
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly ports?: readonly { readonly host_ip?: string; readonly published?: string; readonly target: number }[];
  readonly deploy?: { readonly resources?: { readonly limits?: Limits; readonly reservations?: Limits } };
}

interface Limits {
  readonly memory?: string;
  readonly cpus?: string | number;
  readonly pids?: number;
}

/** The parts of `docker inspect` that are read here. */
export interface Container {
  readonly Id: string;
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly Health?: {
      readonly Status: string;
      readonly Log: readonly { readonly End: string; readonly ExitCode: number; readonly Output: string }[];
    };
  };
  readonly Config: {
    readonly User: string;
    readonly Image: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Healthcheck?: { readonly Test: readonly string[]; readonly StartPeriod?: number };
  };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly CapAdd: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly Tmpfs?: Readonly<Record<string, string>>;
    readonly Memory: number;
    readonly MemoryReservation: number;
    readonly NanoCpus: number;
    readonly PidsLimit: number | null;
    readonly Init?: boolean | null;
    readonly RestartPolicy: { readonly Name: string };
    readonly LogConfig: { readonly Type: string; readonly Config: Readonly<Record<string, string>> };
    readonly PortBindings: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>
    > | null;
  };
}

type Compose = (...args: readonly string[]) => string;

/** What the file as it is now asks for, by service. What it leaves to the image is as the image has it. */
export function wantedOf(run: Compose): Record<string, Settings> {
  const model = JSON.parse(run('config', '--format', 'json')) as { services: Record<string, ServiceModel> };
  const images = new Map(containersOf(run).map((each) => [serviceOf(each), imageOf(each)]));
  const entries = Object.entries(model.services).map(([name, service]): [string, Settings] => {
    const { limits = {}, reservations = {} } = service.deploy?.resources ?? {};
    const { logging = {} } = service;
    const settings = {
      user: service.user ?? images.get(name)?.User ?? '',
      readOnly: service.read_only ?? false,
      capDrop: sorted(service.cap_drop),
      capAdd: sorted(service.cap_add),
      securityOpt: sorted(service.security_opt),
      tmpfs: sorted(service.tmpfs),
      memory: Number(limits.memory ?? 0),
      reserved: Number(reservations.memory ?? 0),
      cpus: Number(limits.cpus ?? 0),
      pids: limits.pids ?? service.pids_limit ?? 0,
      init: service.init ?? false,
      restart: service.restart ?? 'no',
      logging: { [logging.driver ?? 'json-file']: logging.options ?? {} },
      // Compose writes its own `$` doubled.
      check:
        service.healthcheck?.test?.map((word) => word.replaceAll('$$', '$')) ??
        images.get(name)?.Healthcheck?.Test ??
        [],
      ports: sorted(service.ports?.map((port) => `${port.host_ip ?? ''}:${port.published ?? ''}:${port.target}`)),
    };
    return [name, settings];
  });
  return Object.fromEntries(entries);
}

/** What the engine says of the containers, by service. */
export function seenOf(run: Compose): Record<string, Settings> {
  const entries = containersOf(run).map((container): [string, Settings] => {
    const { HostConfig: host, Config: config } = container;
    const settings = {
      user: config.User,
      readOnly: host.ReadonlyRootfs,
      capDrop: sorted(host.CapDrop),
      capAdd: sorted(host.CapAdd?.map((name) => name.replace(/^CAP_/, ''))),
      securityOpt: sorted(host.SecurityOpt),
      tmpfs: sorted(Object.entries(host.Tmpfs ?? {}).map(([path, how]) => (how === '' ? path : `${path}:${how}`))),
      memory: host.Memory,
      reserved: host.MemoryReservation,
      cpus: host.NanoCpus / 1e9,
      pids: host.PidsLimit ?? 0,
      init: host.Init ?? false,
      restart: host.RestartPolicy.Name,
      logging: { [host.LogConfig.Type]: host.LogConfig.Config },
      check: config.Healthcheck?.Test ?? [],
      ports: sorted(
        Object.entries(host.PortBindings ?? {}).flatMap(([port, bound]) =>
          bound.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}:${port.split('/')[0]}`),
        ),
      ),
    };
    return [serviceOf(container), settings];
  });
  return Object.fromEntries(entries);
}

/** Every container of the project, the ended ones too. */
export function containersOf(run: Compose): Container[] {
  const ids = run('ps', '--all', '--quiet').split('\n').filter(Boolean);
  return ids.length === 0 ? [] : (JSON.parse(docker('inspect', ...ids)) as Container[]);
}

export function serviceOf({ Config }: Container): string {
  return Config.Labels['com.docker.compose.service'] ?? '';
}

/** Capabilities that no process of the container can have any more, and whether it can write to its root. */
export function fromInside({ Id }: Container): { bounding: bigint; noNewPrivileges: boolean; writesToRoot: boolean } {
  const status = docker('exec', '--user', '0', Id, 'cat', '/proc/1/status');
  return {
    bounding: BigInt(`0x${/^CapBnd:\s*(\w+)/m.exec(status)?.[1] ?? 'f'}`),
    noNewPrivileges: /^NoNewPrivs:\s*1$/m.test(status),
    writesToRoot: tryDocker('exec', '--user', '0', Id, 'sh', '-c', 'echo >/written && rm /written').code === 0,
  };
}

function imageOf({ Config }: Container): Container['Config'] | undefined {
  const [image] = JSON.parse(docker('image', 'inspect', Config.Image)) as { Config: Container['Config'] }[];
  return image?.Config;
}

function sorted(list: readonly string[] | null | undefined): string[] {
  return [...(list ?? [])].sort();
}
