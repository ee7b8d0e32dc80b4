// What `inspect` and `history` print, as data. An engine's answer is not trusted to have any shape.
import { recordIn } from '../registry/json.js';
import type { ContainerMount, ContainerState, Healthcheck, ImageConfig, ImageFacts, Layer } from './types.js';

type Json = Readonly<Record<string, unknown>>;

/** An entry of `docker image inspect`. */
export function readImage(value: unknown): ImageFacts {
  const image = recordIn(value);
  const layers = recordIn(image.RootFS).Layers;
  const digest = /@(sha256:[0-9a-f]{64})$/.exec(strings(image.RepoDigests)?.[0] ?? '')?.[1];
  return {
    id: text(image.Id),
    ...(digest === undefined ? {} : { digest }),
    platform: { os: text(image.Os) || 'linux', architecture: text(image.Architecture) },
    size: number(image.Size),
    layers: Array.isArray(layers) ? layers.length : 0,
    config: readConfig({ ...recordIn(image.Config), ...healthOfPodman(image) }),
  };
}

/** Podman has the health check beside the configuration. */
function healthOfPodman({ Healthcheck, HealthCheck }: Json): Json {
  const found = Healthcheck ?? HealthCheck;
  return found === undefined ? {} : { Healthcheck: found };
}

function readConfig(config: Json): ImageConfig {
  return {
    user: text(config.User),
    env: strings(config.Env) ?? [],
    command: strings(config.Cmd),
    entrypoint: strings(config.Entrypoint),
    workdir: text(config.WorkingDir),
    ports: Object.keys(recordIn(config.ExposedPorts)).sort(),
    volumes: Object.keys(recordIn(config.Volumes)).sort(),
    labels: textMap(config.Labels),
    stopSignal: text(config.StopSignal),
    shell: strings(config.Shell),
    healthcheck: readHealthcheck(config.Healthcheck),
    onBuild: strings(config.OnBuild) ?? [],
  };
}

function readHealthcheck(value: unknown): Healthcheck | undefined {
  const { Test, Interval, Timeout, StartPeriod, StartInterval, Retries } = recordIn(value);
  const test = strings(Test);
  if (!test) return undefined;
  return {
    test,
    interval: number(Interval),
    timeout: number(Timeout),
    startPeriod: number(StartPeriod),
    startInterval: number(StartInterval),
    retries: number(Retries),
  };
}

/** The lines of `docker history --no-trunc --human=false --format '{{json .}}'`, or Podman's array: the oldest first. */
export function readHistory(output: string): Layer[] {
  const trimmed = output.trim();
  const entries = trimmed.startsWith('[')
    ? (JSON.parse(trimmed) as unknown[])
    : trimmed.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
  return entries
    .map((entry) => recordIn(entry))
    .map((entry) => ({
      createdBy: text(entry.CreatedBy ?? entry.createdBy),
      size: number(entry.Size ?? entry.size),
    }))
    .reverse();
}

/** An entry of `docker inspect` of a container. */
export function readContainer(value: unknown): ContainerState {
  const container = recordIn(value);
  const state = recordIn(container.State);
  const config = recordIn(container.Config);
  const labels = textMap(config.Labels);
  const name = text(container.Name).replace(/^\//, '');
  return {
    id: text(container.Id),
    name,
    service: labels['com.docker.compose.service'] ?? name,
    status: text(state.Status),
    exitCode: number(state.ExitCode),
    outOfMemory: state.OOMKilled === true,
    startedAt: Math.max(0, Date.parse(text(state.StartedAt)) || 0),
    finishedAt: Math.max(0, Date.parse(text(state.FinishedAt)) || 0),
    error: text(state.Error),
    ...readHealth(state.Health ?? state.Healthcheck),
    restarts: number(container.RestartCount),
    pid: number(state.Pid),
    user: text(config.User),
    image: text(container.Image),
    ports: readPorts(recordIn(container.NetworkSettings).Ports),
    mounts: list(container.Mounts).map(readMount),
    ...readAddress(recordIn(container.NetworkSettings).Networks),
  };
}

/** The volumes that an engine made up a name for, among the mounts of containers. */
export function namelessVolumes(inspection: string): string[] {
  let found: unknown;
  try {
    found = JSON.parse(inspection || '[]');
  } catch {
    return []; // one of them went away while it was asked
  }
  const mounts = Array.isArray(found) ? found.flatMap((each) => readContainer(each).mounts) : [];
  const names = mounts.filter(({ type }) => type === 'volume').map(({ name }) => name);
  return [...new Set(names)].filter((name) => /^[0-9a-f]{64}$/.test(name));
}

function readHealth(value: unknown): Pick<ContainerState, 'health' | 'healthLog'> {
  const { Status, Log } = recordIn(value);
  const health = (['starting', 'healthy', 'unhealthy'] as const).find((state) => state === Status);
  const healthLog = list(Log).map((entry) => {
    const { ExitCode, Output } = recordIn(entry);
    return { exitCode: number(ExitCode), output: text(Output).slice(0, 4096) };
  });
  return { health, healthLog };
}

function readPorts(value: unknown): ContainerState['ports'] {
  const ports = new Map<string, { readonly host: string; readonly port: number }>();
  for (const [inside, bindings] of Object.entries(recordIn(value))) {
    const { HostIp, HostPort } = recordIn(list(bindings)[0]);
    const port = number(HostPort);
    if (port > 0)
      ports.set(inside, { host: ['', '0.0.0.0', '::'].includes(text(HostIp)) ? '127.0.0.1' : text(HostIp), port });
  }
  return ports;
}

function readAddress(networks: unknown): Pick<ContainerState, 'address'> {
  const found = Object.values(recordIn(networks))
    .map((network) => text(recordIn(network).IPAddress))
    .find((address) => address !== '');
  return found === undefined ? {} : { address: found };
}

function readMount(value: unknown): ContainerMount {
  const { Type, Name, Source, Destination, RW } = recordIn(value);
  return {
    type: text(Type),
    name: text(Name),
    source: text(Source),
    target: text(Destination),
    writable: RW !== false,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  const read = typeof value === 'string' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : 0;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string');
}

function textMap(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, each] of Object.entries(recordIn(value))) if (typeof each === 'string') found[key] = each;
  return found;
}
