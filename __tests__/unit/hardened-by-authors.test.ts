// Systems that their authors hardened by hand, in the shape of a well-known microservices demo: what they set stays, and
// what is added stands beside it.
import { effectiveCompose, parseCompose } from '../../src/compose/index.js';
import { flatten } from '../../src/yaml/index.js';
import { effectiveManifests, parseManifests } from '../../src/kubernetes/index.js';
import { filePath } from '../../src/model/index.js';
import { registry } from '../../transforms/index.js';
import { planTexts } from '../support/plan.js';

const COMPOSE = `version: '2'

services:
  front:
    image: registry.example.com/shop/front:0.3
    hostname: front
    restart: always
    cap_drop:
      - all
    read_only: true
  router:
    image: registry.example.com/shop/router:0.1
    ports:
      - '80:80'
      - '8080:8080'
    cap_drop:
      - all
    cap_add:
      - NET_BIND_SERVICE
      - CHOWN
      - SETGID
      - SETUID
      - DAC_OVERRIDE
    read_only: true
    tmpfs:
      - /var/run:rw,noexec,nosuid
    restart: always
  catalogue:
    image: registry.example.com/shop/catalogue:0.3
    restart: always
    cap_drop:
      - all
    cap_add:
      - NET_BIND_SERVICE
    read_only: true
  catalogue-db:
    image: mysql:5.7
    restart: always
    environment:
      - MYSQL_ROOT_PASSWORD=\${MYSQL_ROOT_PASSWORD}
      - MYSQL_ALLOW_EMPTY_PASSWORD=true
  carts-db:
    image: mongo:4.4
    restart: always
    cap_drop:
      - all
    cap_add:
      - CHOWN
      - SETGID
      - SETUID
    read_only: true
    tmpfs:
      - /tmp:rw,noexec,nosuid
  queue:
    image: rabbitmq:3.12
    restart: on-failure
    cap_drop:
      - all
    cap_add:
      - CHOWN
      - SETGID
      - SETUID
      - DAC_OVERRIDE
    read_only: true
    user: "999:999"
    mem_limit: 512m
    logging:
      driver: fluentd
  session-db:
    image: redis:7.2-alpine
    init: false
    security_opt: ["no-new-privileges:true"]
    pids_limit: 64
    healthcheck:
      disable: true
  sim:
    image: registry.example.com/shop/load:0.1
    cap_drop:
      - all
    read_only: true
    command: "-d 60 -r 200 -h router"
    depends_on:
      router:
        condition: service_started
`;

const deployment = (
  name: string,
  image: string,
  port: number,
  context: string,
  pod = '',
): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 1
  selector:
    matchLabels:
      name: ${name}
  template:
    metadata:
      labels:
        name: ${name}
    spec:${pod}
      containers:
      - name: ${name}
        image: ${image}
        resources:
          limits:
            cpu: 300m
            memory: 500Mi
          requests:
            cpu: 100m
            memory: 200Mi
        ports:
        - containerPort: ${port}
        securityContext:
${context.replace(/^/gm, '          ')}
        volumeMounts:
        - mountPath: /tmp
          name: tmp-volume
      volumes:
        - name: tmp-volume
          emptyDir:
            medium: Memory
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  ports:
  - port: ${port}
    targetPort: ${port}
  selector:
    name: ${name}
`;

const OF_SERVICE = `runAsNonRoot: true
runAsUser: 10001
capabilities:
  drop:
    - all
  add:
    - NET_BIND_SERVICE
readOnlyRootFilesystem: true`;
const OF_DATABASE = `capabilities:
  drop:
    - all
  add:
    - CHOWN
    - SETGID
    - SETUID
readOnlyRootFilesystem: true`;
const OPEN = `allowPrivilegeEscalation: true
readOnlyRootFilesystem: false
runAsUser: 0`;
const TOKEN =
  '\n      automountServiceAccountToken: true\n      securityContext:\n        seccompProfile: {type: Unconfined}';

const MANIFESTS = [
  deployment('carts', 'registry.example.com/shop/carts:0.4', 80, OF_SERVICE),
  deployment('carts-db', 'mongo:4.4', 27017, OF_DATABASE),
  deployment('session-db', 'redis:7.2-alpine', 6379, OF_DATABASE),
  deployment('queue', 'rabbitmq:3.12', 5672, OF_DATABASE),
  deployment('agent', 'nginx:1.27', 8080, OPEN, TOKEN),
].join('---\n');

/** Places and values before, without what is gone or has another value after; a list counts item by item. */
function notKept(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  return [...before].filter(([place, value]) => after.get(place) !== value).map(([place]) => place);
}

test('Compose: what the authors set stays, whatever else is turned on', () => {
  const { plans, after, errors } = planTexts({ 'compose.yml': COMPOSE }, { registry });
  expect(errors).toEqual([]);
  expect(plans.flatMap(({ dropped }) => dropped)).toEqual([]);
  const models = [COMPOSE, after['compose.yml']!].map((text) =>
    flatten(effectiveCompose(parseCompose(filePath('compose.yml'), text))),
  );
  expect(notKept(models[0]!, models[1]!)).toEqual(['version']);
  const steps = plans.flatMap((plan) => plan.steps.map(({ id }) => id));
  // They did not think of everything.
  expect(steps).toEqual(
    expect.arrayContaining(['no-new-privileges@services.front', 'drop-capabilities@services.catalogue-db']),
  );
  // The program of the catalogue may have its one capability from its file.
  expect(steps).not.toContain('no-new-privileges@services.catalogue');
  const decided: Readonly<Record<string, readonly string[]>> = {
    'drop-capabilities': ['front', 'router', 'catalogue', 'carts-db', 'queue', 'sim'],
    'read-only-root': ['front', 'router', 'catalogue', 'carts-db', 'queue', 'sim'],
    'restart-policy': ['front', 'router', 'catalogue', 'catalogue-db', 'carts-db', 'queue'],
    // What carts-db is given is what its start as root becomes the account with, and of no use behind that: it stays.
    'run-as-user': ['queue'],
    'add-healthcheck': ['session-db'],
    'init-process': ['session-db'],
    'pids-limit': ['session-db'],
    'wait-for-healthy': ['sim'],
  };
  for (const [id, services] of Object.entries(decided))
    for (const service of services) expect(steps).not.toContain(`${id}@services.${service}`);
});

test('Kubernetes: what the authors set stays, open doors as well', () => {
  const { plans, after, errors } = planTexts({ 'shop.yaml': MANIFESTS }, { registry });
  expect(errors).toEqual([]);
  expect(plans.flatMap(({ dropped }) => dropped)).toEqual([]);
  const models = [MANIFESTS, after['shop.yaml']!].map((text) =>
    flatten(effectiveManifests(parseManifests(filePath('shop.yaml'), text))),
  );
  expect(notKept(models[0]!, models[1]!)).toEqual([]);
  const steps = plans.flatMap((plan) => plan.steps.map(({ id }) => id));
  expect(steps).toEqual(expect.arrayContaining(['set-seccomp-profile@Deployment/carts']));
  for (const name of ['carts', 'carts-db', 'session-db', 'queue'])
    for (const id of ['drop-container-capabilities', 'mount-root-read-only', 'set-container-resources'])
      expect(steps).not.toContain(`${id}@Deployment/${name}`);
  for (const id of ['set-seccomp-profile', 'unmount-service-account-token', 'no-privilege-escalation'])
    expect(steps).not.toContain(`${id}@Deployment/agent`);
  // Its capability may come from its file, which the setting would turn off.
  expect(steps).not.toContain('no-privilege-escalation@Deployment/carts');
});
