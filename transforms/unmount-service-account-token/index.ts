import { stop } from '../../src/model/index.js';
import { asBoolean, asSeq, asText, findEntry, findValue } from '../../src/yaml/index.js';
import type { Workload } from '../../src/kubernetes/index.js';
import { manifestsAround, type PodView, rewritePods, type PodVerdict } from '../../src/pods/index.js';
import { clientImage, clientLibrary, clientWords } from './clients.js';

const KEY = 'automountServiceAccountToken';

export const transform = rewritePods({
  meta: {
    id: 'unmount-service-account-token',
    title: 'Keep the token of the cluster’s API out of pods that do not use it',
    why: 'Whoever takes over the process finds no key to the cluster’s API in the container.',
    summary: 'Sets `automountServiceAccountToken: false` for pods of the default account that show no use of the API.',
    target: 'kubernetes',
    phase: 'identity',
    ceiling: 'review',
    rules: ['KSV-0036'],
    since: '0.1.0',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting',
    ],
  },
  judge,
});

function judge(view: PodView): PodVerdict {
  const { workload } = view;
  const { podSpecMap, namespace } = workload;
  if (findEntry(podSpecMap, KEY) || namespace === 'kube-system') return undefined;
  const account =
    asText(findEntry(podSpecMap, 'serviceAccountName')?.value) ??
    asText(findEntry(podSpecMap, 'serviceAccount')?.value);
  // Whoever gives a pod an account of its own gives it the token on purpose.
  if (account !== undefined && account !== '' && account !== 'default') return undefined;
  if (looksAfterNodes(workload)) return undefined;
  const sign = signOfUse(view);
  if (sign !== undefined) {
    return stop('needs-decision', `${sign}; give it a service account of its own with the roles it needs`);
  }
  const rights = rightsOfDefault(view);
  if (rights === 'decided') return undefined;
  if (rights !== undefined) {
    const message = `${rights} gives the default account rights that some pod uses; decide which, and give it an account of its own`;
    return stop('conflicts', message);
  }
  return {
    settings: [{ at: 'pod', path: [KEY], value: false }],
    seen: 'the pod gets the token of the default service account, and nothing in its manifest uses it',
    assumptions: [
      {
        id: 'does-not-talk-to-the-api',
        believes:
          'No program in the pod calls the API of the cluster: no discovery of other pods, no leader election, no sidecar that does so',
        breaksIf:
          'one does: it finds no token in /var/run/secrets/kubernetes.io/serviceaccount and fails, or takes itself to be outside of a cluster',
        checkBy: 'look for the account `system:serviceaccount:<namespace>:default` in the audit log of the API server',
      },
    ],
  };
}

/** What runs on every node and looks into it is an agent of the cluster, and most agents ask the API what they see. */
function looksAfterNodes({ kind, podSpecMap }: Workload): boolean {
  if (kind !== 'DaemonSet') return false;
  if (['hostPID', 'hostNetwork'].some((key) => asBoolean(findEntry(podSpecMap, key)?.value) === true)) return true;
  return (asSeq(findEntry(podSpecMap, 'volumes')?.value)?.items ?? []).some((item) => findValue(item, 'hostPath'));
}

function signOfUse({ doc, workload, containers, context, runs }: PodView): string | undefined {
  for (const container of containers) {
    const sign = clientImage(container.image ?? '');
    if (sign !== undefined) return sign;
  }
  const words = clientWords(doc.text.slice(workload.map.span.start, workload.map.span.end));
  if (words !== undefined) return words;
  for (const container of containers) {
    const built = runs(container)?.built;
    if (!built) continue;
    const file = clientLibrary(context.evidence.repository, built.context);
    if (file !== undefined) return `${file} lists a client of the API`;
  }
  return undefined;
}

/** What gives the default account rights; `decided` where somebody describes the account itself. */
function rightsOfDefault({ doc, workload, context }: PodView): string | undefined {
  for (const { id, kind, map, name } of manifestsAround(doc, context)) {
    if (
      kind === 'ServiceAccount' &&
      name === 'default' &&
      sameNamespace(workload, asText(findValue(map, 'metadata', 'namespace')))
    )
      return 'decided';
    if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') continue;
    for (const subject of asSeq(findValue(map, 'subjects'))?.items ?? []) {
      const isDefault =
        asText(findValue(subject, 'name')) === 'default' && asText(findValue(subject, 'kind')) === 'ServiceAccount';
      if (isDefault && sameNamespace(workload, asText(findValue(subject, 'namespace')))) return id;
    }
  }
  return undefined;
}

/** A manifest without a namespace goes into whichever is chosen when it is applied. */
function sameNamespace({ namespace }: Workload, other: string | undefined): boolean {
  return namespace === undefined || other === undefined || namespace === other;
}
