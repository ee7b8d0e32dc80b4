// One way to add settings to the pods and containers of manifests, so that every transform treats patches, anchors,
// Windows pods and Lists alike.
import {
  type Assumption,
  type Context,
  type Folder,
  type Outcome,
  type Proposal,
  type Reasons,
  type Refusal,
  type Transform,
  type TransformMeta,
  type Verdict,
  child,
  groupFact,
  parent,
  upwards,
  proposalFrom,
  isStop,
  refusalAt,
  type Stop,
} from '../model/index.js';
import { asMap, asSeq, asText, findEntry, findValue, type YamlFile, type YamlNode } from '../yaml/index.js';
import { localPath } from '../compose/index.js';
import type { Container, KubernetesDoc, Workload } from '../kubernetes/index.js';
import { imageProfile } from '../knowledge/index.js';
import { editsOfPod, type PodSetting } from './edits.js';
import { readContainerRuns, type ContainerRuns } from './workloads.js';

/** A pod that a workload of the file describes in full. */
export interface PodView {
  readonly doc: KubernetesDoc;
  readonly workload: Workload;
  readonly context: Context;
  /** Containers and init containers that are written here; ephemeral ones are added to running pods by hand. */
  readonly containers: readonly Container[];
  runs(container: Container): ContainerRuns | undefined;
}

/** A view that knows which containers it was asked about. */
interface OwnView extends PodView {
  /** What is believed of the images that were asked about: of one container, or of all. */
  likely(container: Container | undefined): readonly Assumption[];
}

/** Settings that a pod would get. Those that say the same of several pods are joined into one step. */
export interface PodRewrite extends Reasons {
  /** The container it is about; absent for the pod. */
  readonly container?: Container;
  readonly settings: readonly [PodSetting, ...PodSetting[]];
  /** What is missing: `the container has no readinessProbe`. */
  readonly seen: string;
}

export type PodVerdict = Verdict<PodRewrite, Container>;

export interface PodRewriter {
  readonly meta: TransformMeta;
  /** Do I see it, may I touch it, what is set: in the pod, and in each of its containers. */
  judge(view: PodView): PodVerdict | readonly PodVerdict[];
}

export interface ContainerRewriter {
  readonly meta: TransformMeta;
  /** Do I see it, may I touch it, what is set. */
  judge(container: Container, view: PodView): PodVerdict | Stop;
}

/** A transform that judges each pod of a manifest that is described in full. */
export function rewritePods({ meta, judge }: PodRewriter): Transform<KubernetesDoc> {
  return { meta, propose: (doc, context) => propose(doc, context, meta, (view) => listOf(judge(view))) };
}

/** A transform that judges each container of such pods by itself. */
export function rewriteContainers({ meta, judge }: ContainerRewriter): Transform<KubernetesDoc> {
  return rewritePods({
    meta,
    judge: (view) =>
      view.containers.map((container): PodVerdict => {
        const verdict = judge(container, view);
        if (verdict === undefined) return undefined;
        return isStop(verdict) ? { ...verdict, at: container } : { ...verdict, container };
      }),
  });
}

function listOf(judged: PodVerdict | readonly PodVerdict[]): readonly PodVerdict[] {
  return isList(judged) ? judged : [judged];
}

function isList(judged: PodVerdict | readonly PodVerdict[]): judged is readonly PodVerdict[] {
  return Array.isArray(judged);
}

function propose(
  doc: KubernetesDoc,
  context: Context,
  meta: TransformMeta,
  judge: (view: PodView) => readonly PodVerdict[],
): Outcome {
  const proposals: Proposal[] = [];
  const refusals: Refusal[] = [];
  for (const workload of doc.workloads) {
    if (!isWholePod(doc, workload, context) || isWindowsPod(doc, workload)) continue;
    const containers = fullContainers(workload);
    const view = viewOfPod(doc, workload, context, containers);
    for (const verdict of judge(view)) {
      if (verdict === undefined) continue;
      const container = isStop(verdict) ? verdict.at : verdict.container;
      const at = { file: doc.file, span: container?.nameSpan ?? workload.kindSpan };
      const place = { anchor: workload.id, at };
      if (isStop(verdict)) {
        refusals.push(refusalAt(place, verdict));
        continue;
      }
      const edits = editsOfPod(doc, workload, verdict.settings);
      if (edits === undefined) continue;
      if (isStop(edits)) refusals.push(refusalAt(place, edits));
      else {
        const assumptions = [...(verdict.assumptions ?? []), ...view.likely(verdict.container)];
        proposals.push(proposalOf(doc, meta, workload, { ...verdict, assumptions }, place, edits));
      }
    }
  }
  return { proposals, refusals };
}

function fullContainers({ containers }: Workload): Container[] {
  return containers.filter(({ image, list }) => image !== undefined && list !== 'ephemeralContainers');
}

/** True for a workload that is described in full, as opposed to a patch that is laid over another file's. */
export function isWholePod(doc: KubernetesDoc, workload: Workload, context: Context): boolean {
  return fullContainers(workload).length > 0 && whyPatch(doc, workload, context) === undefined;
}

/** Why a workload is taken for a patch of another file's; in words. */
export function whyPatch(doc: KubernetesDoc, workload: Workload, context: Context): string | undefined {
  const kustomization = kustomizePatches(parent(doc.file), context).get(doc.file);
  if (kustomization !== undefined) return `${kustomization} lays it over another manifest as a patch`;
  return hasSelector(workload) ? undefined : 'it has no selector, so it is a patch for another manifest';
}

function viewOfPod(
  doc: KubernetesDoc,
  workload: Workload,
  context: Context,
  containers: readonly Container[],
): OwnView {
  const known = new Map<Container, ContainerRuns | undefined>();
  return {
    doc,
    workload,
    context,
    containers,
    runs(container) {
      if (!known.has(container)) known.set(container, readContainerRuns(context, container));
      return known.get(container);
    },
    likely(container) {
      const asked = container ? [known.get(container)] : [...known.values()];
      const found = asked.flatMap((each) => each?.likely ?? []);
      return found.filter(({ believes }, at) => found.findIndex((other) => other.believes === believes) === at);
    },
  };
}

/** A setting of the container's securityContext, else of the pod's. */
export function securityOf({ podSpecMap }: Workload, container: Container, key: string): YamlNode | undefined {
  const own = container.securityContext && findEntry(container.securityContext, key)?.value;
  return own ?? findValue(podSpecMap, 'securityContext', key);
}

/** A workload of the API group apps has a selector: without one it is a patch for another file's. */
function hasSelector({ kind, map }: Workload): boolean {
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(kind)) return true;
  if (!asText(findEntry(map, 'apiVersion')?.value)?.startsWith('apps/v1')) return true;
  // The beta versions still took it from the labels.
  return findValue(map, 'spec', 'selector') !== undefined || /beta/.test(asText(findEntry(map, 'apiVersion')?.value)!);
}

/** The version of an API that went with Kubernetes 1.16: the cluster is older, and knows no field that came later. */
export function removedApi({ map }: Workload): string | undefined {
  const version = asText(findEntry(map, 'apiVersion')?.value) ?? '';
  return /^(?:extensions\/v1beta1|apps\/v1beta[12])$/.test(version) ? version : undefined;
}

/** Windows has none of what is set here, and the API server rejects most of it where the pod names its system. */
export function isWindowsPod(doc: KubernetesDoc, { podSpecMap, containers }: Workload): boolean {
  if (asText(findValue(podSpecMap, 'os', 'name')) === 'windows') return true;
  for (const key of ['nodeSelector', 'affinity', 'tolerations']) {
    const entry = findEntry(podSpecMap, key);
    const text = entry ? doc.text.slice(entry.span.start, entry.span.end) : '';
    if (/\bos\b/.test(text) && /\bwindows\b/i.test(text)) return true;
  }
  const contexts = [podSpecMap, ...containers.map(({ map }) => map)];
  if (contexts.some((map) => findValue(map, 'securityContext', 'windowsOptions') !== undefined)) return true;
  return containers.some(({ image }) => image !== undefined && imageProfile(image)?.family === 'windows');
}

/** The folder of a manifest, and so many above it. */
const MOST_FOLDERS = 4;
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Files that a kustomization in this folder or above lays over others, and which one does. */
function kustomizePatches(folder: Folder, context: Context): ReadonlyMap<string, string> {
  const known = groupFact(context, patchesByFolder);
  let found = known.get(folder);
  if (!found) {
    found = readPatches(folder, context);
    known.set(folder, found);
  }
  return found;
}

function patchesByFolder(): Map<Folder, ReadonlyMap<string, string>> {
  return new Map();
}

function readPatches(start: Folder, { documents, evidence: { repository } }: Context): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const folder of upwards(start).slice(0, MOST_FOLDERS)) {
    for (const name of KUSTOMIZATIONS) {
      const path = child(folder, name);
      if (repository.kind(path) !== 'file' || !documents.text(path)?.includes('patch')) continue;
      for (const patch of patchesIn(documents.yaml(path))) {
        const file = localPath(folder, patch);
        if (file !== undefined) found.set(file, path);
      }
    }
  }
  return found;
}

function patchesIn(kustomization: YamlFile | undefined): string[] {
  const root = kustomization?.documents[0];
  const merges = asSeq(findValue(root, 'patchesStrategicMerge'))?.items.map(asText) ?? [];
  const patches = asSeq(findValue(root, 'patches'))?.items.map((item) => asText(findValue(item, 'path'))) ?? [];
  return [...merges, ...patches].filter((each) => each !== undefined && !each.includes('\n')) as string[];
}

function proposalOf(
  doc: KubernetesDoc,
  meta: TransformMeta,
  workload: Workload,
  rewrite: PodRewrite,
  place: Pick<Proposal, 'anchor' | 'at'>,
  changes: Proposal['changes'],
): Proposal {
  const { settings, container } = rewrite;
  const { span } = place.at;
  const { line } = doc.yaml.lines.position(span.start);
  const quote = container ? `name: ${container.name}` : `kind: ${workload.kind}`;
  const from = { kind: 'source', file: doc.file, line, span, quote } as const;
  return proposalFrom(meta, place, rewrite, (says) => ({ says, from }), {
    touches: [...new Set(settings.map(({ at, path }) => placeOfSetting(workload, at, path)))],
    changes,
  });
}

/** The place that a setting changes. A map that becomes the first value of its key changes the key itself: `{}` was a leaf there. */
export function placeOfSetting(workload: Workload, at: Container | 'pod', path: readonly string[]): string {
  const map = at === 'pod' ? workload.podSpecMap : at.map;
  let depth = 1;
  for (; depth < path.length; depth++) {
    const inner = asMap(findValue(map, ...path.slice(0, depth)));
    if (!inner || inner.entries.length === 0) break;
  }
  const keys = path.slice(0, depth);
  return at === 'pod' ? workload.podPlace(...keys) : at.place(...keys);
}
