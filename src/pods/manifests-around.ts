// The manifests in the folder of a manifest: what people apply together.
import { type Context, type FilePath, child, parent } from '../model/index.js';
import { asMap, asText, entriesOf, findValue, type YamlNode } from '../yaml/index.js';
import type { KubernetesDoc, Manifest, Workload } from '../kubernetes/index.js';

/** What a pod is judged by; a neighbour without any of these says nothing about it. */
const KINDS =
  /^["']?kind["']?[ \t]*:[ \t]*["']?(?:Service|ServiceAccount|RoleBinding|ClusterRoleBinding|List)["']?[ \t]*(?:#.*)?\r?$/m;
/** A folder with more files is a collection, and they are not applied together. */
const MOST_FILES = 100;

/** An object, and where it stands. */
export interface NearManifest extends Manifest {
  readonly file: FilePath;
  readonly line: number;
}

const SETTINGS = /^["']?kind["']?[ \t]*:[ \t]*["']?(?:ConfigMap|List)["']?[ \t]*(?:#.*)?\r?$/m;

/** Every object of the file, and the accounts, bindings and Services of the other manifests in its folder. */
export function manifestsAround(doc: KubernetesDoc, context: Context): readonly NearManifest[] {
  return manifestsWith(doc, context, KINDS);
}

/** What the ConfigMap of that name holds, where it stands in the file or in its folder; `undefined` where two differ. */
export function configMapOf(
  doc: KubernetesDoc,
  { namespace }: Workload,
  name: string,
  context: Context,
): ReadonlyMap<string, string> | undefined {
  const found = manifestsWith(doc, context, SETTINGS).filter(
    (each) =>
      each.kind === 'ConfigMap' &&
      each.name === name &&
      (asText(findValue(each.map, 'metadata', 'namespace')) ?? 'default') === (namespace ?? 'default'),
  );
  // An overlay of another environment may lie beside it: which one is applied is not known.
  return found.length === 1 ? textsOf(findValue(found[0]!.map, 'data')) : undefined;
}

function manifestsWith(doc: KubernetesDoc, { documents, evidence }: Context, kinds: RegExp): readonly NearManifest[] {
  const { repository } = evidence;
  const folder = parent(doc.file);
  const names = repository.list(folder).filter((name) => /\.ya?ml$/.test(name));
  if (names.length > MOST_FILES) return placed(doc);
  const found = placed(doc);
  for (const name of names) {
    const path = child(folder, name);
    if (path === doc.file || repository.kind(path) !== 'file') continue;
    const text = documents.text(path);
    if (text === undefined || !kinds.test(text)) continue;
    const near = documents.manifests(path);
    if (near) found.push(...placed(near));
  }
  return found;
}

function placed({ file, yaml, manifests }: KubernetesDoc): NearManifest[] {
  return manifests.map((each) => ({ ...each, file, line: yaml.lines.position(each.map.span.start).line }));
}

/** The labels of the workload's pods. */
function labelsOf({ kind, map }: Workload): Map<string, string> {
  const path =
    kind === 'Pod' ? [] : kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
  return textsOf(findValue(map, ...path, 'metadata', 'labels'));
}

function textsOf(node: YamlNode | undefined): Map<string, string> {
  const map = asMap(node);
  const texts = new Map<string, string>();
  for (const [key, { value }] of map ? entriesOf(map) : []) texts.set(key, asText(value) ?? '');
  return texts;
}

/** The Services that send traffic to the workload's pods. */
export function servicesFor(doc: KubernetesDoc, workload: Workload, context: Context): readonly NearManifest[] {
  const labels = labelsOf(workload);
  return manifestsAround(doc, context).filter(({ kind, map }) => {
    if (kind !== 'Service' || asText(findValue(map, 'metadata', 'namespace')) !== workload.namespace) return false;
    const selector = [...textsOf(findValue(map, 'spec', 'selector'))];
    return selector.length > 0 && selector.every(([key, value]) => labels.get(key) === value);
  });
}
