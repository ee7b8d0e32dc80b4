// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
// Checks on Compose files and manifests: what fires, with its words, and what stays silent.
import { parseCompose } from '../../src/compose/index.js';
import { parseManifests } from '../../src/kubernetes/index.js';
import { filePath, type Context } from '../../src/model/index.js';
import { reports } from '../../src/reports/index.js';

const context = {} as Context;
type Row = readonly [id: string, text: string, said: readonly string[]];

function compose(id: string, text: string): string[] {
  const doc = parseCompose(filePath('compose.yaml'), text);
  const report = reports.compose.find((each) => each.id === id)!;
  return report.find(doc, context).map(({ message, at }) => {
    expect(text.slice(at.span.start, at.span.end)).not.toBe('');
    return message;
  });
}

function kubernetes(id: string, text: string): string[] {
  const doc = parseManifests(filePath('app.yaml'), text);
  return reports.kubernetes
    .find((each) => each.id === id)!
    .find(doc, context)
    .map(({ message }) => message);
}

/** A service `web` with the given keys. */
function web(keys: string): string {
  return `services:\n  web:\n    image: nginx:1.27\n${keys.replace(/^/gm, '    ')}\n`;
}

const composeTable: readonly Row[] = [
  ['capabilities-kept', 'cap_drop: [NET_RAW]', ['web keeps capabilities it may not need: cap_drop does not name ALL']],
  ['capabilities-kept', 'cap_drop: [all]', []],
  ['capabilities-kept', 'privileged: true', []],
  [
    'dangerous-capability',
    'cap_add: [CAP_SYS_ADMIN, NET_BIND_SERVICE]',
    [
      'web adds SYS_ADMIN, which allows mounting, namespaces and most of what root may do; a mount that Compose makes, or the device /dev/fuse with a seccomp profile, often does',
    ],
  ],
  ['dangerous-capability', 'cap_add: [CHOWN]', []],
  ['dangerous-capability', 'cap_drop: [ALL]\ncap_add: [DAC_OVERRIDE, NET_RAW]', []],
  [
    'dangerous-capability',
    'cap_drop: [ALL]\ncap_add: [DAC_READ_SEARCH]',
    [
      'web adds DAC_READ_SEARCH, which allows reading every file; files that belong to the user it runs as need no such right',
    ],
  ],
  [
    'privileged-service',
    'privileged: true',
    [
      'web is privileged: it has every capability and every device of the host; cap_add and devices give the few it uses',
    ],
  ],
  ['privileged-service', 'privileged: false', []],
  [
    'host-namespace',
    'network_mode: host\npid: "host"',
    [
      'web shares the host’s namespace: network_mode: host; ports publishes what others call, and a macvlan network puts it into the LAN if it must be seen there',
      'web shares the host’s namespace: pid: host; pid: "service:NAME" shows it the processes of one other container only',
    ],
  ],
  ['host-namespace', 'network_mode: service:db', []],
  [
    'engine-socket-mounted',
    'volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]',
    [
      'web mounts /var/run/docker.sock; read-only does not limit what it can ask for. A socket proxy that passes on only the calls it makes (docker-socket-proxy, on a network of the two) keeps the rest from it',
    ],
  ],
  ['engine-socket-mounted', 'volumes: ["sock:/var/run/docker.sock"]', []],
  [
    'sensitive-host-path',
    'volumes:\n  - /etc/:/host/etc:ro\n  - type: bind\n    source: /\n    target: /rootfs',
    [
      'web mounts /etc/ of the host to read; the one file it reads can be mounted by itself',
      'web mounts / of the host to read and write; the folders it looks at can be mounted one by one, and :ro keeps it from changing what it only reads',
    ],
  ],
  [
    'sensitive-host-path',
    'volumes: ["/mnt/a:/a:rshared"]',
    ['web mounts /mnt/a with propagation rshared, so its mounts appear on the host'],
  ],
  ['sensitive-host-path', 'volumes: ["./etc:/etc", "/etc/localtime:/etc/localtime:ro", "etc:/etc"]', []],
  [
    'host-device',
    'devices: ["/dev/dri:/dev/dri"]',
    ['web gets the device /dev/dri; permissions behind it (`:r`) keep it from writing there, if it only reads'],
  ],
  ['host-device', 'devices: ["/dev/snd:/dev/snd:r"]', ['web gets the device /dev/snd']],
  ['host-device', 'devices: []', []],
  [
    'security-profile-off',
    'security_opt: ["seccomp=unconfined", "label:disable"]',
    [
      'web turns a protection off: seccomp=unconfined; a profile of its own opens the one call or file it needs',
      'web turns a protection off: label:disable; a profile of its own opens the one call or file it needs',
    ],
  ],
  ['security-profile-off', 'security_opt: ["seccomp=./web.json", "no-new-privileges:true"]', []],
  ['loose-tmpfs', 'tmpfs: /tmp:exec,size=64m', ['web mounts a tmpfs with exec']],
  ['loose-tmpfs', 'tmpfs:\n  - /run\n  - /tmp:noexec,nosuid', []],
  ['cgroup-parent', 'cgroup_parent: big', ['web runs in the control group big, whose limits stand on the host']],
  ['cgroup-parent', 'cgroup: private', []],
  ['service-as-root', 'user: "0:0"', ['web runs as root: user: 0:0']],
  ['service-as-root', 'user: rootless', []],
  ['ssh-server', 'command: ["/usr/sbin/sshd", "-D"]', ['web starts an SSH server']],
  ['ssh-server', 'command: ["cat", "/etc/sshd_config"]', []],
  ['writable-root-file-system', 'restart: always', ['web may write to its whole file system: read_only is not set']],
  ['writable-root-file-system', 'read_only: true', []],
  ['no-resource-limits', 'mem_limit: 64m', ['web has no limit on processor time and processes']],
  ['no-resource-limits', 'deploy:\n  resources:\n    limits: {memory: 64M, cpus: "1", pids: 50}', []],
  ['limit-lifted', 'ulimits:\n  memlock: {soft: -1, hard: -1}\n  nofile: 1024', ['web lifts the limit memlock']],
  ['limit-lifted', 'ulimits: {nofile: 1024}', []],
  ['no-restart-policy', 'read_only: true', ['web has no restart policy']],
  ['no-restart-policy', 'restart: "no"', []],
  ['no-healthcheck', 'restart: always', ['web has no health check here; its image may bring one']],
  ['no-healthcheck', 'healthcheck: {test: ["NONE"]}', ['web turns its health check off']],
  ['no-healthcheck', 'healthcheck: {test: ["CMD", "true"]}', []],
  ['depends-on-without-condition', 'depends_on: [web2]\n\n', []],
  ['logging-off', 'logging: {driver: none}', ['web throws its logs away']],
  ['logging-off', 'logging: {driver: local}', []],
  [
    'no-init',
    'command: sh -c "worker & exec server"',
    [
      'web starts processes in the background from a shell, which does not pass signals on or reap them; init: true would',
    ],
  ],
  [
    'no-init',
    'command: /bin/zsh -c "worker & exec server"',
    [
      'web starts processes in the background from a shell, which does not pass signals on or reap them; init: true would',
    ],
  ],
  ['no-init', 'command: sh -c "worker & exec server"\ninit: true', []],
  ['no-init', 'command: sh -c "migrate && exec server 2>&1"', []],
  [
    'port-on-every-interface',
    'ports:\n  - "8080:80"\n  - 0.0.0.0:9000-9001:9000-9001/udp\n  - "443"',
    [
      'web publishes port 8080 for 80 on every interface of the host',
      'web publishes port 9000-9001 for 9000-9001 on every interface of the host',
      'web publishes a port Docker chooses for 443 on every interface of the host',
    ],
  ],
  [
    'port-on-every-interface',
    'ports:\n  - 127.0.0.1:8080:80\n  - "[::1]:8081:80"\n  - ${PORT}:80\n  - {target: 80, published: 8082, host_ip: 127.0.0.1}',
    [],
  ],
  [
    'low-host-port',
    'ports:\n  - "80:8080"\n  - {target: 443, published: "443"}',
    ['web takes port 80 of the host', 'web takes port 443 of the host'],
  ],
  ['low-host-port', 'ports: ["8080:80", "80"]', []],
  ['image-without-version', 'read_only: true', []],
  [
    'credential-in-compose',
    'environment:\n  DB_PASSWORD: s3cret-Value\n  DB_URL: postgres://app:hunter22@db/app\n  API_TOKEN: ${TOKEN:-abcdef123456}',
    [
      'web has the value of DB_PASSWORD written into the file',
      'web has the value of DB_URL written into the file',
      'web has the value of API_TOKEN written into the file',
    ],
  ],
  [
    'credential-in-compose',
    'environment:\n  - DB_PASSWORD\n  - DB_PASSWORD_FILE=/run/secrets/db\n  - API_TOKEN=${TOKEN}\n  - ALLOW_EMPTY_PASSWORD=yes\n  - DB_URL=postgres://app:${PASS}@db/app',
    [],
  ],
];

test.each(composeTable)('%s: %j', (id, keys, said) => {
  expect(compose(id, web(keys))).toEqual(said);
});

const files: readonly Row[] = [
  [
    'service-image-end-of-life',
    'services:\n  a: {image: "postgres:${PG:-12}-alpine"}\n  b: {image: "postgres:${PG:-12}"}\n  c: {image: "node:16", build: .}\n  d: {image: openjdk}\n  e: {image: "redis:7"}\n',
    [
      'b runs postgres:12: PostgreSQL 12 has had no fixes since 2024-11-21 (https://www.postgresql.org/support/versioning/)',
      'd runs openjdk, which is deprecated in favour of eclipse-temurin or another build of OpenJDK (https://github.com/docker-library/docs/blob/4338f094c6a22217ef19571d7adee84ca048cfab/openjdk/deprecated.md)',
    ],
  ],
  [
    'image-without-version',
    'services:\n  a: {image: redis}\n  b: {image: "redis:latest"}\n  c: {image: "redis:7"}\n  d: {image: app, build: .}\n  e: {image: "${IMAGE}"}\n',
    [
      'a runs redis without a tag, so whatever latest is on that day',
      'b runs redis:latest, which is another version every so often',
    ],
  ],
  [
    'depends-on-without-condition',
    'services:\n  a: {image: a:1, depends_on: [b, c]}\n  b: {image: b:1}\n  c: {image: c:1, healthcheck: {test: x}}\n  d:\n    image: d:1\n    depends_on: {c: {condition: service_healthy}}\n',
    [
      'a starts as soon as b does, which may not be ready yet',
      'a starts as soon as c does, which has a health check nobody waits for',
    ],
  ],
  [
    'one-network',
    'services:\n  a: {image: a:1}\n  b: {image: b:1}\n  c: {image: c:1}\n',
    [
      'all 3 services share one network, so each reaches every other; `harden fix --dry-run --only segment-networks` sketches networks for databases',
    ],
  ],
  ['one-network', 'services:\n  a: {image: a:1}\n  b: {image: b:1, networks: [back]}\n  c: {image: c:1}\n', []],
  [
    'same-name-or-port',
    'services:\n  a: {image: a:1, container_name: x, ports: ["80:80"]}\n  b: {image: b:1, container_name: x, ports: ["80:8080", "80:80/udp"]}\n',
    ['b and a have the same container_name', 'b and a publish the same port 80'],
  ],
  [
    'same-name-or-port',
    'services:\n  a: {image: a:1, ports: ["127.0.0.1:80:80"]}\n  b: {image: b:1, ports: ["127.0.0.2:80:80"]}\n  c: {image: c:1, ports: ["127.0.0.1:80:80"], profiles: [x]}\n',
    [],
  ],
  ['no-healthcheck', 'services:\n  a:\n    environment: {A: b}\n  b:\n    extends: {file: base.yml, service: b}\n', []],
  [
    'dangerous-capability',
    'x-a: &a\n  cap_add: [SYS_TIME]\nservices:\n  a: {<<: *a, image: a:1}\n  b: {<<: *a, image: b:1}\n',
    [
      'a adds SYS_TIME, which allows setting the host’s clock; the host can keep the time for all containers',
      'b adds SYS_TIME, which allows setting the host’s clock; the host can keep the time for all containers',
    ],
  ],
];

test.each(files)('%s in a file: %j', (id, text, said) => {
  expect(compose(id, text)).toEqual(said);
});

/** A Deployment `web` with pod keys and container keys. */
function deployment(container: string, pod = ''): string {
  const lines = [
    ...(pod === '' ? [] : pod.replace(/^/gm, '      ').split('\n')),
    '      containers:',
    '      - name: app',
    '        image: app:1',
    ...container.replace(/^/gm, '        ').split('\n'),
  ];
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n${lines.join('\n')}\n`;
}

const kubernetesTable: readonly Row[] = [
  [
    'container-may-run-as-root',
    deployment('args: []'),
    ['app may run as root: neither runAsNonRoot nor runAsUser is set'],
  ],
  ['container-may-run-as-root', deployment('securityContext: {runAsUser: 0}'), ['app runs as root: runAsUser: 0']],
  ['container-may-run-as-root', deployment('args: []', 'securityContext: {runAsNonRoot: true}'), []],
  [
    'container-may-run-as-root',
    deployment('args: []', 'securityContext: {runAsNonRoot: false}'),
    ['app may run as root: runAsNonRoot: false'],
  ],
  [
    'writable-container-file-system',
    deployment('securityContext: {readOnlyRootFilesystem: false}'),
    ['app may write to its whole file system: readOnlyRootFilesystem: false'],
  ],
  [
    'container-keeps-capabilities',
    deployment('args: []'),
    ['app keeps capabilities it may not need: drop does not name ALL'],
  ],
  ['container-keeps-capabilities', deployment('securityContext: {capabilities: {drop: [all]}}'), []],
  [
    'container-adds-capability',
    deployment('securityContext: {capabilities: {add: [NET_ADMIN, CHOWN]}}'),
    [
      'app adds NET_ADMIN, which allows changing interfaces, routes and firewall rules; an init container can set what only has to be set once, or sysctls of the pod',
    ],
  ],
  ['container-adds-capability', deployment('args: []'), []],
  [
    'privileged-container',
    deployment('securityContext: {privileged: true}'),
    [
      'app is privileged: it has every capability and every device of its node; capabilities.add and a device plugin give the few it uses',
    ],
  ],
  ['privileged-container', deployment('securityContext: {privileged: false}'), []],
  [
    'node-namespace',
    deployment('args: []', 'hostNetwork: true\nhostPID: false'),
    [
      'Deployment/web shares a namespace of its node: hostNetwork: true; a Service makes its ports known, and a hostPort only the one that must be on the node',
    ],
  ],
  ['node-namespace', deployment('args: []'), []],
  [
    'node-path',
    deployment(
      'args: []',
      'volumes:\n- name: a\n  hostPath: {path: /var/run/docker.sock}\n- name: b\n  hostPath: {path: /data}',
    ),
    [
      'Deployment/web mounts /var/run/docker.sock of its node, the socket of the container engine; a builder without the engine makes images, and the cluster’s API tells of pods',
      'Deployment/web mounts /data of its node; a persistentVolumeClaim holds data that outlives the pod, and an emptyDir what need not',
    ],
  ],
  ['node-path', deployment('args: []', 'volumes:\n- name: a\n  emptyDir: {}'), []],
  ['node-port', deployment('ports: [{containerPort: 80, hostPort: 8080}]'), ['app takes port 8080 of its node']],
  ['node-port', deployment('ports: [{containerPort: 80}]'), []],
  [
    'unsafe-sysctl',
    deployment(
      'args: []',
      'securityContext:\n  sysctls:\n  - {name: net.core.somaxconn, value: "1024"}\n  - {name: net.ipv4.tcp_syncookies, value: "1"}',
    ),
    ['Deployment/web sets the kernel parameter net.core.somaxconn'],
  ],
  [
    'unmasked-proc',
    deployment('securityContext: {procMount: Unmasked}'),
    ['app sees all of /proc: procMount: Unmasked'],
  ],
  [
    'unmasked-proc',
    deployment('securityContext: {windowsOptions: {hostProcess: true}}'),
    ['app runs as a process of its node: hostProcess: true'],
  ],
  ['unmasked-proc', deployment('securityContext: {procMount: Default}'), []],
  ['no-seccomp-profile', deployment('args: []'), ['app has no seccompProfile']],
  [
    'no-seccomp-profile',
    deployment('securityContext: {seccompProfile: {type: Unconfined}}'),
    ['app turns seccomp off'],
  ],
  ['no-seccomp-profile', deployment('args: []', 'securityContext: {seccompProfile: {type: RuntimeDefault}}'), []],
  [
    'service-account-token',
    deployment('args: []'),
    ['Deployment/web gets the token of the default service account, unless that account forbids it'],
  ],
  ['service-account-token', deployment('args: []', 'serviceAccountName: web'), []],
  ['service-account-token', deployment('args: []', 'automountServiceAccountToken: false'), []],
  [
    'writable-container-file-system',
    deployment('args: []'),
    ['app may write to its whole file system: readOnlyRootFilesystem is not set'],
  ],
  ['writable-container-file-system', deployment('securityContext: {readOnlyRootFilesystem: true}'), []],
  [
    'no-resources',
    deployment('resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}'),
    ['app does not set requests.memory and limits.cpu'],
  ],
  ['no-resources', deployment('resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}'), []],
  [
    'image-tagged-latest',
    deployment('args: []').replace('app:1', 'app:latest'),
    ['app runs app:latest, which is another version every so often'],
  ],
  [
    'container-image-end-of-life',
    deployment('args: []').replace('app:1', 'python:3.8-slim'),
    ['app runs python:3.8-slim: Python 3.8 has had no fixes since 2024-10-07 (https://devguide.python.org/versions/)'],
  ],
  ['container-image-end-of-life', deployment('args: []').replace('app:1', 'python:3.13-slim'), []],
  ['image-tagged-latest', deployment('args: []'), []],
  ['no-probes', deployment('readinessProbe: {exec: {command: [x]}}'), ['app has no livenessProbe']],
  ['no-probes', deployment('args: []').replace('Deployment', 'Job'), []],
  [
    'credential-in-manifest',
    deployment(
      'env:\n- {name: DB_PASSWORD, value: s3cret-Value}\n- {name: API_TOKEN, valueFrom: {secretKeyRef: {name: a, key: b}}}\n- {name: TOKEN, value: $(API_TOKEN)}',
    ),
    ['app has the value of DB_PASSWORD written into the file'],
  ],
  [
    'credential-in-manifest',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  DB_PASSWORD: s3cret-Value\n  MODE: fast\n',
    ['ConfigMap/c holds DB_PASSWORD, which belongs into a Secret'],
  ],
  [
    'removed-api-version',
    deployment('args: []').replace('apps/v1', 'extensions/v1beta1'),
    ['Deployment/web asks for extensions/v1beta1, which current clusters no longer serve; apps/v1 took its place'],
  ],
  ['removed-api-version', deployment('args: []'), []],
  [
    'default-namespace',
    deployment('args: []').replace('name: web', 'name: web\n  namespace: default'),
    ['Deployment/web is put into the namespace default, with everything else'],
  ],
  ['default-namespace', deployment('args: []'), []],
  [
    'replicas-on-one-node',
    deployment('args: []').replace('spec:\n', 'spec:\n  replicas: 3\n'),
    ['Deployment/web runs 3 replicas that may all land on one node'],
  ],
  [
    'replicas-on-one-node',
    deployment('args: []', 'topologySpreadConstraints: [{maxSkew: 1}]').replace('spec:\n', 'spec:\n  replicas: 3\n'),
    [],
  ],
];

test.each(kubernetesTable)('%s: %j', (id, text, said) => {
  expect(kubernetes(id, text)).toEqual(said);
});

test('a patch for another file’s container says nothing about the container', () => {
  const patch = deployment('resources: {}').replace('        image: app:1\n', '');
  for (const report of reports.kubernetes)
    expect(report.find(parseManifests(filePath('patch.yaml'), patch), context)).toEqual([]);
});

test('every check is tried here, has one id, and gives a reason', () => {
  const tried = new Set(
    [...composeTable, ...files, ...kubernetesTable].filter(([, , said]) => said.length > 0).map(([id]) => id),
  );
  const all = [...reports.compose, ...reports.kubernetes];
  expect([...tried].sort()).toEqual(all.map(({ id }) => id).sort());
  for (const { reason, rules } of all) expect([reason.endsWith('.'), rules.length > 0]).toEqual([true, true]);
});
