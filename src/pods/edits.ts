// The edits that add settings to a pod and its containers. Maps that several settings need are made once.
import { type Edit, stop, isStop, nonEmpty, type Stop } from '../model/index.js';
import {
  addListItems,
  addMapKeys,
  findAliases,
  asMap,
  findOwnEntry,
  type KeyOrder,
  type MapPlace,
  type YamlEdits,
  type YamlFile,
  type YamlValue,
} from '../yaml/index.js';
import {
  type Container,
  containerKeyOrder,
  type KubernetesDoc,
  podKeyOrder,
  type Workload,
} from '../kubernetes/index.js';

/** A value to add below the pod's spec or a container: `['securityContext', 'runAsUser']`. */
export interface PodSetting {
  readonly at: Container | 'pod';
  readonly path: readonly [string, ...string[]];
  readonly value: YamlValue;
  /** The value is a list, and its items go behind those that are there. */
  readonly append?: true;
}

const APPENDED = Symbol('appended');
interface Appended {
  readonly [APPENDED]: readonly YamlValue[];
}
interface Tree {
  [key: string]: YamlValue | Tree | Appended;
}

/** `undefined` where nothing is written here: a container that is an alias is changed where its anchor stands. */
export function editsOfPod(
  doc: KubernetesDoc,
  workload: Workload,
  settings: readonly PodSetting[],
): YamlEdits | undefined {
  const trees = new Map<Container | 'pod', Tree>();
  for (const { at, path, value, append } of settings) {
    const tree = trees.get(at) ?? {};
    trees.set(at, tree);
    plant(tree, path, append ? { [APPENDED]: value as readonly YamlValue[] } : value);
  }
  const edits: Edit[] = [];
  // Edits at one offset apply in this order, and a container's lines stand before those of the pod around it.
  const inner = [...trees].sort(([a], [b]) => Number(a === 'pod') - Number(b === 'pod'));
  for (const [at, tree] of inner) {
    if (at !== 'pod' && at.aliased) return undefined;
    const place = at === 'pod' ? workload.podSpecEntry : at.map;
    const shared = sharedThrough(doc.yaml, place, at === 'pod' ? 'the pod' : 'the container');
    const result = shared ?? addTree(doc.yaml, place, tree, at === 'pod' ? podKeyOrder(doc) : containerKeyOrder(doc));
    if (isStop(result)) return result;
    edits.push(...result);
  }
  return nonEmpty(edits) ?? stop('conflicts', 'nothing to add');
}

function plant(tree: Tree, [head, ...rest]: readonly string[], value: YamlValue | Appended): void {
  if (rest.length === 0) {
    tree[head!] = value;
    return;
  }
  const inner = tree[head!] ?? {};
  tree[head!] = inner;
  plant(inner as Tree, rest, value);
}

function sharedThrough(yaml: YamlFile, place: MapPlace, what: string): Stop | undefined {
  const isAlias = !('kind' in place) && place.value.kind === 'alias';
  if (!isAlias && findAliases(yaml, place).length === 0) return undefined;
  return stop('inherited', `${what} is shared through an anchor`);
}

function addTree(yaml: YamlFile, place: MapPlace, tree: Tree, order?: KeyOrder): YamlEdits {
  const map = asMap('kind' in place ? place : place.value);
  const fresh: { [key: string]: YamlValue } = {};
  const edits: Edit[] = [];
  function take(result: YamlEdits): YamlEdits {
    if (!isStop(result)) edits.push(...result);
    return result;
  }
  for (const [key, value] of Object.entries(tree)) {
    const own = map && findOwnEntry(map, key);
    const items = typeof value === 'object' && APPENDED in value ? (value as Appended)[APPENDED] : undefined;
    if (!own) {
      fresh[key] = items ?? (value as YamlValue);
      continue;
    }
    const shared = sharedThrough(yaml, own, key);
    if (shared) return shared;
    if (items) {
      const added = nonEmpty(items);
      const result = added && take(addListItems(yaml, own, added));
      if (isStop(result)) return result;
    } else if (typeof value === 'object' && !Array.isArray(value)) {
      const result = take(addTree(yaml, own, value as Tree));
      if (isStop(result)) return result;
    } else return stop('conflicts', `${key} is already set`);
  }
  if (Object.keys(fresh).length > 0) {
    const result = take(addMapKeys(yaml, place, fresh, order));
    if (isStop(result)) return result;
  }
  return nonEmpty(edits) ?? stop('conflicts', 'nothing to add');
}
