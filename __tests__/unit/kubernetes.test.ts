import { filePath, isStop } from '../../src/model/index.js';
import { applyEdits } from '../../src/text/index.js';
import { addAt, flatten } from '../../src/yaml/index.js';
import { effectiveManifests, looksLikeKubernetes, parseManifests } from '../../src/kubernetes/index.js';

const read = (text: string) => parseManifests(filePath('k8s/app.yaml'), text);

const MANY = `apiVersion: v1
kind: Service
metadata: { name: web }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      initContainers:
      - name: setup
        image: busybox
      containers:
      - name: app
        image: nginx
        securityContext:
          runAsNonRoot: true
          # keep
      - image: unnamed
---
# a comment only
---
apiVersion: v1
kind: List
items:
- apiVersion: batch/v1
  kind: CronJob
  metadata: { name: web.v2 }
  spec: { jobTemplate: { spec: { template: { spec: { containers: [ { name: job, image: a } ] } } } } }
- apiVersion: v1
  kind: Pod
  metadata:
    name: pod
  spec:
    containers:
    - &c
      name: one
      image: a
    - *c
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers: []
---
kind: Deployment
spec: {}
`;

describe('parseManifests', () => {
  test('finds workloads in documents and lists', () => {
    const doc = read(MANY);
    expect(doc.manifests.map(({ id }) => id)).toEqual([
      'Service/web',
      'Deployment/web',
      '"CronJob/web.v2"',
      'Pod/pod',
      'Deployment/web#2',
      'Deployment/',
    ]);
    expect(
      doc.workloads.map(({ id, namespace, containers }) => [
        id,
        namespace,
        containers.map((each) => [each.place(), each.image]),
      ]),
    ).toEqual([
      [
        'Deployment/web',
        'shop',
        [
          ['Deployment/web.spec.template.spec.containers.app', 'nginx'],
          ['Deployment/web.spec.template.spec.containers.#2', 'unnamed'],
          ['Deployment/web.spec.template.spec.initContainers.setup', 'busybox'],
        ],
      ],
      ['"CronJob/web.v2"', undefined, [['"CronJob/web.v2".spec.jobTemplate.spec.template.spec.containers.job', 'a']]],
      [
        'Pod/pod',
        undefined,
        [
          ['Pod/pod.spec.containers.one', 'a'],
          ['Pod/pod.spec.containers.one#2', 'a'],
        ],
      ],
      ['Deployment/web#2', undefined, []],
    ]);
    expect(doc.workloads[2]!.containers.map(({ aliased }) => aliased)).toEqual([false, true]);
  });

  test.each(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'])(
    '%s: an edit differs exactly at its place',
    (kind) => {
      const pod = '{ containers: [{ name: a, image: b }] }';
      const spec =
        { Pod: pod, CronJob: `{ jobTemplate: { spec: { template: { spec: ${pod} } } } }` }[kind] ??
        `{ template: { spec: ${pod} } }`;
      const text = `apiVersion: v1\r\nkind: ${kind}\r\nmetadata:\r\n  name: x\r\nspec: ${spec}\r\n`;
      expect(looksLikeKubernetes(text)).toBe(true);
      const doc = read(text);
      const container = doc.workloads[0]!.containers[0]!;
      const edits = addAt(doc.yaml, container.map, ['securityContext', 'allowPrivilegeEscalation'], false);
      if (isStop(edits)) throw new Error(edits.message);
      const before = flatten(effectiveManifests(doc));
      const after = flatten(effectiveManifests(read(applyEdits(text, edits))));
      expect([...after].filter(([key, value]) => before.get(key) !== value)).toEqual([
        [container.place('securityContext', 'allowPrivilegeEscalation'), 'false'],
      ]);
    },
  );

  test('edits stay in their document', () => {
    const doc = read(MANY);
    const web = doc.workloads[0]!;
    const app = addAt(doc.yaml, web.containers[0]!.map, ['securityContext', 'allowPrivilegeEscalation'], false);
    const pod = addAt(doc.yaml, web.podSpecEntry, ['securityContext'], { seccompProfile: { type: 'RuntimeDefault' } });
    if (isStop(app) || isStop(pod)) throw new Error('refused');
    const after = applyEdits(MANY, [...app, ...pod]);
    expect(after).toBe(
      MANY.replace('          # keep\n', '          allowPrivilegeEscalation: false\n          # keep\n').replace(
        '      - image: unnamed\n',
        '      - image: unnamed\n      securityContext:\n        seccompProfile:\n          type: RuntimeDefault\n',
      ),
    );
  });

  test('a template is a parse error, not a crash', () => {
    expect(() => read('kind: Pod\nspec:\n  {{- if .Values.x }}\n  a: {{ .Values.a }}\n')).toThrow(
      expect.objectContaining({ name: 'ParseError', hint: expect.stringContaining('template') }),
    );
  });
});

describe('looksLikeKubernetes', () => {
  test.each<[string, string, boolean]>([
    ['quoted kind, CRLF', 'apiVersion: v1\r\nkind: "Pod" # c\r\n', true],
    ['kind first', 'kind: Job\napiVersion: v1\n', true],
    ['second document', 'apiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Pod\n', true],
    ['split over documents', 'apiVersion: v1\nkind: Service\n---\nkind: Pod\n', false],
    ['a service only', 'apiVersion: v1\nkind: Service\n', false],
    ['version below the top', 'kind: Pod\nx:\n  apiVersion: v1\n---\napiVersion: v1\nkind: Service\n', false],
    ['nested', 'x:\n  apiVersion: v1\n  kind: Pod\n', false],
    ['another kind that starts the same', 'apiVersion: v1\nkind: PodMonitor\n', false],
    ['Compose', 'services:\n  a:\n    image: b\n', false],
  ])('%s', (_, text, expected) => {
    expect(looksLikeKubernetes(text)).toBe(expected);
  });
});
