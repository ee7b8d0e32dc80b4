// The variables that a container is started with.
import { asSeq, asText, findEntry, findValue } from '../yaml/index.js';
import type { Container } from '../kubernetes/index.js';
import { configMapOf, type PodView } from '../pods/index.js';
import { environmentPairs, variablesOfFiles, type ServiceView } from '../services/index.js';

/** Those of a service: what its `environment` sets, and the files of the repository that `env_file` names. */
export function variablesOfService({ service, around }: ServiceView): ReadonlyMap<string, string> {
  return new Map([
    ...variablesOfFiles(service.get('env_file'), around),
    ...environmentPairs(service.get('environment')),
  ]);
}

/**
 * Those of a container that its manifest gives a value, itself or by a ConfigMap of its folder; of two with one name the last counts, and
 * `env` before `envFrom`: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
 */
export function variablesOfContainer(
  { doc, workload, context }: PodView,
  { map }: Container,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const item of asSeq(findEntry(map, 'envFrom')?.value)?.items ?? []) {
    const name = asText(findValue(item, 'configMapRef', 'name'));
    const prefix = asText(findValue(item, 'prefix')) ?? '';
    const values = name === undefined ? undefined : configMapOf(doc, workload, name, context);
    for (const [key, value] of values ?? []) found.set(`${prefix}${key}`, value);
  }
  for (const item of asSeq(findEntry(map, 'env')?.value)?.items ?? []) {
    const name = asText(findValue(item, 'name'));
    if (name === undefined) continue;
    found.delete(name);
    const from = findValue(item, 'valueFrom', 'configMapKeyRef');
    const [source, key] = [asText(findValue(from, 'name')), asText(findValue(from, 'key'))];
    const value =
      source === undefined || key === undefined
        ? asText(findValue(item, 'value'))
        : configMapOf(doc, workload, source, context)?.get(key);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}
