// Each row of the guide for production shows in what preset `guide` makes of the example of several services.
import { join } from 'node:path';
import { plan } from '../src/index.js';
import { readTree } from '../scripts/example-files.js';

const root = join(__dirname, '..', 'examples', 'speechflow', 'before');

const ROWS: readonly (readonly [row: string, file: string, shows: RegExp])[] = [
  ['stages', 'backend/Dockerfile', /^FROM python:3\.11 AS build[\s\S]*^FROM python:3\.11-slim\nLABEL/m],
  [
    'manifests before the source',
    'backend/Dockerfile',
    /COPY requirements\.txt [\s\S]*pip install[\s\S]*COPY [^\n]*\. \/app/,
  ],
  ['syntax of BuildKit', 'backend/Dockerfile', /^# syntax=docker\/dockerfile:1\n/],
  ['caches of BuildKit', 'backend/Dockerfile', /--mount=type=cache,target=\/root\/\.cache\/pip/],
  ['lists of apt out of the layers', 'backend/Dockerfile', /--mount=type=cache,target=\/var\/lib\/apt\/lists/],
  ['variables of Python', 'backend/Dockerfile', /PYTHONUNBUFFERED=1[\s\S]*PYTHONDONTWRITEBYTECODE=1/],
  ['a user', 'backend/Dockerfile', /^USER 10001:10001$/m],
  ['a health check of the image', 'backend/Dockerfile', /^HEALTHCHECK /m],
  ['what the context leaves out', 'backend/.dockerignore', /__pycache__/],
  ['cache_from', 'docker-compose.yaml', /cache_from:/],
  ['dropped capabilities', 'docker-compose.yaml', /cap_drop:\n {6}- ALL/],
  ['no new privileges', 'docker-compose.yaml', /no-new-privileges:true/],
  ['a read-only root', 'docker-compose.yaml', /read_only: true\n {4}tmpfs:/],
  ['health checks', 'docker-compose.yaml', /healthcheck:\n {6}test:/],
  ['waiting for health', 'docker-compose.yaml', /condition: service_healthy/],
  ['limits with reservations', 'docker-compose.yaml', /limits:\n {10}memory: [\s\S]*reservations:\n {10}memory: /],
  ['a limit of processes', 'docker-compose.yaml', /pids: 2048/],
  ['restart', 'docker-compose.yaml', /restart: unless-stopped/],
  ['networks apart', 'docker-compose.yaml', /^networks:\n {2}db: \{\}\n {2}redis: \{\}/m],
  ['rotated logs', 'docker-compose.yaml', /max-size: 10m/],
  ['a password out of the file', 'docker-compose.yaml', /POSTGRES_PASSWORD: \$\{POSTGRES_PASSWORD:\?set it in \.env\}/],
  ['and out of the address of a client', 'docker-compose.yaml', /speechflow:\$\{POSTGRES_PASSWORD\}@db:5432/],
  ['the name of the password', '.env.example', /^POSTGRES_PASSWORD=$/m],
  ['ports of databases on loopback', 'docker-compose.yaml', /127\.0\.0\.1:5432:5432/],
  ['a pod that is not root', 'deploy/backend.yaml', /runAsNonRoot: true\n[\s\S]*fsGroup: 10001/],
  ['a pod with seccomp', 'deploy/backend.yaml', /seccompProfile:\n {10}type: RuntimeDefault/],
  ['a container without capabilities', 'deploy/backend.yaml', /drop:\n {12}- ALL/],
  ['a container with a read-only root', 'deploy/backend.yaml', /readOnlyRootFilesystem: true/],
  ['a container with limits', 'deploy/backend.yaml', /requests:[\s\S]*limits:/],
  ['a pod without a token', 'deploy/backend.yaml', /automountServiceAccountToken: false/],
];

describe('preset guide', () => {
  const made = plan({ root, level: 'unverified', preset: 'guide' });
  const after: Record<string, string> = { ...readTree(root) };
  for (const group of made.groups) for (const [path, text] of group.result) after[path] = text;

  test.each(ROWS)('%s', (_, file, shows) => {
    expect(after[file]).toMatch(shows);
  });

  test.each(['router', 'backend', 'worker', 'dashboard', 'db', 'redis'])('every setting is there for %s', (name) => {
    const [, service = ''] = after['docker-compose.yaml']!.split(new RegExp(`^  ${name}:\\n`, 'm'));
    const [own = ''] = service.split(/^ {2}\w+:\n|^\w/m);
    const keys = ['cap_drop', 'security_opt', 'read_only', 'restart', 'logging', 'limits', 'reservations'];
    expect(keys.filter((key) => !own.includes(`${key}:`))).toEqual([]);
  });
});
