// The containers of Kubernetes workloads that run an image which the repository builds.
import type { Source } from '../model/index.js';
import { asBoolean, asSeq, asText, findEntry, findValue } from '../yaml/index.js';
import { withoutTag } from '../images/index.js';
import type { Container, KubernetesDoc, Workload } from '../kubernetes/index.js';
import { servicesOf } from './services.js';
import {
  OPEN_PORT,
  openPortIn,
  portNumber,
  programOf,
  startWords,
  workdirOf,
  type ImageUse,
  type UseMount,
  type UseReader,
} from './start.js';
import { linkedStage } from '../dockerfile/index.js';
import { securityOf, mountsOf, volumeKind } from '../pods/index.js';

interface LinkedContainer {
  readonly doc: KubernetesDoc;
  readonly workload: Workload;
  readonly container: Container;
}

/** The containers of the group whose image a service that builds it names, or a build elsewhere makes of the stage. */
export function containersOf(reader: UseReader): LinkedContainer[] {
  const { doc: dockerfile, stage } = reader;
  const named = (reader.context.group.images ?? []).filter((link) => linkedStage(dockerfile, link) === stage);
  const images = new Set([
    ...servicesOf(reader).flatMap(({ service }) =>
      service.image === undefined ? [] : [withoutTag(service.image.replace(/\$\{\w+:?-([^${}]*)\}/g, '$1'))],
    ),
    ...named.map(({ image }) => image),
  ]);
  const found: LinkedContainer[] = [];
  if (images.size === 0) return found;
  const { group, documents } = reader.context;
  for (const file of group.kubernetes) {
    const doc = documents.manifests(file);
    for (const workload of doc?.workloads ?? []) {
      for (const container of workload.containers) {
        if (container.image !== undefined && images.has(withoutTag(container.image)))
          found.push({ doc: doc!, workload, container });
      }
    }
  }
  return found;
}

export function useOfContainer(reader: UseReader, { doc, workload, container }: LinkedContainer): ImageUse {
  const { line } = doc.yaml.lines.position(container.nameSpan.start);
  const from: Source = { kind: 'source', file: doc.file, line, quote: `name: ${container.name}` };
  const command = textsOf(findEntry(container.map, 'command')?.value);
  const args = textsOf(findEntry(container.map, 'args')?.value);
  const directory = asText(findEntry(container.map, 'workingDir')?.value) ?? workdirOf(reader);
  const uid = asText(securityOf(workload, container, 'runAsUser'));
  const gid = asText(securityOf(workload, container, 'runAsGroup'));
  const user = uid === undefined || gid === undefined ? uid : `${uid}:${gid}`;
  const grouped = findValue(workload.podSpecMap, 'securityContext', 'fsGroup') !== undefined;
  const given: string[] = [];
  if (asBoolean(findValue(container.securityContext, 'privileged')) === true) given.push('is privileged');
  if (asSeq(findValue(container.securityContext, 'capabilities', 'add'))?.items.length) given.push('adds capabilities');
  if (asBoolean(findValue(workload.podSpecMap, 'hostPID')) === true) given.push('sees the processes of the node');
  return {
    by: 'kubernetes',
    name: `${workload.id} of ${doc.file}`,
    from,
    program: programOf(reader, startWords(reader.image, command, args), from, directory),
    directory,
    ...(user === undefined ? {} : { user }),
    ports: (asSeq(findEntry(container.map, 'ports')?.value)?.items ?? []).flatMap((item) =>
      portNumber(asText(findValue(item, 'containerPort')) ?? ''),
    ),
    mounts: mountsOf(container).map(({ path, volume, readOnly }) => ({
      target: path,
      kind: podMountKind(volumeKind(workload, volume)),
      readOnly,
      grouped,
    })),
    environment: new Map(
      (asSeq(findEntry(container.map, 'env')?.value)?.items ?? []).map((item) => [
        asText(findValue(item, 'name')) ?? '',
        asText(findValue(item, 'value')) ?? '',
      ]),
    ),
    hostNetwork: asBoolean(findValue(workload.podSpecMap, 'hostNetwork')) === true,
    ...openPortIn(sysctlOf(workload, OPEN_PORT)),
    given,
  };
}

function sysctlOf(workload: Workload, name: string): string | undefined {
  const all = asSeq(findValue(workload.podSpecMap, 'securityContext', 'sysctls'))?.items ?? [];
  const found = all.find((item) => asText(findValue(item, 'name')) === name);
  return found && asText(findValue(found, 'value'));
}

function podMountKind(kind: string | undefined): UseMount['kind'] {
  if (kind === 'emptyDir' || kind === 'ephemeral') return 'scratch';
  if (kind === 'configMap' || kind === 'secret' || kind === 'projected' || kind === 'downwardAPI') return 'given';
  return kind === 'hostPath' ? 'bind' : 'claim';
}

function textsOf(node: Parameters<typeof asSeq>[0]): readonly string[] | undefined {
  const list = asSeq(node);
  return list && list.items.length > 0 ? list.items.map((item) => asText(item) ?? '') : undefined;
}
