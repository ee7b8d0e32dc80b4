// The containers of Kubernetes workloads that run an image which the repository builds.
import { baseName, type Source } from '../model/index.js';
import { asBoolean, asSeq, asText, findEntry, findValue } from '../yaml/index.js';
import { withoutTag } from '../images/index.js';
import type { Container, KubernetesDoc, Workload } from '../kubernetes/index.js';
import { workloadsNaming } from './charts.js';
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
import { isWholePod, isWindowsPod, mountsOf, securityOf, volumeKind } from '../pods/index.js';

export interface LinkedContainer {
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
  for (const doc of workloadsNaming([...images].map(baseName), reader.context.group.kubernetes, reader.context)) {
    for (const workload of doc.workloads) {
      for (const container of workload.containers) {
        if (container.image !== undefined && images.has(withoutTag(container.image)))
          found.push({ doc, workload, container });
      }
    }
  }
  return found;
}

/** A workload whose containers run the image as whoever it says: what is written into the image it can be held to. */
export interface Follower extends Pick<LinkedContainer, 'doc' | 'workload'> {
  readonly containers: readonly [Container, ...Container[]];
  /** The pod has no other containers, and none of them has a user of its own. */
  readonly isAll: boolean;
  /** Where storage of the cluster is mounted that is written; it belongs to root, or to a group. */
  readonly claim?: string;
}

/** The workloads that follow the image, in the order of the group's files. */
export function followersOf(reader: UseReader): Follower[] {
  const found = new Map<Workload, [LinkedContainer, ...LinkedContainer[]]>();
  for (const linked of containersOf(reader)) {
    // The template of a chart is read, and never edited.
    if (!reader.context.group.kubernetes.includes(linked.doc.file) || !isFollowing(reader, linked)) continue;
    const list = found.get(linked.workload);
    if (list) list.push(linked);
    else found.set(linked.workload, [linked]);
  }
  return [...found.values()].map((linked) => {
    const [{ doc, workload, container }, ...others] = linked;
    const containers: [Container, ...Container[]] = [container, ...others.map((each) => each.container)];
    const all = workload.containers.filter(({ image }) => image !== undefined);
    const claim = containers
      .flatMap(mountsOf)
      .find(({ readOnly, volume }) => !readOnly && podMountKind(volumeKind(workload, volume)) === 'claim');
    return {
      doc,
      workload,
      containers,
      isAll: all.length === containers.length,
      ...(claim ? { claim: claim.path } : {}),
    };
  });
}

/** It names no user, and is described in full here. */
function isFollowing({ context }: UseReader, { doc, workload, container }: LinkedContainer): boolean {
  return (
    container.list !== 'ephemeralContainers' &&
    isWholePod(doc, workload, context) &&
    !isWindowsPod(doc, workload) &&
    securityOf(workload, container, 'runAsUser') === undefined &&
    securityOf(workload, container, 'runAsNonRoot') === undefined &&
    asBoolean(findValue(container.securityContext, 'privileged')) !== true
  );
}

export function useOfContainer(reader: UseReader, linked: LinkedContainer): ImageUse {
  const { doc, workload, container } = linked;
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
    starts: startWords(reader.image, command, args),
    beside: besideIn(container),
    directory,
    ...(user === undefined ? {} : { user }),
    ports: (asSeq(findEntry(container.map, 'ports')?.value)?.items ?? []).flatMap((item) =>
      portNumber(asText(findValue(item, 'containerPort')) ?? ''),
    ),
    mounts: mountsOf(container).map(({ path, volume, readOnly }) => ({
      target: path,
      kind: podMountKind(volumeKind(workload, volume)),
      readOnly,
      // A disk of the network has owners of its own, whatever the pod says.
      grouped:
        grouped ||
        (reader.context.group.kubernetes.includes(doc.file) &&
          isFollowing(reader, linked) &&
          volumeKind(workload, volume) !== 'nfs'),
    })),
    environment: new Map(
      (asSeq(findEntry(container.map, 'env')?.value)?.items ?? []).map((item) => [
        asText(findValue(item, 'name')) ?? '',
        asText(findValue(item, 'value')) ?? '',
      ]),
    ),
    hostNetwork: asBoolean(findValue(workload.podSpecMap, 'hostNetwork')) === true,
    ...openPortIn(sysctlOf(workload, OPEN_PORT)),
    ...(command ? { ownEntrypoint: true } : {}),
    ...(sharesProcesses(workload) ? { belowInit: true } : {}),
    given,
  };
}

const BESIDE = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];

/** The commands that the kubelet runs in a container. */
function besideIn({ map }: Container): (readonly string[])[] {
  return BESIDE.flatMap((path) => {
    const words = textsOf(findValue(map, ...path, 'exec', 'command'));
    return words ? [words] : [];
  });
}

/** Process 1 is then that of the pod, or of the node. */
function sharesProcesses({ podSpecMap }: Workload): boolean {
  return (
    asBoolean(findValue(podSpecMap, 'shareProcessNamespace')) === true ||
    asBoolean(findValue(podSpecMap, 'hostPID')) === true
  );
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
