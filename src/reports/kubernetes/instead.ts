// What does instead of a power over the node, where there is a known answer.

/** Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const NAMESPACES = {
  hostNetwork: 'a Service makes its ports known, and a hostPort only the one that must be on the node',
  hostPID: 'shareProcessNamespace shows it the processes of its own pod',
  hostIPC: 'an emptyDir of medium Memory at /dev/shm gives it shared memory',
} as const;

export type NodeNamespace = keyof typeof NAMESPACES;
export const NODE_NAMESPACES = Object.keys(NAMESPACES) as NodeNamespace[];

export function insteadOfNodeNamespace(key: NodeNamespace): string {
  return `; ${NAMESPACES[key]}`;
}

export const INSTEAD_OF_PRIVILEGES = '; capabilities.add and a device plugin give the few it uses';

/** Source: https://man7.org/linux/man-pages/man7/capabilities.7.html */
const CAPABILITIES: Readonly<Record<string, string>> = {
  ALL: 'the capabilities it uses can be named one by one',
  DAC_OVERRIDE: 'files that belong to the user it runs as, or to the fsGroup, need no such right',
  DAC_READ_SEARCH: 'files that belong to the user it runs as, or to the fsGroup, need no such right',
  NET_ADMIN: 'an init container can set what only has to be set once, or sysctls of the pod',
  NET_RAW: 'ping works without it where the sysctl net.ipv4.ping_group_range allows it',
  SYS_MODULE: 'the node can load the module when it boots',
  SYS_PTRACE: 'an ephemeral container can look at the process when somebody has to',
  SYS_RESOURCE: 'the limits of the container runtime can be raised for all',
  SYS_TIME: 'the node can keep the time for all containers',
};

export function insteadOfNodeCapability(name: string): string {
  return Object.hasOwn(CAPABILITIES, name) ? `; ${CAPABILITIES[name]}` : '';
}

const PATHS: readonly (readonly [RegExp, string])[] = [
  [
    /(?:docker|containerd|crio)\.sock$/,
    'a builder without the engine makes images, and the cluster’s API tells of pods',
  ],
  [/^\/var\/log(?:\/|$)/, 'read-only is enough for one that collects logs'],
  [/^\/(?:proc|sys)(?:\/|$)/, 'read-only is enough for one that only measures'],
  [/^\/(?:etc|root|home)(?:\/|$)/, 'a ConfigMap or a Secret brings it the file'],
];

/** A smaller thing to mount. */
export function insteadOfNodePath(path: string): string {
  const known = PATHS.find(([pattern]) => pattern.test(path))?.[1];
  return `; ${known ?? 'a persistentVolumeClaim holds data that outlives the pod, and an emptyDir what need not'}`;
}
