// What the environment of a pod's container comes to, and amounts as Kubernetes writes them.
import { fillIn } from '../model/index.js';
import type { ModelMap, ModelValue } from '../io/index.js';
import type { PodData, PodFiles, PodWorkload } from './pod-files.js';
import { listIn, mapIn, textIn } from './values.js';

/** Why a pod cannot be run here, in words that follow its name and a colon. */
export interface Unable {
  readonly reason: string;
}

/** The variables in order, later ones over earlier ones, `$(NAME)` replaced by what stands before. */
export function environmentOf(
  container: ModelMap,
  workload: PodWorkload,
  files: PodFiles,
): ReadonlyMap<string, string> | Unable {
  const found = new Map<string, string>();
  for (const each of listIn(container.envFrom).map(mapIn)) {
    const { kind, source } = refOf(each, 'configMapRef', 'secretRef');
    const name = textIn(source.name) ?? '';
    const data = dataIn(files, kind, name);
    if (!data && source.optional !== true) return missingValue(kind, name);
    for (const [key, value] of data ?? []) found.set(`${textIn(each.prefix) ?? ''}${key}`, value.toString());
  }
  for (const each of listIn(container.env).map(mapIn)) {
    const name = textIn(each.name);
    if (name === undefined) continue;
    const value =
      each.valueFrom === undefined ? (textIn(each.value) ?? '') : from(mapIn(each.valueFrom), workload, files);
    if (typeof value === 'object') return value;
    if (value !== undefined) found.set(name, each.valueFrom === undefined ? expand(value, found) : value);
  }
  return found;
}

type Kind = 'ConfigMap' | 'Secret';

function refOf(each: ModelMap, map: string, secret: string): { readonly kind: Kind; readonly source: ModelMap } {
  return each[secret] === undefined
    ? { kind: 'ConfigMap', source: mapIn(each[map]) }
    : { kind: 'Secret', source: mapIn(each[secret]) };
}

export function dataIn(files: PodFiles, kind: Kind, name: string): PodData | undefined {
  return (kind === 'Secret' ? files.secrets : files.configMaps).get(name);
}

export function missingValue(kind: string, name: string): Unable {
  return { reason: `it needs the ${kind} ${name}, which is not in the files of its folder` };
}

function from(source: ModelMap, workload: PodWorkload, files: PodFiles): string | undefined | Unable {
  const field = textIn(mapIn(source.fieldRef).fieldPath);
  if (field !== undefined) return fieldOf(field, workload);
  if (source.configMapKeyRef === undefined && source.secretKeyRef === undefined)
    return { reason: `a variable of it comes from ${Object.keys(source)[0] ?? 'nowhere'}, which only a cluster has` };
  const { kind, source: ref } = refOf(source, 'configMapKeyRef', 'secretKeyRef');
  const name = textIn(ref.name) ?? '';
  const value = dataIn(files, kind, name)?.get(textIn(ref.key) ?? '');
  if (value === undefined && ref.optional !== true) return missingValue(kind, `${name} (${textIn(ref.key)})`);
  return value?.toString();
}

/** https://kubernetes.io/docs/concepts/workloads/pods/downward-api/ */
function fieldOf(path: string, { name, namespace, labels }: PodWorkload): string | Unable {
  const label = /^metadata\.labels\['([^']+)'\]$/.exec(path)?.[1];
  if (label !== undefined) return textIn(labels[label]) ?? '';
  const known: Readonly<Record<string, string>> = {
    'metadata.name': `${name}-0`,
    'metadata.namespace': namespace,
    'metadata.uid': '00000000-0000-4000-8000-000000000000',
    'spec.nodeName': 'node',
    'spec.serviceAccountName': 'default',
    'status.podIP': '127.0.0.1',
    'status.podIPs': '127.0.0.1',
    'status.hostIP': '127.0.0.1',
  };
  return known[path] ?? { reason: `a variable of it is ${path}, which only a cluster has` };
}

/** `$(NAME)` where the name is known, `$$(NAME)` as it stands: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/ */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  const filled = fillIn(text, /\$\$|\$\(([-._A-Za-z0-9]{1,200})\)/g, (whole, name) =>
    name === undefined ? '$' : (variables.get(name) ?? whole!),
  );
  return filled ?? text;
}

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** `250m`, `64Mi`, `1` as a number: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function quantityIn(value: ModelValue | undefined): number | undefined {
  const [, number, unit] = /^([0-9]{1,15}(?:\.[0-9]{1,9})?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(textIn(value) ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * (unit === undefined ? 1 : FACTORS[unit]!);
}
