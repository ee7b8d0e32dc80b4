import type { FilePath, Span } from '../model/index.js';
import {
  asMap,
  asSeq,
  asText,
  findEntry,
  findValue,
  parseYaml,
  dottedPlace,
  type YamlEntry,
  type YamlFile,
  type YamlMap,
  type YamlNode,
} from '../yaml/index.js';

/** Where each kind of workload keeps its pod's spec. */
const POD_SPECS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
export const WORKLOAD_KINDS: readonly string[] = Object.keys(POD_SPECS);
export const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;
type ContainerList = (typeof CONTAINER_LISTS)[number];

export interface Container {
  readonly name: string;
  readonly list: ContainerList;
  /** Where keys are added. When the list item is an alias, the map it stands for. */
  readonly map: YamlMap;
  /** The list item is an alias: an edit shows wherever its anchor is used. */
  readonly aliased: boolean;
  /** Of the name's value, else of the item. */
  readonly nameSpan: Span;
  readonly image: string | undefined;
  readonly securityContext: YamlMap | undefined;
  /** `Deployment/web.spec.template.spec.containers.app`; with keys, the place below. */
  place(...keys: readonly string[]): string;
}

export interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** `Deployment/web`, `#2` on a repeat: the anchor, and the first part of every place. */
  readonly id: string;
  readonly map: YamlMap;
  /** Of the value of `kind`. */
  readonly kindSpan: Span;
  /** The entry `spec` of the pod: where pod-level keys are added. */
  readonly podSpecEntry: YamlEntry;
  readonly podSpecMap: YamlMap;
  /** Of all three lists, in the order of `CONTAINER_LISTS`. */
  readonly containers: readonly Container[];
  /** A place in the pod's spec: `podPlace('hostPID')`. */
  podPlace(...keys: readonly string[]): string;
}

/** One object of the file: a document, or an item of a `List`. */
export interface Manifest {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly node: YamlNode;
  readonly map: YamlMap;
}

export interface KubernetesDoc {
  readonly file: FilePath;
  readonly text: string;
  readonly yaml: YamlFile;
  /** In the order of the file; documents that are no mapping are left out. */
  readonly manifests: readonly Manifest[];
  readonly workloads: readonly Workload[];
}

declare module '../model/index.js' {
  interface Documents {
    manifests(path: FilePath | undefined): KubernetesDoc | undefined;
    /** What a template would be with this text; `undefined` where that is no YAML. */
    manifestsOf(file: FilePath, text: string): KubernetesDoc | undefined;
  }
}

/**
 * Reads a file of Kubernetes manifests.
 * @throws ParseError as `parseYaml` does, templates included.
 */
export function parseManifests(file: FilePath, text: string): KubernetesDoc {
  const yaml = parseYaml(file, text);
  const manifests: Manifest[] = [];
  const uses = new Map<string, number>();
  for (const root of yaml.documents) addManifest(root, manifests, uses);
  const workloads = manifests.flatMap((manifest) => workloadOf(manifest) ?? []);
  return { file, text, yaml, manifests, workloads };
}

function addManifest(node: YamlNode, manifests: Manifest[], uses: Map<string, number>): void {
  const map = asMap(node);
  if (!map) return;
  const kind = asText(findEntry(map, 'kind')?.value) ?? '';
  const items = kind === 'List' || kind.endsWith('List') ? asSeq(findEntry(map, 'items')?.value) : undefined;
  if (items) {
    for (const item of items.items) addManifest(item, manifests, uses);
    return;
  }
  const metadata = asMap(findEntry(map, 'metadata')?.value);
  const name = textAt(metadata, 'name') ?? textAt(metadata, 'generateName') ?? '';
  const plain = `${kind}/${name}`;
  const count = (uses.get(plain) ?? 0) + 1;
  uses.set(plain, count);
  manifests.push({ id: dottedPlace(count === 1 ? plain : `${plain}#${count}`), kind, name, node, map });
}

function textAt(map: YamlMap | undefined, key: string): string | undefined {
  return map && asText(findEntry(map, key)?.value);
}

function workloadOf({ id, kind, name, map }: Manifest): Workload | undefined {
  const path = Object.hasOwn(POD_SPECS, kind) ? POD_SPECS[kind] : undefined;
  if (!path) return undefined;
  const holder = path.length === 1 ? map : asMap(findValue(map, ...path.slice(0, -1)));
  const podSpecEntry = holder && findEntry(holder, path[path.length - 1]!);
  const podSpecMap = asMap(podSpecEntry?.value);
  if (!podSpecEntry || !podSpecMap) return undefined;
  const podPlace = (...keys: readonly string[]): string => [id, dottedPlace(...path, ...keys)].join('.');
  return {
    kind,
    name,
    namespace: asText(findValue(map, 'metadata', 'namespace')),
    id,
    map,
    kindSpan: findEntry(map, 'kind')!.value.span,
    podSpecEntry,
    podSpecMap,
    podPlace,
    containers: CONTAINER_LISTS.flatMap((list) => containersOf(podSpecMap, list, podPlace)),
  };
}

function containersOf(spec: YamlMap, list: ContainerList, podPlace: Workload['podPlace']): Container[] {
  const seq = asSeq(findEntry(spec, list)?.value);
  // What is no list of containers is none of ours: the cluster takes none of it.
  if (!seq?.items.every((item) => asMap(item))) return [];
  const keys = containerKeys(seq.items.map((item) => textAt(asMap(item), 'name')));
  return seq.items.flatMap((item, index) => {
    const map = asMap(item);
    if (!map) return [];
    const name = findEntry(map, 'name')?.value;
    return {
      name: asText(name) ?? '',
      list,
      map,
      aliased: item.kind === 'alias',
      nameSpan: name?.span ?? item.span,
      image: textAt(map, 'image'),
      securityContext: asMap(findEntry(map, 'securityContext')?.value),
      place: (...rest: readonly string[]) => podPlace(list, keys[index]!, ...rest),
    };
  });
}

/** What a list of containers is keyed by: the name; its number where it has none, `name#2` where a name repeats. */
export function containerKeys(names: readonly (string | undefined)[]): string[] {
  const uses = new Map<string, number>();
  return names.map((name, index) => {
    const plain = name ?? `#${index + 1}`;
    const count = (uses.get(plain) ?? 0) + 1;
    uses.set(plain, count);
    return count === 1 ? plain : `${plain}#${count}`;
  });
}
