// A pod as a Compose model: its containers in one network, one after the other where the pod has them so, with the
// settings that an engine knows. pod-model never passes over a setting that decides whether a container works: what an
// engine cannot do is a reason not to run the pod.
import type { ImageConfig, ModelMap, ModelValue } from '../io/index.js';
import type { Probe } from '../model/index.js';
import { type PodFiles, type PodService, type PodWorkload, selects } from './pod-files.js';
import { environmentOf, expand, quantityIn, type Unable } from './pod-values.js';
import { mountsOf, type Place } from './pod-volumes.js';
import { type Around, withoutHost } from './refuse.js';
import { listIn, mapIn, textIn, textsIn } from './values.js';

export interface PodContainer {
  /** Its name as a service of the model. */
  readonly service: string;
  readonly workload: PodWorkload;
  readonly settings: ModelMap;
  readonly image: string;
  /** It ends before those behind it start. */
  readonly first: boolean;
}

/** What the kubelet asks beside a command that says when it is ready: https://kubernetes.io/docs/concepts/workloads/pods/probes/ */
export interface PodCheck {
  readonly probe: Probe;
  /** `readinessProbe`. */
  readonly as: string;
}

export interface PodModel {
  readonly services: ModelMap;
  readonly volumes: ModelMap;
  readonly left: ReadonlyMap<string, string>;
  /** What the kubelet would not start, and why. */
  readonly refused: ReadonlyMap<string, string>;
  readonly checks: ReadonlyMap<string, readonly PodCheck[]>;
  /** The service through whose ports another is reached. */
  readonly reach: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

export interface PodOptions {
  readonly files: PodFiles;
  readonly place: Place;
  /** By service; absent where the engine has no such image. */
  readonly images: ReadonlyMap<string, ImageConfig>;
  /** Why the image of a service cannot be had. */
  readonly absent: ReadonlyMap<string, string>;
  /** Services that ran without the patch: what keeps one of them from starting breaks it. */
  readonly before: ReadonlySet<string>;
}

/** The containers of all workloads, those that come first first. */
export function podContainers({ workloads }: Pick<PodFiles, 'workloads'>): PodContainer[] {
  const taken = new Set<string>();
  return workloads.flatMap((workload) => {
    const { containers, initContainers } = workload.spec;
    const main = listIn(containers).map(mapIn);
    const init = listIn(initContainers).map(mapIn);
    const isFirst = (each: ModelMap): boolean => each.restartPolicy !== 'Always' && init.includes(each);
    return [...init.filter(isFirst), ...main, ...init.filter((each) => !isFirst(each))].map((settings) => {
      const alone = init.length + main.length === 1;
      const plain = (alone ? workload.name : `${workload.name}.${textIn(settings.name) ?? ''}`).toLowerCase();
      let service = plain.replace(/[^a-z0-9._-]/g, '-').replace(/^[^a-z0-9]+/, '') || 'pod';
      while (taken.has(service)) service += '-2';
      taken.add(service);
      return { service, workload, settings, image: textIn(settings.image) ?? '', first: isFirst(settings) };
    });
  });
}

/** The model of all workloads. */
export function podModel(containers: readonly PodContainer[], options: PodOptions): PodModel {
  const made = new Maker(options);
  for (const workload of new Set(containers.map((each) => each.workload)))
    made.add(containers.filter((each) => each.workload === workload));
  return made;
}

const KINDS_OF_CHECK = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;
const SECONDS = 30;

class Maker implements PodModel {
  readonly services: Record<string, ModelValue> = {};
  readonly volumes: Record<string, ModelValue> = {};
  readonly left = new Map<string, string>();
  readonly refused = new Map<string, string>();
  readonly checks = new Map<string, readonly PodCheck[]>();
  readonly reach = new Map<string, string>();
  readonly notes: string[] = [];

  constructor(private readonly options: PodOptions) {}

  add(pod: readonly PodContainer[]): void {
    const made = new Map<string, Record<string, ModelValue>>();
    const ran = pod.every(({ service }) => this.options.before.has(service));
    for (const container of pod) {
      const refusal = this.refusal(container);
      if (refusal !== undefined) {
        if (ran) this.refused.set(container.service, refusal);
        // A pod is run as a whole.
        for (const { service } of pod) this.left.set(service, refusal);
        return;
      }
      const settings = this.settingsOf(container);
      if (isUnable(settings)) {
        for (const { service } of pod) this.left.set(service, settings.reason);
        return;
      }
      const reason = withoutHost(settings, ALONE);
      if (reason !== undefined) {
        for (const { service } of pod) this.left.set(service, reason);
        return;
      }
      made.set(container.service, settings);
    }
    const first = pod.filter((each) => each.first);
    const [owner, ...others] = pod.filter((each) => !each.first);
    if (!owner) return;
    const after = (services: readonly PodContainer[]): ModelMap =>
      Object.fromEntries(
        services.map(({ service }) => [service, { condition: 'service_completed_successfully', required: true }]),
      );
    for (const [at, { service }] of first.entries()) {
      const before = first.slice(0, at);
      Object.assign(made.get(service)!, { restart: 'no', networks: { default: null }, depends_on: after(before) });
    }
    Object.assign(made.get(owner.service)!, { depends_on: after(first) }, this.networkOf(owner.workload, pod));
    for (const { service, workload } of others) {
      const shared = { network_mode: `service:${owner.service}` };
      const seen = workload.spec.shareProcessNamespace === true ? { pid: `service:${owner.service}` } : {};
      Object.assign(made.get(service)!, shared, seen, { depends_on: after(first) });
      this.reach.set(service, owner.service);
    }
    for (const [service, settings] of made) this.services[service] = settings;
    this.noteRest(owner.workload, pod);
  }

  /** Why nothing starts it, in a cluster or here. */
  private refusal({ service, workload, settings }: PodContainer): string | undefined {
    const { absent, images } = this.options;
    return absent.get(service) ?? asRoot(securityOf(workload, settings), images.get(service));
  }

  private settingsOf({ service, workload, settings, image }: PodContainer): Record<string, ModelValue> | Unable {
    const { files, place, images } = this.options;
    const { spec } = workload;
    const security = securityOf(workload, settings);
    const config = images.get(service);
    const profile = textIn(mapIn(security.seccompProfile).type);
    if (profile === 'Localhost') return { reason: 'its seccomp profile is a file of the node' };
    const environment = environmentOf(settings, workload, files);
    if (isUnable(environment)) return environment;
    const mounts = mountsOf(settings, workload, { files, place });
    if (isUnable(mounts)) return mounts;
    for (const name of mounts.named) this.volumes[name] = {};
    this.notes.push(...mounts.notes);
    this.checks.set(service, checksOf(settings));
    const words = (value: ModelValue | undefined): string[] => textsIn(value).map((word) => expand(word, environment));
    const groups = [security.fsGroup, ...listIn(security.supplementalGroups)].flatMap((each) => textIn(each) ?? []);
    const capabilities = mapIn(security.capabilities);
    const options = [
      ...(security.allowPrivilegeEscalation === false ? ['no-new-privileges:true'] : []),
      ...(profile === 'Unconfined' ? ['seccomp=unconfined'] : []),
    ];
    const grace = textIn(spec.terminationGracePeriodSeconds) ?? String(SECONDS);
    return {
      image,
      environment: Object.fromEntries(environment),
      healthcheck: execCheck(settings) ?? { disable: true },
      restart: workload.oneShot || spec.restartPolicy === 'Never' ? 'no' : 'always',
      stop_grace_period: `${grace}s`,
      volumes: mounts.volumes,
      cap_add: textsIn(capabilities.add),
      cap_drop: textsIn(capabilities.drop),
      ...(settings.command === undefined ? {} : { entrypoint: words(settings.command) }),
      ...(settings.args === undefined ? {} : { command: words(settings.args) }),
      ...(textIn(settings.workingDir) === undefined ? {} : { working_dir: textIn(settings.workingDir)! }),
      ...userOf(security, config),
      ...(groups.length > 0 ? { group_add: groups } : {}),
      ...(security.privileged === true ? { privileged: true } : {}),
      ...(security.readOnlyRootFilesystem === true ? { read_only: true } : {}),
      ...(options.length > 0 ? { security_opt: options } : {}),
      ...limitsOf(settings),
      ...(spec.hostPID === true ? { pid: 'host' } : {}),
      ...(spec.hostIPC === true ? { ipc: 'host' } : {}),
      ...(spec.hostNetwork === true ? { network_mode: 'host' } : {}),
    };
  }

  /** Names by which others reach it, and every port of the pod. */
  private networkOf(workload: PodWorkload, pod: readonly PodContainer[]): ModelMap {
    if (workload.spec.hostNetwork === true) return {};
    const { services } = this.options.files;
    const names = (service: PodService): string[] => {
      const { name, namespace } = service;
      const own = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
      return name === workload.serviceName ? [...own, ...own.map((each) => `${workload.name}-0.${each}`)] : own;
    };
    const found = services.filter((service) => selects(service, workload));
    for (const { name, moved } of found)
      if (moved.length > 0)
        this.notes.push(`the Service ${name} moves the port ${moved.join(', ')}, which is not done here`);
    const ports = new Set(pod.flatMap(({ settings }) => portsOf(settings).map(({ number }) => number)));
    for (const { service } of pod)
      for (const { probe } of this.checks.get(service) ?? []) if (probe.kind !== 'command') ports.add(probe.port);
    return {
      hostname: textIn(workload.spec.hostname) ?? `${workload.name}-0`,
      networks: { default: { aliases: found.flatMap(names) } },
      ports: [...ports].map((target) => ({ target, protocol: 'tcp' })),
    };
  }

  private noteRest({ id, spec }: PodWorkload, pod: readonly PodContainer[]): void {
    const rest = ['hostAliases', 'dnsConfig', 'runtimeClassName'].filter((key) => spec[key] !== undefined);
    if (pod.some(({ settings }) => settings.lifecycle !== undefined)) rest.push('lifecycle');
    if (rest.length > 0) this.notes.push(`${id}: ${rest.join(', ')} ${rest.length > 1 ? 'are' : 'is'} left out here`);
  }
}

/** Volumes and networks of a pod are its own. */
const ALONE: Around = { model: {}, volumes: {}, place: () => ({ kind: 'inside' }) };

function isUnable(value: object): value is Unable {
  return 'reason' in value;
}

/** What a container says counts over what its pod says. */
function securityOf({ spec }: PodWorkload, settings: ModelMap): ModelMap {
  return { ...mapIn(spec.securityContext), ...mapIn(settings.securityContext) };
}

/** Why the kubelet refuses it: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/ */
function asRoot(security: ModelMap, image: ImageConfig | undefined): string | undefined {
  if (security.runAsNonRoot !== true) return undefined;
  const given = textIn(security.runAsUser);
  if (given !== undefined) return given === '0' ? 'its pod has runAsNonRoot, and runAsUser is 0' : undefined;
  const user = image?.user.split(':')[0] ?? '';
  if (user === '' || user === '0' || user === 'root') return 'its pod has runAsNonRoot, and its image runs as root';
  return /^[0-9]+$/.test(user)
    ? undefined
    : `its pod has runAsNonRoot, and its image has the user ${user}: the kubelet compares numbers`;
}

function userOf(security: ModelMap, image: ImageConfig | undefined): { readonly user?: string } {
  const [user, group] = [textIn(security.runAsUser), textIn(security.runAsGroup)];
  if (user === undefined && group === undefined) return {};
  const own = user ?? (image?.user.split(':')[0] || '0');
  return { user: group === undefined ? own : `${own}:${group}` };
}

function limitsOf(settings: ModelMap): ModelMap {
  const { memory, cpu } = mapIn(mapIn(settings.resources).limits);
  const [bytes, cpus] = [quantityIn(memory), quantityIn(cpu)];
  const limits = {
    ...(bytes === undefined ? {} : { memory: String(Math.round(bytes)) }),
    ...(cpus === undefined ? {} : { cpus: String(cpus) }),
  };
  return Object.keys(limits).length > 0 ? { deploy: { resources: { limits } } } : {};
}

/** A command that the kubelet runs in the container: the one that says when it is ready, else that it lives. */
function execCheck(settings: ModelMap): ModelMap | undefined {
  for (const kind of KINDS_OF_CHECK) {
    const check = mapIn(settings[kind]);
    const command = textsIn(mapIn(check.exec).command);
    if (command.length === 0) continue;
    const seconds = (key: string, usual: number): number => Number(textIn(check[key]) ?? usual) || usual;
    return {
      test: ['CMD', ...command],
      interval: `${seconds('periodSeconds', 10)}s`,
      timeout: `${seconds('timeoutSeconds', 1)}s`,
      retries: seconds('failureThreshold', 3),
      start_period: `${seconds('initialDelaySeconds', 1)}s`,
    };
  }
  return undefined;
}

function checksOf(settings: ModelMap): PodCheck[] {
  const commands = KINDS_OF_CHECK.map((as) => ({ as, command: textsIn(mapIn(mapIn(settings[as]).exec).command) }));
  // The first of them is the health check.
  const rest = commands.filter(({ command }) => command.length > 0).slice(1);
  return [
    ...rest.map(({ as, command }): PodCheck => ({ as, probe: { kind: 'command', command, body: false } })),
    ...KINDS_OF_CHECK.flatMap((as) => networkCheck(as, mapIn(settings[as]), settings) ?? []),
  ];
}

function networkCheck(as: string, { httpGet, tcpSocket }: ModelMap, settings: ModelMap): PodCheck | undefined {
  const ask = mapIn(httpGet ?? tcpSocket);
  const named = portsOf(settings).find(({ name }) => name === textIn(ask.port));
  const port = named?.number ?? Number(textIn(ask.port));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  // With a certificate or another name of the host it is an answer that counts, not which.
  const plain = httpGet !== undefined && (textIn(ask.scheme) ?? 'HTTP').toUpperCase() === 'HTTP';
  const http = plain && ask.host === undefined && ask.httpHeaders === undefined;
  const path = textIn(ask.path) ?? '/';
  return { as, probe: http ? { kind: 'http', port, path, body: false } : { kind: 'tcp', port } };
}

function portsOf(settings: ModelMap): { readonly name: string; readonly number: number }[] {
  return listIn(settings.ports)
    .map(mapIn)
    .filter(({ protocol }) => (textIn(protocol) ?? 'TCP') === 'TCP')
    .map(({ name, containerPort }) => ({ name: textIn(name) ?? '', number: Number(textIn(containerPort)) }))
    .filter(({ number }) => Number.isInteger(number) && number > 0 && number < 65_536);
}
