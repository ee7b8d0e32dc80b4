import type { RowTable } from './rule-types.js';

export const COMPOSE_ROWS = {
  'new-privileges-allowed': {
    title: 'no-new-privileges not set',
    mark: 'F',
    ids: ['CL-0003', 'KICS No New Privileges Not Set', 'KICS Security Opt Not Set', 'CIS 5.26', 'O4'],
  },
  'capabilities-not-dropped': {
    title: 'Capabilities not dropped',
    mark: 'I',
    ids: ['CL-0006', 'KICS Container Capabilities Unrestricted', 'CIS 5.4', 'O3'],
    reason:
      'Which capabilities a program needs shows only when it runs: an entry point that changes owner or user fails without CHOWN, SETUID and SETGID.',
  },
  'dangerous-capabilities-added': {
    title: 'Dangerous capabilities added',
    mark: 'R',
    ids: ['CL-0011', 'CL-0024', 'CL-0027', 'CL-0028', 'CL-0029', 'CL-0030', 'KSV-0005'],
    reason:
      'A capability that somebody added by name is used for something; whether another design does without it is their decision.',
  },
  'service-privileged': {
    title: 'privileged: true',
    mark: 'R',
    ids: ['CL-0002', 'KICS Privileged Containers Enabled', 'CIS 5.5'],
    reason:
      'The smaller set of capabilities and devices that would do has to be found by running the container without it.',
  },
  'service-file-system-writable': {
    title: 'Root file system writable',
    mark: 'X',
    ids: ['CL-0007', 'CIS 5.13', 'O8'],
    reason: 'Every path the program writes needs a tmpfs or a volume, and those paths are only seen while it runs.',
  },
  'service-without-limits': {
    title: 'No memory, CPU or process limit',
    mark: 'X',
    ids: [
      'CL-0026',
      'KICS Memory Not Limited',
      'KICS Cpus Not Limited',
      'KICS Pids Limit Not Set',
      'CIS 5.11',
      'CIS 5.12',
      'CIS 5.29',
      'O7',
    ],
    reason: 'A limit that is too low kills the container under load, and the right number comes from measuring it.',
  },
  'ulimit-not-set': {
    title: 'ulimit not set',
    mark: 'R',
    ids: ['CIS 5.19'],
    reason: 'The right number depends on the load, and the daemon’s default already applies.',
  },
  'service-without-restart-policy': {
    title: 'No restart policy',
    mark: 'F!',
    ids: ['KICS Restart Policy On Failure Not Set To 5', 'CIS 5.15'],
    reason:
      'on-failure:5 as the benchmark wants it and unless-stopped as teams use it behave differently after a reboot; that is a policy.',
  },
  'service-without-health-check': {
    title: 'No health check',
    mark: 'S',
    ids: ['KICS Healthcheck Not Set', 'CIS 5.27'],
    reason:
      'A check needs a path the program answers and a tool in the image to ask it; an invented one marks healthy containers as sick.',
  },
  'dependency-not-awaited': {
    title: 'depends_on without a condition',
    mark: 'F!',
    ids: [],
    reason:
      'Waiting for healthy is right only when the dependency has a check that passes; otherwise the service never starts.',
  },
  'port-published-on-every-interface': {
    title: 'Port published on every interface',
    mark: 'F!',
    ids: [
      'CL-0005',
      'dc no-unbound-port-interfaces',
      'dc no-unbound-port',
      'KICS Container Traffic Not Bound To Host Interface',
      'CIS 5.14',
      'O5a',
    ],
    reason:
      'Binding to 127.0.0.1 cuts off everybody who reaches the port from another machine, and the file does not say who does.',
  },
  'host-port-below-1024': {
    title: 'Port below 1024 on the host',
    mark: 'R',
    ids: ['KICS Privileged Ports Mapped In Container', 'CIS 5.8'],
    reason: 'Clients, certificates and firewalls know the port; changing it is not a matter of this file.',
  },
  'host-namespace-shared': {
    title: 'Host namespaces shared: network, pid, ipc, uts, user',
    mark: 'R',
    ids: [
      'CL-0008',
      'CL-0010',
      'KICS Shared Host Network Namespace',
      'KICS Host Namespace is Shared',
      'KICS Shared Host IPC Namespace',
      'KICS Shared Host User Namespace',
      'CIS 5.10',
      'CIS 5.16',
      'CIS 5.17',
      'CIS 5.21',
      'CIS 5.31',
    ],
    reason:
      'Somebody asked for the host’s namespace because the program looks at the host; without it, it sees something else.',
  },
  'default-network-only': {
    title: 'Default network only',
    mark: 'F!',
    ids: ['KICS Networks Not Set', 'CIS 5.30', 'O5'],
    reason:
      'Compose already makes a network for the project; cutting it up needs to know which services talk to which.',
  },
  'docker-socket-mounted': {
    title: 'Docker socket mounted',
    mark: 'R',
    ids: ['CL-0001', 'KICS Docker Socket Mounted In Container', 'CIS 5.32', 'O1'],
    reason:
      'The service drives the engine through it; a proxy that allows only what it needs has to be chosen by who knows what that is.',
  },
  'sensitive-host-path-mounted': {
    title: 'Sensitive, writable or propagated host paths',
    mark: 'R',
    ids: [
      'CL-0013',
      'CL-0025',
      'CL-0017',
      'KICS Volume Has Sensitive Host Directory',
      'KICS Volume Mounted In Multiple Containers',
      'CIS 5.6',
      'CIS 5.20',
    ],
    reason: 'Whether the program only reads the path is seen when it runs; read-only breaks one that writes.',
  },
  'host-device-handed-in': {
    title: 'Host devices handed in',
    mark: 'R',
    ids: ['CL-0016', 'CIS 5.18'],
    reason: 'The device is there because the program uses it.',
  },
  'security-profile-turned-off': {
    title: 'seccomp, AppArmor or labels turned off',
    mark: 'F!',
    ids: ['CL-0009', 'KICS Default Seccomp Profile Disabled', 'CIS 5.2', 'CIS 5.3', 'CIS 5.22', 'O6'],
    reason: 'It was turned off for a system call the default profile forbids; turned on again, that call fails.',
  },
  'tmpfs-with-exec-suid-or-dev': {
    title: 'tmpfs with exec, suid or dev',
    mark: 'R',
    ids: ['CL-0022'],
    reason: 'The option was added to the safe default on purpose, by something that runs from there.',
  },
  'cgroup-parent-set': {
    title: 'cgroup_parent set',
    mark: 'R',
    ids: ['KICS Cgroup Not Default', 'CIS 5.25'],
    reason: 'The limits the group carries are set on the host, so what its removal changes is not in the file.',
  },
  'service-runs-as-root': {
    title: 'Service runs as root',
    mark: 'S',
    ids: ['CL-0018', 'CIS 4.1'],
    reason:
      'A user only works when the image’s files and the mounted volumes allow it, and volumes that exist belong to root.',
  },
  'service-image-without-version': {
    title: 'Image without a tag or a digest',
    mark: 'G',
    ids: ['CL-0004', 'CL-0019', 'dc service-image-require-explicit-tag', 'dc explicit-tag', 'CIS 5.28'],
    reason:
      'The tag or digest that runs today is only known to the registry, and data volumes may not fit another major version.',
  },
  'credentials-in-environment': {
    title: 'Credentials written into the environment',
    mark: 'S',
    ids: ['CL-0020', 'CL-0021', 'O12'],
    reason:
      'After it nothing starts until somebody has set the value, and one that was committed has to be replaced where it is used; `harden fix --only move-secrets-out` makes it a variable.',
  },
  'logging-turned-off': {
    title: 'Logging turned off',
    mark: 'F!',
    ids: ['CL-0014', 'O10'],
    reason: 'Logs may have been turned off for volume or for what they contain; where they should go is a decision.',
  },
  'compose-version-obsolete': { title: 'The obsolete version key', mark: 'F', ids: ['dc no-version-field'] },
  'compose-file-untidy': {
    title: 'Style: build with image, duplicate names and ports, project name, quotes, order',
    mark: 'F',
    ids: [
      'dc no-build-and-image',
      'dc no-duplicate-container-names',
      'dc no-duplicate-exported-ports',
      'dc no-quotes-in-volumes',
      'dc require-project-name-field',
      'dc require-quotes-in-ports',
      'dc service-container-name-regex',
      'dc service-dependencies-alphabetical-order',
      'dc service-keys-order',
      'dc service-ports-alphabetical-order',
      'dc services-alphabetical-order',
      'dc top-level-properties-order',
    ],
  },
  'sshd-exec-or-swarm-in-use': {
    title: 'sshd, privileged exec, swarm mode',
    mark: 'R',
    ids: ['CIS 5.1', 'CIS 5.7', 'CIS 5.23', 'CIS 5.24'],
    reason: 'They are about how containers are operated, which no line of these files decides.',
  },
  'first-process-without-init': {
    title: 'No init for a first process that forks',
    mark: 'F!',
    ids: ['HF1003'],
    reason:
      'An init passes signals and reaps children, but some images bring their own and refuse to be anything but the first process.',
  },
} satisfies RowTable;
