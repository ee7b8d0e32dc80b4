import { type Context, type Refusal, type Transform, stop, type Stop } from '../../src/model/index.js';
import { asBoolean, asMap, entriesOf, findValue } from '../../src/yaml/index.js';
import type { KubernetesDoc, Workload } from '../../src/kubernetes/index.js';
import {
  isWindowsPod,
  whyPatch,
  removedApi,
  type PodView,
  rewritePods,
  type PodVerdict,
} from '../../src/pods/index.js';

const profiles = rewritePods({
  meta: {
    id: 'set-seccomp-profile',
    title: 'Filter system calls with the profile of the container runtime',
    why: 'A process that is taken over can no longer reach the parts of the kernel that ordinary programs never use; Docker filters them by default, Kubernetes does not.',
    summary: 'Sets `seccompProfile: RuntimeDefault` for pods that run without a filter of system calls.',
    target: 'kubernetes',
    phase: 'identity',
    ceiling: 'review',
    rules: ['KSV-0030', 'KSV-0104'],
    since: '0.1.0',
    references: [
      'https://kubernetes.io/docs/tutorials/security/seccomp/',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    ],
  },
  judge,
});

export const transform: Transform<KubernetesDoc> = {
  ...profiles,
  propose(doc, context) {
    const { proposals, refusals } = profiles.propose(doc, context);
    return { proposals, refusals: [...refusals, ...patches(doc, context)] };
  },
};

function judge({ workload, containers }: PodView): PodVerdict {
  if (findValue(workload.podSpecMap, 'securityContext', 'seccompProfile')) return undefined;
  // A privileged container runs without a filter whatever stands there, which is reported.
  const open = containers.filter(
    ({ securityContext: context }) =>
      findValue(context, 'seccompProfile') === undefined && asBoolean(findValue(context, 'privileged')) !== true,
  );
  if (open.length === 0) return undefined;
  const no = inTheWay(workload);
  if (no) return no;
  return {
    settings: [{ at: 'pod', path: ['securityContext', 'seccompProfile', 'type'], value: 'RuntimeDefault' }],
    seen: 'neither the pod nor all of its containers name a seccompProfile',
    assumptions: [
      {
        id: 'no-blocked-system-calls',
        believes:
          'No container makes a system call that the default profile of containerd and CRI-O forbids, the one that plain Docker uses as well',
        breaksIf:
          'a program loads kernel modules, traces others on an old kernel, or makes user namespaces for a sandbox of its own (Chromium, nested containers): the call fails with "Operation not permitted"',
        checkBy: 'roll it out to a test cluster and use it once; what runs under plain Docker runs here too',
      },
    ],
  };
}

/** Said here once for all transforms of manifests: a patch is its owner's. */
function patches(doc: KubernetesDoc, context: Context): Refusal[] {
  return doc.workloads.flatMap((workload) => {
    const named = workload.containers.some(({ image }) => image !== undefined);
    const reason = named && !isWindowsPod(doc, workload) ? whyPatch(doc, workload, context) : undefined;
    if (reason === undefined) return [];
    const at = { file: doc.file, span: workload.kindSpan };
    const message = `${reason}; containers are hardened where they are defined`;
    return [{ anchor: workload.id, at, code: 'inherited', message }];
  });
}

function inTheWay(workload: Workload): Stop | undefined {
  // The field came with Kubernetes 1.19.
  const version = removedApi(workload);
  if (version !== undefined) {
    return stop('conflicts', `a cluster that serves ${version} is too old to know seccompProfile`);
  }
  const annotation = seccompAnnotation(workload);
  if (annotation !== undefined) {
    return stop(
      'needs-decision',
      `the annotation ${annotation} chose a profile on clusters before 1.27; put its choice into seccompProfile`,
    );
  }
  return undefined;
}

/** On the object itself or on the template of its pods. */
function seccompAnnotation({ map }: Workload): string | undefined {
  const templates = [
    findValue(map, 'metadata', 'annotations'),
    findValue(map, 'spec', 'template', 'metadata', 'annotations'),
    findValue(map, 'spec', 'jobTemplate', 'spec', 'template', 'metadata', 'annotations'),
  ];
  for (const node of templates) {
    const annotations = asMap(node);
    if (!annotations) continue;
    for (const key of entriesOf(annotations).keys()) if (/^(?:container\.)?seccomp\.security\./.test(key)) return key;
  }
  return undefined;
}
