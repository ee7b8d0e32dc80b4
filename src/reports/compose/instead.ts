// What does instead of a power over the host, where there is a known answer.

/** Source: https://docs.docker.com/reference/compose-file/services/ */
const NAMESPACES = {
  network_mode: 'ports publishes what others call, and a macvlan network puts it into the LAN if it must be seen there',
  net: 'ports publishes what others call',
  pid: 'pid: "service:NAME" shows it the processes of one other container only',
  ipc: 'shm_size gives it shared memory, and ipc: "service:NAME" that of one other container',
  uts: 'hostname gives it a name of its own',
  userns_mode: 'without the key it keeps the user numbers that the engine maps',
  cgroup: 'cgroup: private shows it its own limits only',
} as const;

export function insteadOfNamespace(key: keyof typeof NAMESPACES): string {
  return `; ${NAMESPACES[key]}`;
}

/** Source: https://man7.org/linux/man-pages/man7/capabilities.7.html */
const CAPABILITIES: Readonly<Record<string, string>> = {
  ALL: 'the capabilities it uses can be named one by one',
  DAC_OVERRIDE: 'files that belong to the user it runs as need no such right',
  DAC_READ_SEARCH: 'files that belong to the user it runs as need no such right',
  MKNOD: 'devices gives it the device itself',
  NET_ADMIN: 'sysctls sets what only has to be set once, such as net.ipv4.ip_forward',
  NET_RAW: 'ping works without it where the sysctl net.ipv4.ping_group_range allows it, as Docker sets it',
  SYS_ADMIN: 'a mount that Compose makes, or the device /dev/fuse with a seccomp profile, often does',
  SYS_MODULE: 'the host can load the module when it boots',
  SYS_RESOURCE: 'ulimits raises the one limit',
  SYS_TIME: 'the host can keep the time for all containers',
};

export function insteadOfCapability(name: string): string {
  return Object.hasOwn(CAPABILITIES, name) ? `; ${CAPABILITIES[name]}` : '';
}

const PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\/$/, 'the folders it looks at can be mounted one by one'],
  [/^\/(?:run|var\/run)$/, 'the one socket it talks to can be mounted by itself'],
  [/^\/dev$/, 'devices gives it the one device'],
  [/^\/etc(?:\/|$)/, 'the one file it reads can be mounted by itself'],
  [/^\/(?:proc|sys)$/, 'an exporter on the host shows the same numbers'],
  [/^\/var\/(?:log|lib\/docker)$/, 'a logging driver brings it the logs of containers'],
  [/^(?:~|\/root|\/home)(?:\/|$)/, 'secrets gives it the one key or password'],
];

/** Read-only where it is not, and the smaller thing to mount. */
export function insteadOfPath(path: string, readOnly: boolean): string {
  const bare = path.length > 1 ? path.replace(/(?<!\/)\/+$/, '') : path;
  const smaller = PATHS.find(([pattern]) => pattern.test(bare))?.[1] ?? 'a named volume holds what only it uses';
  return readOnly ? `; ${smaller}` : `; ${smaller}, and :ro keeps it from changing what it only reads`;
}
