// Pods of manifests on a container engine: what is wrong is found and left out, and what an engine cannot show is held.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../src/model/index.js';
import { commitAll, harden } from '../support/command.js';
import { temporary } from '../support/temporary.js';
import { load, type Replacement } from './support/faults.js';
import { describeInLab } from './support/lab.js';
import { left } from './support/left.js';

// The init container hands its file over from the second start on: a right that the first start does not need. The
// server writes outside of its volumes, once.
const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  server.py: |
    import http.server, os, signal, sys
    signal.signal(signal.SIGTERM, lambda *rest: sys.exit(0))
    open('/srv/written', 'w').write('outside')
    made = open('/kept/made').read().strip()
    page = f"{os.environ['GREETING']}, {made}, {os.environ['TOKEN']}, {os.listdir('/keys')}".encode()
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path in ('/', '/up') else 404)
            self.end_headers()
            self.wfile.write(page)
        def log_message(self, *rest):
            pass
    http.server.ThreadingHTTPServer(('0.0.0.0', 8000), Handler).serve_forever()
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 8000
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      terminationGracePeriodSeconds: 5
      initContainers:
        - name: prepare
          image: python:3.12-slim
          command:
            - sh
            - -c
            - if [ -e /kept/made ]; then chown 1234 /kept/made; else echo made > /kept/made; fi
          volumeMounts:
            - name: work
              mountPath: /kept
      containers:
        - name: app
          image: python:3.12-slim
          command: [python3, /conf/server.py]
          env:
            - name: WHO
              value: world
            - name: GREETING
              value: hello $(WHO)
            - name: TOKEN
              valueFrom:
                secretKeyRef: {name: web, key: token}
          ports:
            - name: http
              containerPort: 8000
          livenessProbe:
            tcpSocket:
              port: http
          volumeMounts:
            - name: work
              mountPath: /kept
            - name: conf
              mountPath: /conf
            - name: keys
              mountPath: /keys
        - name: beside
          image: redis:8
          readinessProbe:
            exec:
              command: [redis-cli, ping]
      volumes:
        - name: work
          emptyDir: {}
        - name: conf
          configMap:
            name: web
        - name: keys
          secret:
            secretName: web
            items:
              - {key: token, path: one}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: agent
          image: python:3.12-slim
          envFrom:
            - configMapRef:
                name: of-the-cluster
`;
const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\nstringData:\n  token: token-of-the-files\n';

const POD = 'Deployment/web.spec.template.spec';
const behind = (id: string, from: string, text: string, touches: string): Replacement => ({
  id,
  target: 'kubernetes',
  from,
  to: `${from}${text}`,
  touches: [`${POD}.${touches}`],
});
const before = (id: string, from: string, text: string, touches: string): Replacement => ({
  ...behind(id, from, '', touches),
  to: `${text}${from}`,
});
const APP = '          command: [python3, /conf/server.py]\n';
const REPLACEMENTS: readonly Replacement[] = [
  {
    id: 'harmless-name',
    target: 'kubernetes',
    from: 'value: world',
    to: 'value: "world"',
    touches: [`${POD}.containers.app.env`],
  },
  behind(
    'read-only',
    '        - name: app\n',
    '          securityContext: {readOnlyRootFilesystem: true}\n',
    'containers.app.securityContext',
  ),
  behind(
    'not-as-root',
    '      terminationGracePeriodSeconds: 5\n',
    '      securityContext: {runAsNonRoot: true}\n',
    'securityContext',
  ),
  behind(
    'too-few-rights',
    '        - name: prepare\n',
    '          securityContext: {capabilities: {drop: [CHOWN]}}\n',
    'initContainers.prepare.securityContext',
  ),
  behind(
    'hopeless-probe',
    APP,
    '          readinessProbe: {httpGet: {path: /nothing, port: http}}\n',
    'containers.app.readinessProbe',
  ),
  before(
    'harmless-probe',
    '          livenessProbe:\n',
    '          startupProbe: {httpGet: {path: /up, port: http}}\n',
    'containers.app.startupProbe',
  ),
  before('no-token', '      volumes:\n', '      automountServiceAccountToken: false\n', 'automountServiceAccountToken'),
  {
    id: 'agent-user',
    target: 'kubernetes',
    from: '        - name: agent\n',
    to: '        - name: agent\n          securityContext: {runAsUser: 1234}\n',
    touches: ['Deployment/agent.spec.template.spec.containers.agent.securityContext'],
  },
  behind(
    'harmless-last',
    '          image: redis:8\n',
    '          resources: {limits: {memory: 256Mi}}\n',
    'containers.beside.resources',
  ),
];

describeInLab('pods', ['python:3.12-slim', 'redis:8'], () => {
  test('each wrong step is found, what no engine shows is held with the reason, the rest is applied', async () => {
    const root = commitAll(temporary({ 'deploy/web.yaml': MANIFEST, 'deploy/secret.yaml': SECRET }));
    const home = temporary();
    const env = { PATH: process.env.PATH ?? '', HOME: home, XDG_CACHE_HOME: join(home, 'cache') };
    const unload = load(REPLACEMENTS);
    try {
      const { code, out, err } = await harden(root, ['fix', '--verify', '--quick', '--format', 'json'], { env });
      const plan = JSON.parse(out) as Pick<Plan, 'groups' | 'verification'>;
      const [group] = plan.groups;
      expect(group!.dropped).toEqual([]);
      const { broken, runs, notes } = plan.verification!.groups[0]!;
      process.stderr.write(`${err}${broken.map(({ failures }) => `${failures[0]!.says}\n`).join('')}`);
      expect(Object.fromEntries(broken.map(({ transform, failures }) => [transform, failures[0]!.says]))).toEqual({
        'read-only': expect.stringMatching(
          /^web\.app was healthy and is (?:started again and again|not started|unhealthy)/,
        ),
        'not-as-root': expect.stringContaining('its pod has runAsNonRoot, and its image runs as root'),
        'too-few-rights': expect.stringContaining('a second time on its volumes'),
        'hopeless-probe': 'web.app was healthy and is unhealthy',
      });
      const excerpts = Object.fromEntries(broken.map(({ transform, failures }) => [transform, failures[0]!.excerpt]));
      expect(excerpts['read-only']).toContain('Read-only file system');
      expect(excerpts['hopeless-probe']).toContain('readinessProbe GET :8000/nothing: 404');
      expect(
        Object.fromEntries(group!.held.map(({ transform, heldBy, untested }) => [transform, [heldBy, untested]])),
      ).toEqual({
        'no-token': ['not-verified', 'a container engine has nothing like automountServiceAccountToken'],
        'agent-user': [
          'not-verified',
          'agent: it needs the ConfigMap of-the-cluster, which is not in the files of its folder',
        ],
      });
      expect(group!.steps.map(({ transform, verified }) => [transform, verified])).toEqual(
        ['harmless-name', 'harmless-probe', 'harmless-last'].map((id) => [id, true]),
      );
      const after = Object.fromEntries(runs[0]!.after.map((each) => [each.service, each]));
      expect(after['web.prepare']!.first).toMatchObject({ state: 'exited', exitCode: 0 });
      expect(after['web.app']!.first).toMatchObject({ state: 'healthy' });
      expect(after['web.beside']!.second).toMatchObject({ state: 'healthy' });
      expect(after['web.app']!.first.probes.map(({ probe, answer }) => `${probe} ${answer}`)).toEqual(
        expect.arrayContaining(['GET :8000/ 200', 'TCP :8000 accepts']),
      );
      expect(notes.join('\n')).toContain('agent is not run: it needs the ConfigMap of-the-cluster');
      expect(code).toBe(1);
      const written = readFileSync(join(root, 'deploy/web.yaml'), 'utf8');
      expect(written).toContain('startupProbe');
      expect(written).not.toMatch(/runAsNonRoot|readOnlyRoot|nothing|automount/);
    } finally {
      unload();
    }
    expect(left()).toEqual([]);
  });
});
