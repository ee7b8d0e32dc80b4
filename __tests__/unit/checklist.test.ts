// The scored list of `harden check`: what each item counts, and what it says where it cannot know.
import { checklistOf, reports } from '../../src/reports/index.js';
import { memoryWorkspace } from '../../src/run/index.js';
import type { ChecklistItem } from '../../src/render/index.js';
import { filesOf, planTexts } from '../support/plan.js';

const NOTHING = { dockerfile: [], compose: [], kubernetes: [], pipeline: [] };
const DIGEST = `@sha256:${'0123456789abcdef'.repeat(4)}`;

function checklist(texts: Readonly<Record<string, string>>) {
  const { plans, errors } = planTexts(texts, { registry: NOTHING, reports });
  const plan = { version: 1 as const, groups: plans, errors, skipped: [] };
  return checklistOf(plan, memoryWorkspace(texts, filesOf(texts)));
}

function itemOf(
  id: string,
  texts: Readonly<Record<string, string>>,
): Pick<ChecklistItem, 'state' | 'detail' | 'count'> {
  const found = checklist(texts).items.filter((item) => item.id === id);
  expect(found).toHaveLength(1);
  const { state, detail, count } = found[0]!;
  return { state, detail, ...(count === undefined ? {} : { count }) };
}

const image = (...lines: string[]): { Dockerfile: string } => ({
  Dockerfile: `FROM debian:12\n${lines.join('\n')}\nCMD ["/app/server"]\n`,
});
const compose = (...services: string[]): { 'compose.yaml': string } => ({
  'compose.yaml': `services:\n${services.map((body, at) => `  s${at}:\n    image: debian:12\n${body === '' ? '' : `    ${body}\n`}`).join('')}`,
});
const deployment = (pod: string, container: string, kind = 'Deployment'): { 'k8s.yaml': string } => ({
  'k8s.yaml': `apiVersion: apps/v1\nkind: ${kind}\nmetadata: { name: web }\nspec:\n  template:\n    spec:\n      ${pod || 'restartPolicy: Always'}\n      containers:\n        - name: app\n          image: debian:12\n${container === '' ? '' : `          ${container}\n`}`,
});

test.each<[id: string, texts: Record<string, string>, state: ChecklistItem['state'], detail: string, count?: number]>([
  ['non-root', image(), 'fail', 'another user than root in 0 of 1 image', 1],
  ['non-root', image('USER 1000'), 'pass', 'another user than root in 1 of 1 image'],
  [
    'non-root',
    { 'a/Dockerfile': image().Dockerfile, 'b/Dockerfile': image('USER app').Dockerfile },
    'partial',
    'another user than root in 1 of 2 images',
    1,
  ],
  ['non-root', { Dockerfile: 'FROM team/base:1\nCMD ["/a"]\n' }, 'unknown', '1 image could not be told'],
  [
    'non-root',
    { Dockerfile: 'FROM gcr.io/distroless/static:nonroot\nCMD ["/a"]\n' },
    'pass',
    'another user than root in 1 of 1 image',
  ],
  [
    'non-root',
    deployment('securityContext: { runAsNonRoot: true }', ''),
    'pass',
    'one asked for in 1 of 1 container of manifests',
  ],
  [
    'non-root',
    deployment('securityContext: { runAsUser: 0 }', 'securityContext: { runAsUser: 5 }'),
    'pass',
    'one asked for in 1 of 1 container of manifests',
  ],
  [
    'non-root',
    deployment('', 'securityContext: { runAsUser: 0 }'),
    'fail',
    'one asked for in 0 of 1 container of manifests',
    1,
  ],
  [
    'capabilities',
    compose('cap_drop: [ALL]', 'cap_drop: [NET_RAW]'),
    'partial',
    'all capabilities dropped in 1 of 2 services',
    1,
  ],
  [
    'capabilities',
    deployment('', 'securityContext: { capabilities: { drop: [all] } }'),
    'pass',
    'all capabilities dropped in 1 of 1 container of manifests',
  ],
  ['capabilities', image(), 'not-applicable', 'there is no Compose file and no manifest'],
  [
    'health-checks',
    compose('healthcheck: { test: [CMD, "true"] }', ''),
    'partial',
    'a check for 1 of 2 services, in Compose or the Dockerfile that is built; what other images bring was not asked',
    1,
  ],
  [
    'health-checks',
    { ...image('EXPOSE 80', 'HEALTHCHECK CMD true'), 'compose.yaml': 'services:\n  web:\n    build: .\n' },
    'pass',
    'a check for 1 of 1 service, in Compose or the Dockerfile that is built; what other images bring was not asked',
  ],
  ['health-checks', image('EXPOSE 80'), 'fail', 'a HEALTHCHECK in 0 of 1 image built outside Compose', 1],
  [
    'health-checks',
    deployment('', 'livenessProbe: { tcpSocket: { port: 80 } }'),
    'pass',
    'a probe for 1 of 1 container of manifests that run on',
  ],
  ['health-checks', deployment('', '', 'Job'), 'not-applicable', 'there is nothing of the kind here'],
  [
    'limits',
    compose(
      'mem_limit: 1g',
      'deploy: { resources: { limits: { memory: 1g } } }',
      'deploy: { resources: { limits: { cpus: "1" } } }',
    ),
    'partial',
    'a memory limit on 2 of 3 services',
    1,
  ],
  [
    'limits',
    deployment('', 'resources: { limits: { memory: 1Gi } }'),
    'pass',
    'a memory limit on 1 of 1 container of manifests',
  ],
  [
    'images-pinned',
    { Dockerfile: `FROM debian:12${DIGEST} AS a\nFROM node:22\nFROM a\n` },
    'partial',
    'a digest on 1 of 2 image references',
    1,
  ],
  ['images-pinned', { Dockerfile: 'FROM scratch\nCOPY a /a\n' }, 'not-applicable', 'there is nothing of the kind here'],
  [
    'no-latest',
    { Dockerfile: 'FROM debian:latest AS a\nFROM node\nFROM alpine:3.22\n' },
    'partial',
    'no version, or latest, in 2 of 3 image references',
    2,
  ],
  ['no-latest', { Dockerfile: `FROM debian:latest${DIGEST}\n` }, 'pass', 'a version in 1 image reference'],
  [
    'packages-pinned',
    image('RUN pip install flask', 'RUN npm i -g pm2@6.0.0'),
    'partial',
    'every version given in 1 of 2 RUN lines that install Python, Node.js or Ruby packages by name; lists of the project and system packages were not looked at',
    1,
  ],
  ['packages-pinned', image('RUN pip install -r r.txt'), 'not-applicable', 'no language package is installed by name'],
  [
    'dockerignore',
    { ...image('COPY . .') },
    'fail',
    'one in 0 of 1 build context; what it leaves out was not judged',
    1,
  ],
  [
    'dockerignore',
    { ...image('COPY . .'), '.dockerignore': '.git\n' },
    'pass',
    'one in 1 of 1 build context; what it leaves out was not judged',
  ],
  [
    'dockerignore',
    {
      'docker/Dockerfile': image('COPY . .').Dockerfile,
      'compose.yaml': 'services:\n  a:\n    build: { context: ., dockerfile: docker/Dockerfile }\n',
      '.dockerignore': '.git\n',
    },
    'pass',
    'one in 1 of 1 build context; what it leaves out was not judged',
  ],
  [
    'dockerignore',
    { 'docker/Dockerfile': image('COPY . .').Dockerfile, 'docker/Dockerfile.dockerignore': '.git\n' },
    'pass',
    'one in 1 of 1 build context; what it leaves out was not judged',
  ],
  ['dockerignore', image('COPY --from=a . .'), 'not-applicable', 'no Dockerfile copies from its context'],
  [
    'multi-stage',
    image('RUN apt-get install -y gcc'),
    'fail',
    'several stages in 0 of 1 Dockerfile that build or bring build tools',
    1,
  ],
  [
    'multi-stage',
    { Dockerfile: 'FROM golang:1.24 AS b\nRUN go build\nFROM scratch\nCOPY --from=b /a /a\n' },
    'pass',
    'several stages in 1 of 1 Dockerfile that build or bring build tools',
  ],
  ['multi-stage', image(), 'not-applicable', 'no Dockerfile was seen to build anything'],
  [
    'no-build-tools',
    image('RUN apt-get install -y gcc'),
    'fail',
    'compilers or a tool chain left in the image that runs by 1 of 1 Dockerfile',
    1,
  ],
  ['no-build-tools', image(), 'pass', 'none were seen in 1 Dockerfile'],
  [
    'apt-lists',
    image('RUN apt-get update && apt-get install -y curl'),
    'fail',
    'no list left in the layer by 0 of 1 RUN line that fetch them',
    1,
  ],
  [
    'apt-lists',
    image('RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*'),
    'pass',
    'no list left in the layer by 1 of 1 RUN line that fetch them',
  ],
  [
    'apt-lists',
    image('RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl'),
    'pass',
    'no list left in the layer by 1 of 1 RUN line that fetch them',
  ],
  [
    'apt-lists',
    { Dockerfile: 'FROM debian:12 AS b\nRUN apt-get update\nFROM scratch\nCOPY --from=b /a /a\n' },
    'not-applicable',
    'no image that is shipped fetches apt lists',
  ],
  [
    'read-only',
    compose('read_only: true', ''),
    'partial',
    'set for 1 of 2 services; which others could was not tried',
    1,
  ],
  [
    'read-only',
    deployment('', 'securityContext: { readOnlyRootFilesystem: true }'),
    'pass',
    'set for 1 of 1 container of manifests',
  ],
  [
    'no-secrets',
    image('ENV DB_PASSWORD=hunter2'),
    'fail',
    'passwords, keys or tokens stand in the files at 1 place',
    1,
  ],
  ['no-secrets', image(), 'pass', 'no password, key or token was recognised in 1 file; other settings were not judged'],
  ['scan-in-ci', image(), 'unknown', 'no pipeline was found in the places harden knows'],
  [
    'scan-in-ci',
    { ...image(), '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - uses: aquasecurity/trivy-action@v1\n' },
    'pass',
    'trivy is named in .github/workflows/ci.yml',
  ],
  [
    'scan-in-ci',
    {
      ...image(),
      '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - uses: step-security/harden-runner@v2\n',
    },
    'fail',
    '.github/workflows/ci.yml names no scanner that harden knows; what they include from elsewhere was not read',
  ],
  [
    'scan-in-ci',
    { ...image(), '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - run: npx @harden/cli check\n' },
    'pass',
    'harden/cli is named in .github/workflows/ci.yml',
  ],
  [
    'scan-in-ci',
    { ...image(), '.gitlab-ci.yml': '# trivy would be nice\ntest:\n  script: make\n' },
    'fail',
    '.gitlab-ci.yml names no scanner that harden knows; what they include from elsewhere was not read',
  ],
])('%s of %j is %s', (id, texts, ...[state, detail, count]) => {
  expect(itemOf(id, texts)).toEqual({ state, detail, ...(count === undefined ? {} : { count }) });
});

test('fragments of an override are no services', () => {
  const texts = { ...compose('mem_limit: 1g'), 'compose.override.yaml': 'services:\n  s0:\n    ports: ["80:80"]\n' };
  expect(itemOf('limits', texts)).toEqual({ state: 'pass', detail: 'a memory limit on 1 of 1 service' });
});

test('an empty tree scores nothing, and every item says so', () => {
  const { items, score } = checklist({});
  expect(score).toEqual({ points: 0, of: 0 });
  expect(items.map(({ id }) => id)).toEqual([
    'non-root',
    'capabilities',
    'health-checks',
    'limits',
    'images-pinned',
    'packages-pinned',
    'dockerignore',
    'multi-stage',
    'no-build-tools',
    'apt-lists',
    'read-only',
    'no-latest',
    'no-secrets',
    'scan-in-ci',
  ]);
  for (const { state, detail } of items) {
    expect(['not-applicable', 'unknown']).toContain(state);
    expect(detail).not.toBe('');
  }
});

test('a hardened repository passes everything', () => {
  const texts = {
    Dockerfile: `FROM debian:12${DIGEST} AS build\nRUN apt-get update && apt-get install -y gcc\nFROM debian:12${DIGEST}\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN pip install flask==3.0.0\nCOPY --from=build /a /a\nCOPY . /src\nUSER 1000\nHEALTHCHECK CMD true\nEXPOSE 8080\nCMD ["/a"]\n`,
    '.dockerignore': '.git\n',
    'compose.yaml': 'services:\n  web:\n    build: .\n    cap_drop: [ALL]\n    read_only: true\n    mem_limit: 1g\n',
    '.github/workflows/ci.yml': 'run: hadolint Dockerfile\n',
  };
  const { items, score } = checklist(texts);
  expect(items.filter(({ state }) => state !== 'pass')).toEqual([]);
  expect(score).toEqual({ points: 14, of: 14 });
});

test('a file that does not parse is left out', () => {
  const texts = { 'a/Dockerfile': 'FRO debian\n', 'b/Dockerfile': image('USER app').Dockerfile };
  expect(itemOf('non-root', texts).detail).toBe('another user than root in 1 of 1 image');
});
