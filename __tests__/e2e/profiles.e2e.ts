// A profile earns `verified` here as it is written: the server runs with everything dropped that it does not ask for, with
// its mounts and no others, twice on the same volume, and then without each capability in turn. HARDEN_RECORD=1 writes
// src/knowledge/data/verified.yaml.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { serviceProfile, VERIFIED, type Verified, type ServiceProfile } from '../../src/knowledge/index.js';
import { describeInLab, docker, pause, tryDocker, tryDockerFor, uniqueName } from './support/lab.js';
import { imageFor } from './support/stand-ins.js';

interface Server {
  readonly image: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Tells that it works, where the profile knows no probe or one that a missing capability does not trouble. */
  readonly works?: string;
  /** Whom the workers run as, where the profile does not know the number. */
  readonly becomes?: number;
}

const WEB = 'http://127.0.0.1';
const SERVERS: readonly Server[] = [
  { image: 'postgres:17', env: { POSTGRES_PASSWORD: 'for-the-test' } },
  { image: 'pgvector/pgvector:pg17', env: { POSTGRES_PASSWORD: 'for-the-test' } },
  { image: 'redis:8' },
  { image: 'valkey/valkey:8.1' },
  { image: 'nginx:1.26' },
  { image: 'nginxinc/nginx-unprivileged:1.26' },
  { image: 'mariadb:11.8', becomes: 999 },
  { image: 'rabbitmq:4.0' },
  { image: 'memcached:1.6' },
  { image: 'eclipse-mosquitto:2.0' },
  { image: 'nats:2.10-alpine' },
  { image: 'zookeeper:3.9' },
  { image: 'quay.io/coreos/etcd:v3.5.16' },
  { image: 'registry:2.8' },
  { image: 'caddy:2.6' },
  { image: 'haproxy:3.0', works: `curl -fsS ${WEB}` },
  { image: 'httpd:2.4', works: `curl -fsS ${WEB}`, becomes: 33 },
  { image: 'php:8.4-apache', works: `curl -fsS ${WEB}`, becomes: 33 },
  { image: 'php:8.4-fpm', works: 'asks-fpm', becomes: 33 },
  { image: 'phpmyadmin:5.2', becomes: 33 },
  { image: 'tomcat:11.0', works: `curl -fsS ${WEB}:8080` },
  { image: 'adminer:5' },
  { image: 'syncthing/syncthing:1.29', works: `curl -fsS ${WEB}:8384/rest/noauth/health` },
  { image: 'prom/prometheus:v2.53.3' },
  { image: 'prom/alertmanager:v0.28.1' },
  { image: 'prom/pushgateway:v1.11.0' },
  { image: 'prom/node-exporter:v1.9.0' },
  {
    image: 'prom/blackbox-exporter:v0.26.0',
    works: `curl -fsS '${WEB}:9115/probe?module=icmp&target=127.0.0.1' | grep -q '^probe_success 1'`,
  },
  { image: 'quay.io/prometheuscommunity/postgres-exporter:v0.17.1', works: `curl -fsS ${WEB}:9187/metrics` },
  { image: 'oliver006/redis_exporter:v1.69.0', works: `curl -fsS ${WEB}:9121/health` },
];
const IN_LAB = ['postgres:17', 'nginx:1.26', 'nginxinc/nginx-unprivileged:1.26', 'debian:trixie-slim'];
const PATIENCE_MS = 120_000;
/** How much longer than the whole set a set with one less may take before it counts as missed. */
const TIMES_LONGER = 4;
const SHORTEST_MS = 10_000;
const PROBE_MS = 15_000;

interface Trial {
  readonly profile: ServiceProfile;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly works: readonly string[];
  /** The user that something in the container must run as. */
  readonly becomes?: number;
}

interface Boots {
  /** How many of two became healthy. */
  readonly count: number;
  /** What was said at the one that did not. */
  readonly log: string;
  readonly slowest: number;
}

interface Setting {
  readonly user?: string;
  readonly patience?: number;
}

function boots(trial: Trial, capabilities: readonly string[], { user, patience = PATIENCE_MS }: Setting = {}): Boots {
  const { profile, image, env } = trial;
  const volumes: string[] = [];
  const mounts: string[] = [];
  for (const { is } of profile.writable ?? []) {
    if (is.kind === 'volume') {
      const volume = uniqueName('volume');
      volumes.push(volume);
      mounts.push('--volume', `${volume}:${is.path}`);
    } else {
      const owner = user === undefined ? '' : `,uid=${user.split(':')[0]},gid=${user.split(':')[1]}`;
      mounts.push('--tmpfs', `${is.path}:mode=${is.mode ?? '1777'}${owner}`);
    }
  }
  const name = uniqueName('trial');
  const args = [
    ...['run', '--detach', '--name', name, '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...capabilities.flatMap((capability) => ['--cap-add', capability]),
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...(readOnly(profile) ? ['--read-only'] : []),
    ...(user === undefined ? [] : ['--user', user]),
    ...mounts,
    image,
  ];
  let log = '';
  let count = 0;
  let slowest = 0;
  try {
    for (; count < 2; count++) {
      docker(...args);
      const started = Date.now();
      const healthy = becomesHealthy(name, trial, started + patience);
      slowest = Math.max(slowest, Date.now() - started);
      if (!healthy) log = `${tryDocker('logs', name).out}${tryDocker('logs', name).err}`;
      // The second start finds what a stop left; nobody looks at what comes after that.
      if (healthy && count === 0) tryDocker('stop', '--time', '20', name);
      docker('rm', '--force', name);
      if (!healthy) break;
    }
  } finally {
    tryDocker('rm', '--force', name);
    for (const volume of volumes) tryDocker('volume', 'rm', '--force', volume);
  }
  return { count, log, slowest };
}

function readOnly(profile: ServiceProfile): boolean {
  return profile.readOnlyRoot?.is === true || profile.readOnlyUnless !== undefined;
}

/** The probe, run as Docker runs a health check. Healthy for a while, not just for a moment of the first set-up. */
function becomesHealthy(name: string, { works, becomes }: Trial, until: number): boolean {
  let passed = 0;
  while (Date.now() < until) {
    // A server without its workers takes the connection and never answers.
    if (tryDockerFor(PROBE_MS, ['exec', name, ...works]).code === 0) passed++;
    else passed = 0;
    if (passed === 2) return becomes === undefined || usersIn(name).includes(becomes);
    if (tryDocker('inspect', '--format', '{{.State.Running}}', name).out.trim() !== 'true') return false;
    pause(0.5);
  }
  return false;
}

/** The numbers of the users that processes of the container run as. */
function usersIn(name: string): number[] {
  const lines = docker('top', name, '-eo', 'pid,uid').trim().split('\n').slice(1);
  return lines.map((line) => Number(line.trim().split(/\s+/)[1]));
}

/** The words of the probe of a profile, or of a shell with the line that stands in for it. */
function probeOf({ probe, probeUnless }: ServiceProfile, line: string | undefined): readonly string[] {
  if (line !== undefined) return ['sh', '-c', line];
  const fact = probe ?? probeUnless;
  if (!fact) throw new Error('no probe to tell by');
  const [kind, ...words] = fact.is.test;
  return kind === 'CMD-SHELL' ? ['sh', '-c', words[0]!] : words;
}

describeInLab('image profiles', IN_LAB, () => {
  const seen: Record<string, Verified> = {};

  test.each(SERVERS)('$image: healthy twice with what its profile asks for, and each capability is tried', (server) => {
    const profile = serviceProfile(server.image)!;
    const { account, startsAs } = profile;
    const becomes = server.becomes ?? account?.is.uid ?? startsAs?.is.uid;
    const trial: Trial = {
      profile,
      image: imageFor(server.image),
      env: server.env ?? {},
      works: probeOf(profile, server.works),
      ...(becomes === undefined ? {} : { becomes }),
    };
    const wanted = [...new Set([...(profile.firstBoot?.is ?? []), ...(profile.laterBoots?.is ?? [])])].sort();
    const whole = boots(trial, wanted);
    expect(whole).toMatchObject({ count: 2, log: '' });
    const patience = Math.max(SHORTEST_MS, TIMES_LONGER * whole.slowest);

    const capabilities: Record<string, Verified['capabilities'][string]> = {};
    for (const capability of wanted) {
      const without = boots(
        trial,
        wanted.filter((each) => each !== capability),
        { patience },
      );
      capabilities[capability] = without.count === 0 ? 'first boot' : without.count === 1 ? 'second boot' : 'not here';
    }
    const accountAlone =
      profile.runsAsAccount?.is === true && account
        ? boots(trial, [], { user: `${account.is.uid}:${account.is.gid}` })
        : undefined;
    if (accountAlone) expect(accountAlone).toMatchObject({ count: 2, log: '' });
    seen[server.image] = {
      boots: 2,
      readOnlyRoot: readOnly(profile),
      runsAsAccount: accountAlone !== undefined,
      capabilities,
    };
    if (!process.env.HARDEN_RECORD) expect(seen[server.image]).toEqual(VERIFIED[server.image]);
  });

  afterAll(() => {
    if (!process.env.HARDEN_RECORD) return;
    const all: Readonly<Record<string, Verified>> = { ...VERIFIED, ...seen };
    const path = join(__dirname, '../../src/knowledge/data/verified.yaml');
    const today = new Date().toISOString().slice(0, 10);
    const lines = Object.keys(all)
      .sort()
      .map((image) => `  ${image}: ${stringify(all[image], { collectionStyle: 'flow', lineWidth: 0 })}`);
    const [about] = readFileSync(path, 'utf8').split(/^looked: /m);
    writeFileSync(path, `${about}looked: ${today}\nruns:\n${lines.join('')}`);
  });
});
