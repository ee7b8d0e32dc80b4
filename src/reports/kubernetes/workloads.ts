// What the Kubernetes checks share: containers in full, with the settings that count for them.
import { asBoolean, asText, findEntry, findValue, type YamlNode } from '../../yaml/index.js';
import type { Container, KubernetesDoc, Workload } from '../../kubernetes/index.js';
import type { Seen } from '../define.js';

export type Said = string | { readonly node: YamlNode; readonly message: string } | undefined;

/** Containers that name an image; a patch for another file's container names none. */
export function fullContainers(workload: Workload): Container[] {
  return workload.containers.filter(({ image, list }) => image !== undefined && list !== 'ephemeralContainers');
}

/** A finding for every container where `say` has something to say. */
export function* perContainer(
  doc: KubernetesDoc,
  say: (container: Container, workload: Workload) => Said,
): Generator<Seen> {
  for (const workload of doc.workloads) {
    for (const container of fullContainers(workload)) {
      const said = say(container, workload);
      if (typeof said === 'string') yield { span: container.nameSpan, message: `${container.name} ${said}` };
      else if (said) yield { span: said.node.span, message: `${container.name} ${said.message}` };
    }
  }
}

/** A finding for every workload that runs something. */
export function* perWorkload(doc: KubernetesDoc, say: (workload: Workload) => Said): Generator<Seen> {
  for (const workload of doc.workloads) {
    if (fullContainers(workload).length === 0) continue;
    const said = say(workload);
    if (typeof said === 'string') yield { span: workload.kindSpan, message: `${workload.id} ${said}` };
    else if (said) yield { span: said.node.span, message: `${workload.id} ${said.message}` };
  }
}

/** A setting of the container's securityContext, else of the pod's. */
export function security(workload: Workload, container: Container, key: string): YamlNode | undefined {
  const own = container.securityContext && findEntry(container.securityContext, key)?.value;
  return own ?? findValue(workload.podSpecMap, 'securityContext', key);
}

export function isTrue(node: YamlNode | undefined): boolean {
  return asBoolean(node) === true;
}

export function textOf(node: YamlNode | undefined): string | undefined {
  return asText(node);
}
