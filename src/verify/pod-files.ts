// Kubernetes manifests as far as an engine can run them: the workloads of some files, and what they refer to in the files
// of the same folder.
import { toJS } from '../yaml/index.js';
import type { KubernetesDoc } from '../kubernetes/index.js';
import type { ModelMap } from '../io/index.js';
import type { FilePath } from '../model/index.js';
import { listIn, mapIn, textIn } from './values.js';

export interface PodWorkload {
  readonly file: FilePath;
  /** `Deployment/web`. */
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** Of its pods. */
  readonly labels: ModelMap;
  readonly spec: ModelMap;
  /** It is to end: Job, CronJob. */
  readonly oneShot: boolean;
  /** `volumeClaimTemplates`. */
  readonly claims: readonly string[];
  /** Of a StatefulSet. */
  readonly serviceName: string | undefined;
}

export interface PodService {
  readonly name: string;
  readonly namespace: string;
  readonly selector: ModelMap;
  /** Ports that it gives another number than the container has. */
  readonly moved: readonly string[];
}

/** Keys and values of a ConfigMap or Secret; bytes, since a Secret may hold any. */
export type PodData = ReadonlyMap<string, Buffer>;

export interface PodFiles {
  readonly workloads: readonly PodWorkload[];
  readonly services: readonly PodService[];
  readonly configMaps: ReadonlyMap<string, PodData>;
  readonly secrets: ReadonlyMap<string, PodData>;
}

/**
 * Reads the workloads of `own`, and those of `beside` whose Service some of them name. A file that is no YAML is passed
 * over: planning has said so.
 */
export function readPodFiles(
  own: readonly FilePath[],
  beside: readonly FilePath[],
  read: (path: FilePath) => KubernetesDoc | undefined,
): PodFiles {
  const workloads: PodWorkload[] = [];
  const services: PodService[] = [];
  const configMaps = new Map<string, PodData>();
  const secrets = new Map<string, PodData>();
  for (const file of [...own, ...beside.filter((each) => !own.includes(each))]) {
    for (const { id, kind, object } of objectsOf(read(file))) {
      const { name = '', namespace = 'default' } = namesOf(object);
      if (kind === 'ConfigMap') configMaps.set(name, dataOf(object, 'data', 'binaryData'));
      else if (kind === 'Secret') secrets.set(name, dataOf(object, 'stringData', 'data'));
      else if (kind === 'Service') services.push(serviceOf(object, name, namespace));
      else {
        const workload = workloadOf({ file, id, kind, name, namespace }, object);
        // The same again in another file is a variant of it.
        if (workload && !workloads.some((each) => each.id === workload.id && each.file !== file))
          workloads.push(workload);
      }
    }
  }
  return { workloads: withNeeded(workloads, services, own), services, configMaps, secrets };
}

interface Named {
  readonly file: FilePath;
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

function objectsOf(
  doc: KubernetesDoc | undefined,
): { readonly id: string; readonly kind: string; readonly object: ModelMap }[] {
  return (doc?.manifests ?? []).map(({ id, kind, node }) => ({
    id: id.startsWith('"') ? (JSON.parse(id) as string) : id,
    kind,
    object: mapIn(toJS(node)),
  }));
}

function namesOf(object: ModelMap): { readonly name?: string; readonly namespace?: string } {
  const { name, namespace, generateName } = mapIn(object.metadata);
  const found = textIn(name) ?? textIn(generateName)?.replace(/(?<!-)-+$/, '');
  const space = textIn(namespace);
  return { ...(found === undefined ? {} : { name: found }), ...(space === undefined ? {} : { namespace: space }) };
}

/** `text` holds texts, `bytes` base64; what stands in both is a text: https://kubernetes.io/docs/concepts/configuration/secret/ */
function dataOf(object: ModelMap, text: string, bytes: string): PodData {
  const data = new Map<string, Buffer>();
  for (const [key, value] of Object.entries(mapIn(object[bytes])))
    data.set(key, Buffer.from(textIn(value) ?? '', 'base64'));
  for (const [key, value] of Object.entries(mapIn(object[text]))) data.set(key, Buffer.from(textIn(value) ?? ''));
  return data;
}

function serviceOf(object: ModelMap, name: string, namespace: string): PodService {
  const { selector, ports } = mapIn(object.spec);
  const moved = listIn(ports)
    .map(mapIn)
    .filter(({ port, targetPort }) => typeof targetPort === 'number' && targetPort !== port)
    .map(({ port, targetPort }) => `${textIn(port)} to ${textIn(targetPort)}`);
  return { name, namespace, selector: mapIn(selector), moved };
}

function workloadOf({ file, id, kind, name, namespace }: Named, object: ModelMap): PodWorkload | undefined {
  const spec = mapIn(object.spec);
  const template = kind === 'CronJob' ? mapIn(mapIn(mapIn(spec.jobTemplate).spec).template) : mapIn(spec.template);
  const pod = kind === 'Pod' ? object : template;
  if (!KINDS.has(kind) || listIn(mapIn(pod.spec).containers).length === 0) return undefined;
  return {
    file,
    id,
    name,
    namespace,
    labels: mapIn(mapIn(pod.metadata).labels),
    spec: mapIn(pod.spec),
    oneShot: kind === 'Job' || kind === 'CronJob',
    claims: listIn(spec.volumeClaimTemplates).map((claim) => textIn(mapIn(mapIn(claim).metadata).name) ?? ''),
    serviceName: textIn(spec.serviceName),
  };
}

const KINDS: ReadonlySet<string> = new Set([
  ...['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'],
]);

/** True where a Service finds the pods of a workload. */
export function selects({ selector, namespace }: PodService, workload: PodWorkload): boolean {
  const wanted = Object.entries(selector);
  return (
    namespace === workload.namespace &&
    wanted.length > 0 &&
    wanted.every(([key, value]) => textIn(workload.labels[key]) === textIn(value))
  );
}

/** The workloads of the own files, and in turn those that they name by a Service. */
function withNeeded(
  all: readonly PodWorkload[],
  services: readonly PodService[],
  own: readonly FilePath[],
): PodWorkload[] {
  const chosen = all.filter(({ file }) => own.includes(file));
  for (let at = 0; at < chosen.length; at++) {
    const words = new Set(JSON.stringify(chosen[at]!.spec).split(/[^A-Za-z0-9-]+/));
    for (const service of services) {
      if (!words.has(service.name)) continue;
      chosen.push(...all.filter((each) => !chosen.includes(each) && selects(service, each)));
    }
  }
  return chosen;
}
