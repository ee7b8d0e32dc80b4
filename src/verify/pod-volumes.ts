// The volumes of a pod as mounts of containers: what the files hold is written out, what only a cluster has is empty or a
// reason not to run the pod.
import type { BenchRun, ModelMap } from '../io/index.js';
import type { PodFiles, PodWorkload } from './pod-files.js';
import { dataIn, missingValue, type Unable } from './pod-values.js';
import { listIn, mapIn, textIn } from './values.js';

/** Where the files of one run are made. Paths are relative to it; gives absolute ones. */
export type Place = Pick<BenchRun, 'open' | 'give'>;

export interface Mounts {
  readonly volumes: ModelMap[];
  /** Names of volumes that the project has to have. */
  readonly named: readonly string[];
  readonly notes: readonly string[];
}

/** The mounts of a container. */
export function mountsOf(
  container: ModelMap,
  workload: PodWorkload,
  { files, place }: { readonly files: PodFiles; readonly place: Place },
): Mounts | Unable {
  const volumes: ModelMap[] = [];
  const named = new Set<string>();
  const notes = new Set<string>();
  for (const mount of listIn(container.volumeMounts).map(mapIn)) {
    const name = textIn(mount.name) ?? '';
    const target = textIn(mount.mountPath) ?? '';
    const sub = textIn(mount.subPath) ?? '';
    if (mount.subPathExpr !== undefined || !isInside(sub))
      return { reason: `it mounts a part of ${name} that only a cluster can work out` };
    const source = sourceOf(name, workload, files);
    if ('reason' in source) return source;
    const read_only = source.kind === 'data' || mount.readOnly === true;
    if (source.kind === 'claim') {
      notes.add(`${workload.id}: an empty volume stands in for the claim ${name}, whose content only the cluster has`);
      // Without a group of its own it is as a new disk is: of root, for root to write to.
      if (textIn(mapIn(workload.spec.securityContext).fsGroup) === undefined && sub === '') {
        const own = `${workload.name}-${name}`;
        named.add(own);
        volumes.push({ type: 'volume', source: own, target, read_only, volume: { nocopy: true } });
        continue;
      }
    }
    const at = `pods/${workload.file.replaceAll('/', '-')}-${workload.id.replace('/', '-')}/${name}`;
    if (source.kind !== 'data') {
      volumes.push({ type: 'bind', source: place.open(sub === '' ? at : `${at}/${sub}`), target, read_only });
      continue;
    }
    let root = place.open(at);
    for (const { path, content, mode } of source.entries) {
      const made = place.give(`${at}/${path}`, content, mode);
      if (path === sub) root = made;
    }
    if (sub !== '' && !root.endsWith(sub)) root = place.open(`${at}/${sub}`);
    volumes.push({ type: 'bind', source: root, target, read_only });
  }
  return { volumes, named: [...named], notes: [...notes] };
}

interface Entry {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode: number;
}

type Source =
  | { readonly kind: 'empty' | 'claim' }
  | { readonly kind: 'data'; readonly entries: readonly Entry[] }
  | Unable;

function sourceOf(name: string, { spec, claims }: PodWorkload, files: PodFiles): Source {
  if (claims.includes(name)) return { kind: 'claim' };
  const volume = listIn(spec.volumes)
    .map(mapIn)
    .find((each) => textIn(each.name) === name);
  if (!volume) return { reason: `it mounts ${name}, which is no volume of it` };
  if (volume.emptyDir !== undefined) return { kind: 'empty' };
  if (volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined) return { kind: 'claim' };
  if (volume.hostPath !== undefined)
    return { reason: `it mounts ${textIn(mapIn(volume.hostPath).path)} of its node (volume ${name})` };
  const parts = volume.projected === undefined ? [volume] : listIn(mapIn(volume.projected).sources).map(mapIn);
  const entries: Entry[] = [];
  const shared = mapIn(spec.securityContext).fsGroup === undefined ? 0 : 0o044;
  for (const part of parts) {
    const kind = part.configMap !== undefined ? 'ConfigMap' : part.secret !== undefined ? 'Secret' : undefined;
    if (kind === undefined) {
      const type = Object.keys(part).find((key) => key !== 'name') ?? 'nothing';
      return { reason: `its volume ${name} is of the kind ${type}, which only a cluster has` };
    }
    const found = entriesOf(mapIn(part.configMap ?? part.secret), kind, { files, shared });
    if ('reason' in found) return found;
    entries.push(...found.entries);
  }
  return { kind: 'data', entries };
}

function entriesOf(
  source: ModelMap,
  kind: 'ConfigMap' | 'Secret',
  { files, shared }: { readonly files: PodFiles; readonly shared: number },
): { readonly entries: readonly Entry[] } | Unable {
  const name = textIn(source.name) ?? textIn(source.secretName) ?? '';
  const data = dataIn(files, kind, name);
  if (!data) return source.optional === true ? { entries: [] } : missingValue(kind, name);
  const usual = modeIn(source.defaultMode);
  const items = Array.isArray(source.items)
    ? listIn(source.items).map(mapIn)
    : [...data.keys()].map((key): ModelMap => ({ key, path: key }));
  const entries: Entry[] = [];
  for (const { key, path, mode } of items) {
    const content = data.get(textIn(key) ?? '');
    const at = textIn(path) ?? '';
    if (content === undefined) return missingValue(kind, `${name} (${textIn(key)})`);
    if (at === '' || !isInside(at)) return { reason: `its ${kind} ${name} would lie outside of its volume` };
    entries.push({ path: at, content, mode: (mode === undefined ? usual : modeIn(mode)) | shared });
  }
  return { entries };
}

/** 0644 unless it says another. YAML 1.1, which Kubernetes reads, has octal numbers behind a zero; so has this reader. */
function modeIn(value: ModelMap[string] | undefined): number {
  const mode = Number(textIn(value) ?? Number.NaN);
  return Number.isInteger(mode) && mode >= 0 && mode <= 0o777 ? mode : 0o644;
}

function isInside(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..') && !path.includes('\0');
}
