// Pods as an engine is to run them: settings, environment, volumes, order, and what it cannot do.
import type { ImageConfig, ModelMap } from '../../src/io/index.js';
import { filePath } from '../../src/model/index.js';
import { DocumentMemory } from '../../src/planner/index.js';
import { podContainers, podModel, readPodFiles, untestedIn } from '../../src/verify/index.js';

const IMAGE = { user: '', env: [], ports: [] } as unknown as ImageConfig;

interface Seen {
  readonly services: Record<string, ModelMap>;
  readonly left: Record<string, string>;
  readonly refused: Record<string, string>;
  readonly checks: Record<string, unknown>;
  readonly notes: readonly string[];
  readonly volumes: ModelMap;
  readonly given: Record<string, { readonly text: string; readonly mode: number }>;
}

const memory = new DocumentMemory();

function seen(spec: string, more: { beside?: string; user?: string; absent?: string; before?: string[] } = {}): Seen {
  const files: Record<string, string> = {
    'a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec:\n${spec.replace(/^/gm, '  ')}\n`,
    'b.yaml': more.beside ?? '',
  };
  const read = readPodFiles(
    [filePath('a.yaml')],
    [filePath('b.yaml')],
    (path) => memory.kubernetes.find(path, files[path])?.doc,
  );
  const given: Record<string, { text: string; mode: number }> = {};
  const containers = podContainers(read);
  const image = { ...IMAGE, user: more.user ?? '' };
  const pods = podModel(containers, {
    files: read,
    place: {
      open: (path) => `/run/${path}`,
      give(path, content, mode) {
        given[path] = { text: Buffer.from(content).toString(), mode };
        return `/run/${path}`;
      },
    },
    images: new Map(containers.map(({ service }) => [service, image])),
    absent: new Map(more.absent ? [[more.absent, 'its image x cannot be had: no']] : []),
    before: new Set(more.before),
  });
  return {
    services: pods.services as Record<string, ModelMap>,
    left: Object.fromEntries(pods.left),
    refused: Object.fromEntries(pods.refused),
    checks: Object.fromEntries(pods.checks),
    notes: pods.notes,
    volumes: pods.volumes,
    given,
  };
}

test('settings of the container over those of its pod', () => {
  const { services } =
    seen(`securityContext: {runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [7]}
terminationGracePeriodSeconds: 9
hostname: own
containers:
  - name: app
    image: app:1
    command: [run, $(A), $$(A)]
    args: ["--port=$(PORT)"]
    workingDir: /srv
    env: [{name: A, value: "1"}, {name: PORT, value: "80$(A)"}]
    resources: {limits: {memory: 64Mi, cpu: 250m}, requests: {memory: 1Mi}}
    ports: [{containerPort: 8000}, {containerPort: 53, protocol: UDP}]
    securityContext:
      runAsUser: 1001
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL], add: [CHOWN]}`);
  expect(services).toEqual({
    web: {
      image: 'app:1',
      entrypoint: ['run', '1', '$(A)'],
      command: ['--port=801'],
      working_dir: '/srv',
      environment: { A: '1', PORT: '801' },
      user: '1001:3000',
      group_add: ['2000', '7'],
      read_only: true,
      security_opt: ['no-new-privileges:true'],
      cap_add: ['CHOWN'],
      cap_drop: ['ALL'],
      deploy: { resources: { limits: { memory: '67108864', cpus: '0.25' } } },
      healthcheck: { disable: true },
      restart: 'always',
      stop_grace_period: '9s',
      volumes: [],
      hostname: 'own',
      networks: { default: { aliases: [] } },
      ports: [{ target: 8000, protocol: 'tcp' }],
      depends_on: {},
    },
  });
});

test('what comes first ends first; the others share a network, and are reached through its ports', () => {
  const { services, checks } = seen(`shareProcessNamespace: true
initContainers:
  - {name: one, image: a}
  - {name: side, image: s, restartPolicy: Always}
  - {name: two, image: b}
containers:
  - name: app
    image: app
    readinessProbe: {exec: {command: [ready]}, periodSeconds: 5, failureThreshold: 4}
    livenessProbe: {exec: {command: [lives]}}
  - name: api
    image: api
    ports: [{name: http, containerPort: 9000}]
    readinessProbe: {httpGet: {path: /up, port: http}}
    livenessProbe: {httpGet: {path: /tls, port: 9443, scheme: HTTPS}}`);
  const done = { condition: 'service_completed_successfully', required: true };
  expect(Object.keys(services)).toEqual(['web.one', 'web.two', 'web.app', 'web.api', 'web.side']);
  expect(services['web.two']).toMatchObject({ restart: 'no', depends_on: { 'web.one': done } });
  expect(services['web.app']!.depends_on).toEqual({ 'web.one': done, 'web.two': done });
  expect(services['web.app']!.ports).toEqual([9000, 9443].map((target) => ({ target, protocol: 'tcp' })));
  expect(services['web.app']!.healthcheck).toMatchObject({ test: ['CMD', 'ready'], interval: '5s', retries: 4 });
  for (const each of ['web.api', 'web.side'])
    expect(services[each]).toMatchObject({ network_mode: 'service:web.app', pid: 'service:web.app' });
  expect(checks['web.app']).toEqual([
    { as: 'livenessProbe', probe: { kind: 'command', command: ['lives'], body: false } },
  ]);
  expect(checks['web.api']).toEqual([
    { as: 'readinessProbe', probe: { kind: 'http', port: 9000, path: '/up', body: false } },
    { as: 'livenessProbe', probe: { kind: 'tcp', port: 9443 } },
  ]);
});

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
data: {key: value, "other.txt": "two\\n"}
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
data: {token: c2VjcmV0}
`;

test('maps and secrets of the files beside: as variables and as files with their modes', () => {
  const { services, given, volumes, notes } = seen(
    `containers:
  - name: app
    image: app
    envFrom: [{configMapRef: {name: conf}, prefix: C_}]
    env:
      - {name: TOKEN, valueFrom: {secretKeyRef: {name: keys, key: token}}}
      - {name: NONE, valueFrom: {secretKeyRef: {name: keys, key: none, optional: true}}}
      - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
      - {name: APP, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
    volumeMounts:
      - {name: conf, mountPath: /conf}
      - {name: conf, mountPath: /etc/one, subPath: other.txt}
      - {name: keys, mountPath: /keys}
      - {name: tmp, mountPath: /tmp}
      - {name: data, mountPath: /data}
volumes:
  - {name: conf, configMap: {name: conf}}
  - {name: keys, projected: {sources: [{secret: {name: keys, items: [{key: token, path: a/t, mode: 0400}]}}]}}
  - {name: tmp, emptyDir: {medium: Memory}}
  - {name: data, persistentVolumeClaim: {claimName: big}}`,
    { beside: CONFIG },
  );
  const at = '/run/pods/a.yaml-Pod-web';
  expect(services.web!.environment).toEqual({
    C_key: 'value',
    'C_other.txt': 'two\n',
    TOKEN: 'secret',
    NAME: 'web-0',
    APP: 'web',
  });
  expect(services.web!.volumes).toEqual([
    { type: 'bind', source: `${at}/conf`, target: '/conf', read_only: true },
    { type: 'bind', source: `${at}/conf/other.txt`, target: '/etc/one', read_only: true },
    { type: 'bind', source: `${at}/keys`, target: '/keys', read_only: true },
    { type: 'bind', source: `${at}/tmp`, target: '/tmp', read_only: false },
    { type: 'volume', source: 'web-data', target: '/data', read_only: false, volume: { nocopy: true } },
  ]);
  expect(given['pods/a.yaml-Pod-web/keys/a/t']).toEqual({ text: 'secret', mode: 0o400 });
  expect(given['pods/a.yaml-Pod-web/conf/key']).toEqual({ text: 'value', mode: 0o644 });
  expect(volumes).toEqual({ 'web-data': {} });
  expect(notes.join()).toContain('an empty volume stands in for the claim data');
});

test.each([
  [
    'a map that only the cluster has',
    '[{name: a, image: a, envFrom: [{configMapRef: {name: x}}]}]',
    'it needs the ConfigMap x, which is not in the files of its folder',
  ],
  [
    'a folder of the node',
    '[{name: a, image: a, volumeMounts: [{name: v, mountPath: /v}]}]\nvolumes: [{name: v, hostPath: {path: /var/run}}]',
    'it mounts /var/run of its node (volume v)',
  ],
  [
    'a driver',
    '[{name: a, image: a, volumeMounts: [{name: v, mountPath: /v}]}]\nvolumes: [{name: v, csi: {driver: d}}]',
    'its volume v is of the kind csi, which only a cluster has',
  ],
  [
    'the node itself',
    '[{name: a, image: a}]\nhostNetwork: true',
    'it shares the network of this machine (network_mode: host)',
  ],
  [
    'all rights',
    '[{name: a, image: a, securityContext: {privileged: true}}]',
    'it is privileged, and could reach everything on this machine',
  ],
  [
    'a path that climbs',
    '[{name: a, image: a, volumeMounts: [{name: v, mountPath: /v, subPath: ../x}]}]\nvolumes: [{name: v, emptyDir: {}}]',
    'it mounts a part of v that only a cluster can work out',
  ],
  [
    'root where it may not be',
    '[{name: a, image: a, securityContext: {runAsNonRoot: true}}]',
    'its pod has runAsNonRoot, and its image runs as root',
  ],
])('what cannot be run is said, and nothing of the pod is run: %s', (_, containers, reason) => {
  const { services, left } = seen(`containers: ${containers}`);
  expect(services).toEqual({});
  expect(left).toEqual({ web: reason });
});

test('a pod that ran before and would not be started any more is broken', () => {
  const spec = 'securityContext: {runAsNonRoot: true}\ncontainers: [{name: a, image: a}]';
  expect(seen(spec, { user: 'app', before: ['web'] }).refused).toEqual({
    web: 'its pod has runAsNonRoot, and its image has the user app: the kubelet compares numbers',
  });
  expect(seen(spec, { user: '1000' }).left).toEqual({});
  expect(seen('containers: [{name: a, image: x}]', { absent: 'web', before: ['web'] }).refused).toEqual({
    web: 'its image x cannot be had: no',
  });
});

test('whom a pod names by a Service runs beside it', () => {
  const beside = `apiVersion: v1
kind: Service
metadata: {name: db}
spec: {selector: {app: db}, ports: [{port: 80, targetPort: 5432}]}
---
apiVersion: v1
kind: Pod
metadata: {name: database, labels: {app: db}}
spec: {containers: [{name: a, image: db}]}
---
apiVersion: v1
kind: Pod
metadata: {name: unrelated}
spec: {containers: [{name: a, image: x}]}
`;
  const env = 'env: [{name: URL, value: "http://db/x"}]';
  const { services, notes } = seen(`containers:\n  - name: a\n    image: a\n    ${env}`, { beside });
  expect(Object.keys(services)).toEqual(['web', 'database']);
  expect(services.database!.networks).toEqual({
    default: { aliases: ['db', 'db.default', 'db.default.svc', 'db.default.svc.cluster.local'] },
  });
  expect(notes).toEqual(['the Service db moves the port 80 to 5432, which is not done here']);
});

const pod = (line: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n${line}\n  containers: [{name: a, image: a}]\n`;

test.each([
  ['  securityContext: {runAsUser: 7}', true, undefined],
  ['  securityContext: {runAsUser: 7}', false, 'web: it ended'],
  ['  automountServiceAccountToken: false', true, 'a container engine has nothing like automountServiceAccountToken'],
  [
    '  securityContext: {seLinuxOptions: {level: x}}',
    true,
    'a container engine has nothing like securityContext.seLinuxOptions.level',
  ],
])('what a run shows of a step: %s', (line, ran, reason) => {
  const path = filePath('a.yaml');
  const step = { files: [{ path, before: pod(''), after: pod(line) }] };
  const services = new Set(ran ? ['web'] : []);
  const workloads = new Map([['Pod/web', ['web']]]);
  expect(untestedIn(step, path, { workloads, services, whyNot: () => 'it ended' }, memory)).toBe(reason);
});
