// A profile earns `verified` here as a patch writes it: harden patches a Compose file that runs the image, and the engine
// starts that file twice on the same volumes, with the health check, user, mounts and capabilities that it then has; then
// as the account that the image itself begins with, and without each capability in turn. HARDEN_RECORD=1 writes
// src/knowledge/data/verified.yaml, HARDEN_TRY=NAME,NAME takes the images with one of these in their name.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { serviceProfile, VERIFIED, type Verified, type ServiceProfile } from '../../src/knowledge/index.js';
import { describeInLab } from './support/lab.js';
import {
  boots,
  packageIn,
  patchOf,
  serviceOf,
  withCapabilities,
  type PatchedService,
} from './support/service-trial.js';
import { sideBySide } from './support/side-by-side.js';
import { imageLater } from './support/stand-ins.js';

interface Server {
  readonly image: string;
  /** The package of Debian that holds the server. */
  readonly pack: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly data?: readonly string[];
  /** Tells that it works, where the profile knows no probe or one that a missing capability does not trouble. */
  readonly works?: string;
  /** Whom the workers run as, where the profile does not know the number. */
  readonly becomes?: number;
}

const WEB = 'http://127.0.0.1';
const SERVERS: readonly Server[] = [
  { image: 'postgres:17', pack: 'postgresql-17', env: { POSTGRES_PASSWORD: 'for-the-test' } },
  { image: 'pgvector/pgvector:pg17', pack: 'postgresql-17-pgvector', env: { POSTGRES_PASSWORD: 'for-the-test' } },
  { image: 'postgis/postgis:17-3.5', pack: 'postgresql-17-postgis-3', env: { POSTGRES_PASSWORD: 'for-the-test' } },
  {
    image: 'timescale/timescaledb:2.19.3-pg17',
    pack: 'postgresql-17-timescaledb',
    env: { POSTGRES_PASSWORD: 'for-the-test' },
  },
  {
    image: 'quay.io/debezium/postgres:17',
    pack: 'postgresql-17-decoderbufs',
    env: { POSTGRES_PASSWORD: 'for-the-test' },
  },
  { image: 'influxdb:1.8', pack: 'influxdb' },
  { image: 'wordpress:6.8', pack: 'wordpress', becomes: 33 },
  { image: 'matomo:5.3', pack: 'matomo', becomes: 33 },
  { image: 'redis:8', pack: 'redis-server' },
  { image: 'valkey/valkey:8.1', pack: 'valkey-server' },
  { image: 'nginx:1.26', pack: 'nginx' },
  { image: 'nginxinc/nginx-unprivileged:1.26', pack: 'nginx' },
  { image: 'mariadb:11.8', pack: 'mariadb-server', becomes: 999 },
  { image: 'rabbitmq:4.0', pack: 'rabbitmq-server' },
  { image: 'memcached:1.6', pack: 'memcached' },
  { image: 'eclipse-mosquitto:2.0', pack: 'mosquitto' },
  { image: 'nats:2.10-alpine', pack: 'nats-server' },
  { image: 'zookeeper:3.9', pack: 'zookeeper' },
  { image: 'quay.io/coreos/etcd:v3.5.16', pack: 'etcd-server' },
  { image: 'registry:2.8', pack: 'docker-registry' },
  { image: 'caddy:2.6', pack: 'caddy' },
  { image: 'haproxy:3.0', pack: 'haproxy', works: `curl -fsS ${WEB}` },
  { image: 'httpd:2.4', pack: 'apache2-bin', works: `curl -fsS ${WEB}`, becomes: 33 },
  { image: 'php:8.4-apache', pack: 'libapache2-mod-php', works: `curl -fsS ${WEB}`, becomes: 33 },
  { image: 'php:8.4-fpm', pack: 'php-fpm', works: 'asks-fpm', becomes: 33 },
  { image: 'phpmyadmin:5.2', pack: 'libapache2-mod-php', becomes: 33 },
  { image: 'tomcat:11.0', pack: 'tomcat11-common', works: `curl -fsS ${WEB}:8080` },
  { image: 'varnish:8.0', pack: 'varnish', works: `curl -fsS ${WEB}`, becomes: 1000 },
  // Nothing is deployed: it answers that there is nothing.
  { image: 'jetty:12.0', pack: 'jetty12', works: `curl -sS -D - -o /dev/null ${WEB}:8080 | grep -q '^HTTP/1.1 404'` },
  { image: 'adminer:5', pack: 'adminer' },
  {
    image: 'syncthing/syncthing:1.29',
    pack: 'syncthing',
    data: ['/var/syncthing'],
    works: `curl -fsS ${WEB}:8384/rest/noauth/health`,
  },
  { image: 'prom/prometheus:v2.53.3', pack: 'prometheus' },
  { image: 'prom/alertmanager:v0.28.1', pack: 'prometheus-alertmanager' },
  { image: 'prom/pushgateway:v1.11.0', pack: 'prometheus-pushgateway' },
  { image: 'prom/node-exporter:v1.9.0', pack: 'prometheus-node-exporter' },
  {
    image: 'prom/blackbox-exporter:v0.26.0',
    pack: 'prometheus-blackbox-exporter',
    works: `curl -fsS '${WEB}:9115/probe?module=icmp&target=127.0.0.1' | grep -q '^probe_success 1'`,
  },
  {
    image: 'quay.io/prometheuscommunity/postgres-exporter:v0.17.1',
    pack: 'prometheus-postgres-exporter',
    works: `curl -fsS ${WEB}:9187/metrics`,
  },
  {
    image: 'oliver006/redis_exporter:v1.69.0',
    pack: 'prometheus-redis-exporter',
    works: `curl -fsS ${WEB}:9121/health`,
  },
];
const IN_LAB = ['postgres:17', 'nginx:1.26', 'nginxinc/nginx-unprivileged:1.26', 'debian:trixie-slim'];
const PATIENCE_MS = 180_000;
/** How much longer than the whole set a set with one less may take before it counts as missed. */
const TIMES_LONGER = 4;
const SHORTEST_MS = 10_000;
/** Most of a trial is waiting. */
const AT_ONCE = Math.max(3, availableParallelism());
const NAMES = (process.env.HARDEN_TRY ?? '').split(',');
const ASKED = SERVERS.filter(({ image }) => NAMES.some((name) => image.includes(name)));

/** The words of the probe of a profile, or of a shell with the line that stands in for it. */
function probeOf({ probe, probeUnless }: ServiceProfile, line: string | undefined): readonly string[] {
  if (line !== undefined) return ['sh', '-c', line];
  const fact = probe ?? probeUnless;
  if (!fact) throw new Error('no probe to tell by');
  const [kind, ...words] = fact.is.test;
  return kind === 'CMD-SHELL' ? ['sh', '-c', words[0]!] : words;
}

/** What a patched service has mounted: `tmpfs` as it is written, volumes by their path. */
function mountsOf({ tmpfs = [], volumes = [] }: PatchedService): Pick<Verified, 'tmpfs' | 'volumes'> {
  return { tmpfs, volumes: volumes.map((volume) => volume.split(':').at(-1)!) };
}

/** What the trials of a server showed. Throws where it does not work as the patch has it. */
async function tried(server: Server): Promise<Verified> {
  const profile = serviceProfile(server.image)!;
  const { account, startsAs } = profile;
  const becomes = server.becomes ?? account?.is.uid ?? startsAs?.is.uid;
  const image = await imageLater(server.image);
  const trial = {
    image,
    works: probeOf(profile, server.works),
    patience: PATIENCE_MS,
    ...(becomes === undefined ? {} : { becomes }),
  };
  const text = patchOf(server, profile, []);
  const service = serviceOf(text);
  const asPatched = await boots({ ...trial, text });
  if (asPatched.count < 2) throw new Error(`${text}\n${asPatched.log}`);

  // Another step of the patch may be left out: then it begins as whom the image has it.
  const asRoot = service.user === undefined ? text : patchOf(server, profile, ['run-as-user']);
  const wanted = [...(serviceOf(asRoot).cap_add ?? [])].sort();
  const whole = service.user === undefined ? asPatched : await boots({ ...trial, text: asRoot });
  if (whole.count < 2) throw new Error(`${asRoot}\n${whole.log}`);

  const patience = Math.max(SHORTEST_MS, TIMES_LONGER * whole.slowest);
  const capabilities: Record<string, Verified['capabilities'][string]> = {};
  for (const capability of wanted) {
    const others = wanted.filter((each) => each !== capability);
    const { count } = await boots({ ...trial, text: withCapabilities(asRoot, others), patience });
    capabilities[capability] = count === 0 ? 'first boot' : count === 1 ? 'second boot' : 'not here';
  }
  // What the profile gives on data does for a second boot.
  const listed = (profile.laterBoots?.is ?? []).map((each) => (each === 'DAC_READ_SEARCH' ? 'DAC_OVERRIDE' : each));
  const withData = wanted.filter((each) => listed.some((other) => other === each));
  const fewer = service.volumes !== undefined && withData.length < wanted.length;
  if (fewer) {
    const again = await boots({ ...trial, text: asRoot, later: withCapabilities(asRoot, withData) });
    if (again.count < 2) throw new Error(`not with data and ${withData.join(', ')}\n${again.log}`);
  }
  return {
    tried: new Date().toISOString().slice(0, 10),
    ran: await packageIn(image, server.pack),
    boots: 2,
    healthcheck: service.healthcheck !== undefined,
    readOnlyRoot: service.read_only === true,
    runsAsAccount: service.user !== undefined,
    ...mountsOf(service),
    capabilities,
    ...(fewer ? { withData } : {}),
  };
}

/** What a later release of Debian, and another day, leave as it is. */
function lasting({ tried: _day, ran: _version, ...rest }: Verified): Omit<Verified, 'tried' | 'ran'> {
  return rest;
}

describeInLab('image profiles', IN_LAB, () => {
  const seen: Record<string, Verified> = {};
  let outcomes: ReadonlyMap<Server, Promise<Verified>>;

  beforeAll(() => {
    outcomes = sideBySide(ASKED, AT_ONCE, tried);
  });

  test.each(ASKED)('$image: healthy twice as harden patches it, and each capability is tried', async (server) => {
    seen[server.image] = await outcomes.get(server)!;
    const known = VERIFIED[server.image];
    if (!process.env.HARDEN_RECORD) expect(lasting(seen[server.image]!)).toEqual(known && lasting(known));
  });

  // The profile says nothing of its rights: what harden patches around them must let it start all the same.
  const dind = 'docker:29-dind';
  if (NAMES.some((name) => dind.includes(name)))
    test(`${dind}: an engine answers twice as harden patches it`, async () => {
      const asked = { image: dind, settings: { privileged: true }, data: ['/var/lib/docker'] };
      const text = patchOf(asked, serviceProfile(dind)!, []);
      const trial = { image: await imageLater(dind), works: ['docker', 'version'], patience: PATIENCE_MS, text };
      expect(await boots(trial)).toMatchObject({ count: 2 });
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
