// Ports below 1024, which another user than root can only listen on where the container is allowed to.
import {
  type Assumption,
  type Folder,
  type GroupContext,
  groupFact,
  type Stop,
  stop,
  walkFiles,
} from '../model/index.js';
import { asSeq, asText, findEntry, findValue } from '../yaml/index.js';
import { imageProfile } from '../knowledge/index.js';
import type { ImageUse } from './start.js';

/**
 * Docker sets net.ipv4.ip_unprivileged_port_start to 0 in every network of its own (https://github.com/moby/moby/pull/41030),
 * containerd 2 does for pods (https://github.com/containerd/containerd/pull/11502), CRI-O does not
 * (https://github.com/cri-o/cri-o/issues/10050). `setcap` on the program would do everywhere else, but such a program does not
 * start at all once NET_BIND_SERVICE is taken away, as `cap_drop: [ALL]` does.
 */
const LOW_PORT: Assumption = {
  id: 'low-ports-are-open',
  believes: 'Docker lets every user of the container listen on ports below 1024, as it does since 20.10',
  breaksIf:
    'it runs in the network of the host, in Kubernetes on CRI-O or containerd 1, or in an older Docker: the program cannot bind its port',
  checkBy: 'start it where it will run, or let it listen on a port above 1023',
};

/** What shows that a cluster runs what is built here, though no manifest that was read names the image. */
const CLUSTER =
  /^(?:(?:k8s|kubernetes|kube|helm|charts?|kustomize|openshift)(?:[-_.][\w.-]{0,100})?|kustomization\.ya?ml|skaffold\.ya?ml|chart\.ya?ml)$/i;

/** More manifests than a repository of applications has. */
const MOST_MANIFESTS = 200;

/** Ports below 1024 that pods of the repository open for images that nobody described, and the file that says so. */
function clusterPorts({ evidence: { repository }, documents }: GroupContext): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  const wanted = (name: string): boolean => /\.ya?ml$/.test(name);
  for (const file of walkFiles(repository, {
    from: [''],
    wanted,
    mostFiles: MOST_MANIFESTS,
    mostFolders: 500,
    deepest: 6,
  })) {
    if (!documents.text(file)?.includes('containerPort')) continue;
    for (const { containers } of documents.manifests(file)?.workloads ?? []) {
      for (const { map, image } of containers) {
        if (image === undefined || imageProfile(image)) continue;
        for (const item of asSeq(findEntry(map, 'ports')?.value)?.items ?? []) {
          const port = Number(asText(findValue(item, 'containerPort')));
          if (port < 1024 && !found.has(port)) found.set(port, file);
        }
      }
    }
  }
  return found;
}

/** A port below 1024: an assumption where Docker is seen or believed to run the image, else a reason. */
export function lowPort(
  ports: readonly number[],
  uses: readonly ImageUse[],
  folder: Folder,
  context: GroupContext,
): Assumption | Stop | undefined {
  const low = ports.find((port) => port < 1024);
  if (low === undefined) return undefined;
  const instead = `let it listen on a port above 1023 and publish that one as ${low}`;
  const closed = uses.find(({ openPort, hostNetwork }) => hostNetwork || (openPort !== undefined && openPort > low));
  if (closed) {
    const where = closed.hostNetwork ? 'in the network of the host' : 'where a sysctl closes it';
    return stop('needs-decision', `it listens on port ${low}, which only root can do ${where}; ${instead}`);
  }
  const others = uses.filter(({ openPort }) => openPort === undefined);
  if (others.some(({ by }) => by === 'kubernetes'))
    return stop(
      'needs-decision',
      `it listens on port ${low}, which only root can do on some clusters; ${instead}, or set the sysctl net.ipv4.ip_unprivileged_port_start of the pod to 0`,
    );
  const manifest = groupFact(context, clusterPorts).get(low);
  if (manifest !== undefined)
    return stop(
      'needs-decision',
      `it listens on port ${low}, and ${manifest} opens that port in a pod whose image is not described: only root can do that on some clusters; ${instead}, there as well`,
    );
  if (others.length === 0) return undefined;
  const isComposed = uses.some(({ by }) => by === 'compose');
  const cluster = ['' as const, folder]
    .flatMap((at) => context.evidence.repository.list(at))
    .find((name) => CLUSTER.test(name));
  if (!isComposed && cluster !== undefined)
    return stop(
      'needs-decision',
      `it listens on port ${low}, and ${cluster} in the repository shows that a cluster may run it, where only root can do that; ${instead}`,
    );
  return LOW_PORT;
}
