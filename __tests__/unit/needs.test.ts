// What transforms make of what a run showed, each by its own rules.
import { createHash } from 'node:crypto';
import { observationsText } from '../../src/config/index.js';
import { filePath, type Need, type StepNeeds } from '../../src/model/index.js';
import { packageOfLibrary, packageOfProgram } from '../../src/knowledge/index.js';
import { registry } from '../../transforms/index.js';
import { planTexts } from '../support/plan.js';

function needs(transform: string, file: string, anchor: string, ...found: readonly Need[]): StepNeeds {
  const seen = found.map((need) => ({ need, line: 'what the log says', run: 'fix --verify, round 1' }));
  return { transform, file: filePath(file), anchor, needs: seen };
}

/** The repository with the steps of one transform alone, and why it makes none. */
function planned(texts: Readonly<Record<string, string>>, found: StepNeeds) {
  const only = [found.transform];
  const { plans, after } = planTexts(texts, { registry, level: 'unverified', only, needs: [found] });
  const steps = plans.flatMap((plan) => plan.steps);
  const refused = plans.flatMap((plan) => plan.refused).map(({ message }) => message);
  expect(plans.flatMap((plan) => plan.dropped)).toEqual([]);
  return { after, steps, refused };
}

const SEEN = { says: 'seen in a run: what the log says', from: { kind: 'observation', run: 'fix --verify, round 1' } };
const PYTHON = {
  Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py .\nEXPOSE 8000\nCMD ["python", "app.py"]\n',
  'app.py':
    'import http.server\nhttp.server.HTTPServer(("", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()\n',
};

describe('add-app-user', () => {
  const denied = (path: string, folder: boolean) =>
    planned(PYTHON, needs('add-app-user', 'Dockerfile', 'stage:0', { kind: 'access', path, folder }));

  test.each([
    ['a folder it makes', '/srv/state', true, 'install -d -o app -g app /srv/state'],
    ['a file in a folder of its own', '/srv/state/a.db', false, 'install -d -o app -g app /srv/state'],
    ['a file in the working directory', '/app/a.db', false, 'install -d -o app -g app /app'],
    ['a folder in the working directory', '/app/data', true, 'install -d -o app -g app /app/data'],
  ])('%s is given to the account', (_, path, folder, line) => {
    const { after, steps } = denied(path, folder);
    expect(after.Dockerfile).toContain(line);
    expect(steps[0]!.evidence).toContainEqual(SEEN);
  });

  test.each([
    ['of the system', '/usr/share/x/y', false, 'belongs to the system'],
    ['beside the files of others', '/var/lib/x', false, 'beside the files of others'],
    ['at the root', '/x', false, 'beside the files of others'],
  ])('what is %s is not', (_, path, folder, says) => {
    const { steps, refused } = denied(path, folder);
    expect(steps).toEqual([]);
    expect(refused.join()).toContain(says);
  });

  test('what another step needs is none of its business', () => {
    const other = needs('add-app-user', 'Dockerfile', 'stage:1', { kind: 'access', path: '/srv/state', folder: true });
    expect(planned(PYTHON, other).after.Dockerfile).not.toContain('/srv/state');
  });
});

test('what harden observe saw a program write is given to its account', () => {
  const sha256 = createHash('sha256').update(PYTHON.Dockerfile).digest('hex');
  const observation = {
    file: filePath('compose.yaml'),
    service: 'web',
    digest: `sha256:${'a'.repeat(64)}`,
    dockerfile: { path: filePath('Dockerfile'), sha256 },
    at: '2026-01-10T00:00:00.000Z',
    seconds: 10,
    writes: ['/etc/app.conf', '/root/.cache/x', '/srv/odd folder/x', '/srv/state/a.db', '/tmp/y'],
  };
  const observed = (at: string) => ({
    ...PYTHON,
    'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["8000:8000"]\n',
    '.harden/observations.json': observationsText([{ ...observation, at }]),
  });
  const plan = (at: string) => planTexts(observed(at), { registry, level: 'unverified' });
  const { plans, after } = plan(observation.at);
  // The other steps change the Dockerfile: what its program writes stays what it is.
  expect(plans[0]!.steps.map(({ transform }) => transform)).toContain('python-env');
  expect(after.Dockerfile).toContain('install -d -o app -g app /srv/state\n');
  expect(plans[0]!.steps.find(({ transform }) => transform === 'add-app-user')!.evidence).toContainEqual({
    says: 'seen in a run: web wrote /srv/state/a.db',
    from: { kind: 'observation', run: 'harden observe, 2026-01-10, sha256:aaaaaaaaaaaa', here: true },
  });
  expect(plan('2025-01-10T00:00:00.000Z').after.Dockerfile).not.toContain('/srv/state');
});

describe('drop-capabilities', () => {
  const texts = { 'compose.yaml': 'services:\n  db:\n    image: redis:8\n' };
  const kept = (...found: readonly Need[]) =>
    planned(texts, needs('drop-capabilities', 'compose.yaml', 'services.db', ...found));

  test('keeps the right of a call that was refused', () => {
    const { after, steps } = kept({ kind: 'capability', name: 'SYS_CHROOT' });
    expect(after['compose.yaml']).toMatch(/cap_add:\n(?: {6}- \w+\n)* {6}- SYS_CHROOT\n/);
    expect(steps[0]!.evidence).toContainEqual(SEEN);
  });

  test('lets root past the owner of a path', () => {
    expect(kept({ kind: 'access', path: '/data/x', folder: false }).after['compose.yaml']).toContain(
      '- DAC_OVERRIDE\n',
    );
  });

  test('gives nothing that the engine does not give by itself', () => {
    const without = kept();
    for (const name of ['SYS_ADMIN', 'NET_ADMIN', 'ALL', 'SYS_PTRACE'])
      expect(kept({ kind: 'capability', name }).after).toEqual(without.after);
  });
});

describe('use-slim-base', () => {
  const texts = { ...PYTHON, Dockerfile: PYTHON.Dockerfile.replace('python:3.12-slim', 'python:3.12-bookworm') };
  const slim = (...found: readonly Need[]) => planned(texts, needs('use-slim-base', 'Dockerfile', 'stage:0', ...found));

  test('what a run did not find is installed', () => {
    const { after, steps } = slim({ kind: 'library', name: 'libglib-2.0.so.0' }, { kind: 'program', name: 'ps' });
    expect(after.Dockerfile).toContain(
      'FROM python:3.12-slim-bookworm\nRUN apt-get update && apt-get install -y --no-install-recommends libglib2.0-0 procps && rm -rf /var/lib/apt/lists/*\nWORKDIR',
    );
    expect(steps[0]!.evidence).toContainEqual(SEEN);
  });

  test('what nobody knows a package for is a refusal', () => {
    const { steps, refused } = slim({ kind: 'program', name: 'frobnicate' });
    expect(steps).toEqual([]);
    expect(refused.join()).toContain('did not find the program frobnicate, and which package of');
  });
});

describe('split-build-stage', () => {
  const texts = {
    Dockerfile:
      'FROM node:20-bookworm\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY tsconfig.json ./\nCOPY src src\nRUN npm run build\nEXPOSE 3000\nCMD ["node", "dist/main.js"]\n',
    'package.json': JSON.stringify({
      name: 'a',
      scripts: { build: 'tsc' },
      dependencies: { express: '^4.0.0' },
      devDependencies: { typescript: '^5.0.0' },
    }),
    'package-lock.json': JSON.stringify({ name: 'a', lockfileVersion: 3, packages: {} }),
    'tsconfig.json': '{"compilerOptions": {"outDir": "dist", "rootDir": "src"}}',
    'src/main.ts': 'import express from "express";\nexpress().listen(3000);\n',
  };
  const split = (...found: readonly Need[]) =>
    planned(texts, needs('split-build-stage', 'Dockerfile', 'stage:0', ...found));

  test('a file that a run did not find comes along, with the folder it lies in', () => {
    const go = {
      Dockerfile:
        'FROM golang:1.24-bookworm\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app/server .\nEXPOSE 3000\nCMD ["/app/server"]\n',
      'go.mod': 'module a\n\ngo 1.24\n',
      'main.go':
        'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":3000", http.FileServer(http.Dir(place())))\n}\n',
      'charts/sales.json': 'hello\n',
    };
    const of = (...found: readonly Need[]) =>
      planned(go, needs('split-build-stage', 'Dockerfile', 'stage:0', ...found));
    expect(of().after.Dockerfile).toContain('COPY --from=build /app/server /app/server\n');
    expect(of().after.Dockerfile).not.toContain('/app/charts');
    const { after, steps } = of({ kind: 'file', path: '/app/charts/sales.json' });
    expect(after.Dockerfile).toContain('COPY --from=build /app/charts /app/charts\n');
    expect(steps[0]!.evidence).toContainEqual(SEEN);
  });

  test('a package that was taken for one of development stays', () => {
    expect(split().after.Dockerfile).toContain('npm ci --omit=dev');
    const { after } = split({ kind: 'module', name: 'typescript/lib/x' });
    expect(after.Dockerfile).toContain('AS build');
    expect(after.Dockerfile).not.toContain('--omit=dev');
  });

  test('a program and a library are installed in the image that runs', () => {
    const { after } = split({ kind: 'program', name: 'git' }, { kind: 'library', name: 'libpq.so.5' });
    expect(after.Dockerfile).toMatch(
      /AS build(?:.|\n)*\nFROM (?:.|\n)*apt-get install -y --no-install-recommends git libpq5 /,
    );
  });
});

describe('a class that a run did not find', () => {
  const jar = (plugin: string, path: string) => ({
    Dockerfile: `FROM eclipse-temurin:21-jdk\nWORKDIR /app\nCOPY . .\nRUN ./mvnw package\nEXPOSE 8080\nCMD ["java", "-jar", "${path}"]\n`,
    mvnw: 'exec mvn "$@"\n',
    'pom.xml': `<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>shop</artifactId><version>1</version><build><plugins><plugin><artifactId>${plugin}</artifactId></plugin></plugins></build></project>`,
    'src/main/java/shop/Main.java': 'package shop;\nclass Main { public static void main(String[] a) { } }\n',
  });
  const missing: Need = { kind: 'module', name: 'org.slf4j.LoggerFactory' };

  test('lies beside the jar: the folder is copied', () => {
    const texts = jar('maven-shade-plugin', 'target/shop-1.jar');
    const split = (...found: Need[]) => planned(texts, needs('split-build-stage', 'Dockerfile', 'stage:0', ...found));
    expect(split().after.Dockerfile).toContain('COPY --from=build /app/target/shop-1.jar /app/target/shop-1.jar\n');
    const { after, steps } = split(missing);
    expect(after.Dockerfile).toContain('COPY --from=build /app/target /app/target\n');
    expect(steps[0]!.evidence).toContainEqual(SEEN);
  });

  test('lies in a folder that was made for the jar and what it names, but not among the source', () => {
    const made = (folder: string) => ({
      Dockerfile: `FROM eclipse-temurin:21-jdk\nWORKDIR /app\nCOPY . .\nRUN javac -d out src/shop/Main.java\nRUN jar --create --file ${folder}shop.jar --manifest shop.mf -C out .\nEXPOSE 8080\nCMD ["java", "-jar", "${folder}shop.jar"]\n`,
      'shop.mf': 'Main-Class: shop.Main\nClass-Path: lib/log.jar\n',
      'src/shop/Main.java': 'package shop;\nclass Main { public static void main(String[] a) { } }\n',
    });
    const split = (folder: string, ...found: Need[]) =>
      planned(made(folder), needs('split-build-stage', 'Dockerfile', 'stage:0', ...found));
    expect(split('build/').after.Dockerfile).toContain('COPY --from=build /app/build/shop.jar /app/build/shop.jar\n');
    expect(split('build/', missing).after.Dockerfile).toContain('COPY --from=build /app/build /app/build\n');
    expect(split('', missing).steps).toEqual([]);
  });
});

describe('run-as-user', () => {
  const texts = {
    'compose.yaml':
      'services:\n  db:\n    image: postgres:17\n    volumes: ["rows:/var/lib/postgresql/data"]\nvolumes: {rows: }\n',
  };
  const as = (...found: readonly Need[]) =>
    planned(texts, needs('run-as-user', 'compose.yaml', 'services.db', ...found));

  test.each([
    ['/run/mount/x.pid', '/run/mount:mode=1777'],
    ['/var/cache/x/y', '/var/cache/x:mode=1777'],
    ['/tmp/x', '/tmp'],
  ])('gets a tmpfs where %s was denied', (path, value) => {
    const { after, steps } = as({ kind: 'access', path, folder: path.startsWith('/var/cache') });
    expect(after['compose.yaml']).toMatch(new RegExp(`user: .*\\n    tmpfs:\\n      - ${value}\\n`));
    expect(steps[0]!.evidence).toContainEqual(SEEN);
  });

  test.each(['/var/lib/postgresql/data/pg.conf', '/certs/key.pem'])('is taken back with the reason at %s', (path) => {
    expect(as().steps).toHaveLength(1);
    const { steps, refused } = as({ kind: 'access', path, folder: false });
    expect(steps).toEqual([]);
    expect(refused.join()).toContain(`as this user it is denied ${path}, as a run has shown`);
  });
});

test('a tmpfs of a read-only root is open to whoever the image starts as, at once', () => {
  const at = (user: string) => {
    const texts = {
      ...PYTHON,
      Dockerfile: PYTHON.Dockerfile.replace('CMD', `${user}CMD`),
      'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["8000:8000"]\n',
    };
    const need: Need = { kind: 'writable', path: '/app/.cache/x', folder: false };
    return planned(texts, needs('read-only-root', 'compose.yaml', 'services.web', need)).after['compose.yaml'];
  };
  expect(at('USER 1234\n')).toContain('      - /app/.cache:mode=1777\n');
  expect(at('')).toContain('      - /app/.cache\n');
});

test.each([
  ['/app/.cache/x', 'ignores tmpfs; use volumes of type tmpfs instead', undefined],
  [
    '/var/tmp/x',
    undefined,
    'volumes:\n      - type: tmpfs\n        target: /tmp\n      - type: tmpfs\n        target: /var/tmp\n',
  ],
])('of a stack of Swarm, which follows no tmpfs, %s is none', (path, says, volumes) => {
  const texts = {
    ...PYTHON,
    'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["8000:8000"]\n    deploy: {labels: {a: b}}\n',
  };
  const need: Need = { kind: 'writable', path, folder: false };
  const { after, refused } = planned(texts, needs('read-only-root', 'compose.yaml', 'services.web', need));
  expect(after['compose.yaml'] ?? '').not.toContain('tmpfs:\n');
  if (says !== undefined) expect(refused.join()).toContain(says);
  if (volumes !== undefined) expect(after['compose.yaml']).toContain(volumes);
});

describe('pods', () => {
  const manifest = (...names: readonly string[]) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n${names
      .map((name) => `        - name: ${name}\n          image: nginx:1.27\n`)
      .join('')}`;
  const seen = (transform: string, need: Need, container?: string): StepNeeds => {
    const found = needs(transform, 'web.yaml', 'Deployment/web', need);
    return container === undefined ? found : { ...found, needs: found.needs.map((each) => ({ ...each, container })) };
  };
  const texts = { 'web.yaml': manifest('a', 'b') };

  test('a container keeps the right of a call that was refused, and the one beside it does not', () => {
    const need: Need = { kind: 'capability', name: 'SYS_CHROOT' };
    const { after, steps } = planned(texts, seen('drop-container-capabilities', need, 'b'));
    const [a, b] = after['web.yaml']!.split('- name: b\n');
    expect([a!.includes('SYS_CHROOT'), b!.includes('SYS_CHROOT')]).toEqual([false, true]);
    expect(steps.flatMap(({ evidence }) => evidence)).toContainEqual(SEEN);
    const one = planned({ 'web.yaml': manifest('a') }, seen('drop-container-capabilities', need));
    expect(one.after['web.yaml']).toContain('SYS_CHROOT');
    const more = planned(texts, seen('drop-container-capabilities', { kind: 'capability', name: 'SYS_ADMIN' }, 'b'));
    expect(more.after['web.yaml']).not.toContain('SYS_ADMIN');
  });

  test('a path that a run was seen to write gets an emptyDir in its container', () => {
    const need: Need = { kind: 'writable', path: '/var/cache/x/y', folder: false };
    const { after, steps } = planned(texts, seen('mount-root-read-only', need, 'b'));
    const [a, b] = after['web.yaml']!.split('- name: b\n');
    expect([a!.includes('/var/cache/x'), b!.includes('mountPath: /var/cache/x\n')]).toEqual([false, true]);
    expect(steps.flatMap(({ evidence }) => evidence)).toContainEqual(SEEN);
    const kept = planned(texts, seen('mount-root-read-only', { ...need, path: '/srv/kept/y' }, 'b'));
    expect(kept.refused.join()).toContain('with a read-only root it fails at /srv/kept/y, as a run has shown');
  });
});

test('omit-dev-dependencies leaves the decision where a run loaded one of them', () => {
  const texts = {
    Dockerfile:
      'FROM node:20-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY main.js ./\nEXPOSE 3000\nCMD ["node", "main.js"]\n',
    'package.json': JSON.stringify({ name: 'a', dependencies: { express: '4' }, devDependencies: { pino: '9' } }),
    'package-lock.json': JSON.stringify({ name: 'a', lockfileVersion: 3, packages: {} }),
    'main.js': 'require("express")().listen(3000);\n',
  };
  const omit = (...found: readonly Need[]) =>
    planned(texts, needs('omit-dev-dependencies', 'Dockerfile', 'stage:0', ...found));
  expect(omit().after.Dockerfile).toContain('npm ci --omit=dev');
  const { steps, refused } = omit({ kind: 'module', name: 'pino/file' });
  expect(steps).toEqual([]);
  expect(refused.join()).toContain(
    'a run without them did not find pino/file; move what brings it to the dependencies',
  );
});

test.each([
  ['libpq.so.5', 'trixie', 'libpq5'],
  ['libpq.so.5', undefined, 'libpq5'],
  ['libmagic.so.1', 'bookworm', 'libmagic1'],
  ['libmagic.so.1', 'trixie', 'libmagic1t64'],
  ['libmagic.so.1', undefined, undefined],
  ['libGL.so.1', 'trixie', 'libgl1'],
  ['libX11.so.6', 'bookworm', 'libx11-6'],
  ['libgthread-2.0.so.0', 'bullseye', 'libglib2.0-0'],
  ['libgthread-2.0.so.0', 'bookworm', 'libglib2.0-0'],
  ['libgthread-2.0.so.0', 'trixie', 'libglib2.0-0t64'],
  ['libsnappy.so.1', 'bookworm', 'libsnappy1v5'],
  ['libicuuc.so.72', 'bookworm', 'libicu72'],
  ['libnss3.so', 'trixie', 'libnss3'],
  ['libnobody.so.3', 'trixie', undefined],
  ['libpq.so.5', 'potato', undefined],
])('%s of %s is in %s', (library, release, expected) => {
  expect(packageOfLibrary(library, release)).toBe(expected);
});

test('programs and their packages', () => {
  expect(packageOfProgram('psql', 'debian')).toBe('postgresql-client');
  expect(packageOfProgram('dig', 'alpine')).toBe('bind-tools');
  // Of Debian 13 dnsutils is no package any more, but another name.
  expect(packageOfProgram('dig', 'debian')).toBe('bind9-dnsutils');
  expect(packageOfProgram('gosu', 'alpine')).toBeUndefined();
  expect(packageOfProgram('gcc', 'debian')).toBeUndefined();
  expect(packageOfProgram('curl', 'distroless')).toBeUndefined();
});
