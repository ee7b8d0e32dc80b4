import type { RowTable } from './rule-types.js';

export const KUBERNETES_ROWS = {
  'pod-runs-as-root': {
    title: 'Runs as root, or as a low user or group',
    mark: 'I',
    ids: ['KSV-0012', 'KSV-0020', 'KSV-0021', 'KSV-0105', 'KSV-0116', 'kl run-as-non-root'],
    reason:
      'The pod does not start when the image’s user is root or a name, and files in volumes belong to the user they were written by.',
  },
  'privilege-escalation-allowed': {
    title: 'Privilege escalation allowed',
    mark: 'F',
    ids: ['KSV-0001', 'kl privilege-escalation-container'],
  },
  'pod-capabilities-not-dropped': {
    title: 'Capabilities not dropped, or added',
    mark: 'X',
    ids: [
      'KSV-0003',
      'KSV-0004',
      'KSV-0022',
      'KSV-0106',
      'KSV-0119',
      'KSV-0120',
      'KSV-0005',
      'kl drop-net-raw-capability',
    ],
    reason: 'Which capabilities the program needs shows only when it runs without them.',
  },
  'pod-file-system-writable': {
    title: 'Root file system writable',
    mark: 'X',
    ids: ['KSV-0014', 'kl no-read-only-root-fs'],
    reason: 'Every path the program writes needs an emptyDir, and those paths are only seen while it runs.',
  },
  'pod-without-seccomp-profile': {
    title: 'No seccomp or AppArmor profile',
    mark: 'F!',
    ids: ['KSV-0030', 'KSV-0104', 'KSV-0002'],
    reason: 'A system call that the profile forbids fails afterwards, and AppArmor depends on the node.',
  },
  'pod-without-resources': {
    title: 'No CPU or memory requests and limits',
    mark: 'X',
    ids: ['KSV-0011', 'KSV-0015', 'KSV-0016', 'KSV-0018', 'kl unset-cpu-requirements', 'kl unset-memory-requirements'],
    reason:
      'A limit that is too low kills or throttles the container under load, and the right number comes from measuring it.',
  },
  'pod-with-host-access': {
    title: 'Host access: privileged, host namespaces, host ports and paths, sysctls',
    mark: 'R',
    ids: [
      'KSV-0017',
      'KSV-0008',
      'KSV-0009',
      'KSV-0010',
      'KSV-0024',
      'KSV-0023',
      'KSV-0006',
      'KSV-0026',
      'KSV-0027',
      'KSV-0103',
      'kl privileged-container',
      'kl host-network',
      'kl host-pid',
      'kl host-ipc',
      'kl docker-sock',
      'kl unsafe-sysctls',
      'kl unsafe-proc-mount',
    ],
    reason: 'The workload was given the host on purpose; taking it away needs another design, not another value.',
  },
  'service-account-token-mounted': {
    title: 'Service account token mounted',
    mark: 'S',
    ids: ['KSV-0036'],
    reason:
      'Whether the program talks to the cluster’s API is in its source and its libraries; without the token such calls fail.',
  },
  'pod-image-tagged-latest': {
    title: 'Image tagged latest',
    mark: 'G',
    ids: ['KSV-0013', 'kl latest-tag'],
    reason: 'Which version latest stands for is only known to the registry.',
  },
  'pod-without-probes': {
    title: 'No liveness or readiness probe',
    mark: 'S',
    ids: ['kl no-liveness-probe', 'kl no-readiness-probe', 'kl no-liveness/readiness'],
    reason:
      'A probe needs a path the program answers; an invented one takes healthy pods out of service or restarts them.',
  },
  'secret-in-pod-environment': {
    title: 'Secrets in the environment or in a ConfigMap',
    mark: 'R',
    ids: ['KSV-0109', 'kl env-var-secret'],
    reason:
      'The value has to move into a Secret, which is made outside of the file, and be replaced because it was committed.',
  },
  'cluster-policy-missing': {
    title: 'Network policy, anti-affinity, disruption budget, namespace, API version',
    mark: 'R',
    ids: ['kl non-isolated-pod', 'kl no-anti-affinity', 'kl use-namespace'],
    reason: 'They describe the cluster and the traffic in it, which the manifest alone does not show.',
  },
} satisfies RowTable;
