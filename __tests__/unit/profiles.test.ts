// What must hold for every image described in src/knowledge/data/images, whoever read it.
import {
  PROFILES,
  VERIFIED,
  serviceProfile,
  sourcesOf,
  type ProfileEntry,
  type ServiceProfile,
} from '../../src/knowledge/index.js';
import { officialName, parseImageReference } from '../../src/model/index.js';

interface AnyFact {
  readonly is: unknown;
  readonly from: string | readonly string[];
}

const entries = PROFILES.map((profile) => [profile.names[0], profile] as const);

/** A tag for the newest version, and one that every variant holds for. */
function tagsOf({ variants = [] }: ProfileEntry): string[] {
  const tags = variants.map(({ since, before, part }) => {
    const version = since ?? (before === undefined ? undefined : String(Number(before.split('.')[0]) - 1));
    return [version ?? (part === undefined ? undefined : 'latest'), part]
      .filter((word) => word !== undefined)
      .join('-');
  });
  return ['latest', ...new Set(tags.filter((tag) => tag !== ''))];
}

const resolved: [string, ServiceProfile][] = PROFILES.flatMap((profile) =>
  tagsOf(profile).map((tag): [string, ServiceProfile] => {
    const reference = `${profile.names[0]}:${tag}`;
    return [reference, serviceProfile(reference)!];
  }),
);

function factsOf({ facts, variants = [] }: ProfileEntry): [string, AnyFact][] {
  return [facts, ...variants.map((variant) => variant.facts)].flatMap((set) =>
    Object.entries(set).flatMap(([name, value]) =>
      [value as AnyFact | readonly AnyFact[]].flat().map((fact): [string, AnyFact] => [name, fact]),
    ),
  );
}

function sortedOnce(words: readonly string[]): boolean {
  return words.every((word, at) => at === 0 || words[at - 1]! < word);
}

test('no image is described twice, and every name is one that a reference can have', () => {
  const names = PROFILES.flatMap((profile) => profile.names);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  for (const name of names) {
    const reference = parseImageReference(name);
    expect([name, reference?.tag, reference?.digest]).toEqual([name, undefined, undefined]);
    expect(officialName(reference!) ?? `${reference!.host}/${reference!.path}`).toBe(name);
    expect(serviceProfile(name)?.image).toBe(name);
  }
});

test.each(entries)('%s: sources are files of public repositories at a commit', (_, profile) => {
  for (const { repository, file, commit } of sourcesOf(profile).values()) {
    expect(repository).toMatch(/^[\w-]+\/[\w.-]+$/);
    expect(file).toMatch(/^[^/].*[^/]$/);
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
  }
});

test.each(entries)('%s: every fact names lines of its sources, and every source is used', (_, profile) => {
  const sources = sourcesOf(profile);
  const used = new Set<string>();
  for (const [name, { from }] of factsOf(profile)) {
    const cited = [from].flat();
    expect([name, cited.length]).not.toEqual([name, 0]);
    for (const citation of cited) {
      const [, source, first, last] = /^(\w+):([1-9]\d*)(?:-([1-9]\d*))?$/.exec(citation) ?? [];
      expect([name, citation, source !== undefined && sources.has(source)]).toEqual([name, citation, true]);
      expect([name, citation, last === undefined || Number(last) > Number(first)]).toEqual([name, citation, true]);
      used.add(source!);
    }
  }
  expect([...sources.keys()].filter((source) => !used.has(source))).toEqual([]);
});

test.each(entries)('%s: a variant has a condition that can hold', (_, { variants = [] }) => {
  for (const { since, before, part, notPart } of variants) {
    expect([since, before, part, notPart].some((condition) => condition !== undefined)).toBe(true);
    for (const version of [since, before]) expect(version ?? '1').toMatch(/^\d+(?:\.\d+)?$/);
    if (since !== undefined && before !== undefined) expect(versionNumber(since)).toBeLessThan(versionNumber(before));
  }
});

// Images of services without `build` in 2,123 Compose files of 90 public repositories, most used first; those of one
// project alone (rancher, vulhub, hyperledger and the like) left out, and kartoza/postgis, which nobody read yet.
const MOST_USED = `postgres redis mysql mariadb nginx quay.io/debezium/kafka mongo quay.io/debezium/example-postgres
  quay.io/debezium/connect grafana/grafana nextcloud busybox prom/prometheus minio/minio confluentinc/cp-kafka elasticsearch
  kartoza/geoserver traefik valkey/valkey confluentinc/cp-zookeeper wordpress rabbitmq nacos/nacos-server wurstmeister/kafka
  memcached prom/alertmanager confluentinc/cp-schema-registry zookeeper prom/node-exporter alpine gcr.io/cadvisor/cadvisor
  docker.elastic.co/elasticsearch/elasticsearch ollama/ollama ghcr.io/paperless-ngx/paperless-ngx
  stefanscherer/whoami adminer registry dpage/pgadmin4 kibana node caddy matomo`.split(/\s+/);
// Less often in those files, and well known.
const WELL_KNOWN =
  `portainer/portainer-ce quay.io/keycloak/keycloak hashicorp/vault hashicorp/consul httpd haproxy php tomcat jenkins/jenkins
  sonarqube solr neo4j cassandra influxdb nats couchdb clickhouse/clickhouse-server phpmyadmin ghost drupal vaultwarden/server
  grafana/loki localstack/localstack eclipse-mosquitto pgvector/pgvector timescale/timescaledb opensearchproject/opensearch
  getmeili/meilisearch qdrant/qdrant mongo-express axllent/mailpit`.split(/\s+/);

test('the most used images are described, sixty and more', () => {
  const missing = [...MOST_USED, ...WELL_KNOWN].filter((image) => serviceProfile(image) === undefined);
  expect(missing).toEqual([]);
  expect(MOST_USED.length + WELL_KNOWN.length - missing.length).toBeGreaterThanOrEqual(60);
});

test('what a run showed is of an image that is described, and speaks of its capabilities', () => {
  for (const [image, { capabilities, readOnlyRoot, tmpfs }] of Object.entries(VERIFIED)) {
    const profile = serviceProfile(image);
    const listed = [...(profile?.firstBoot?.is ?? []), ...(profile?.laterBoots?.is ?? [])];
    // With which root reads what is closed to it: the patch writes the one that Docker gives by itself.
    const written = listed.map((each) => (each === 'DAC_READ_SEARCH' ? 'DAC_OVERRIDE' : each));
    expect([image, Object.keys(capabilities).sort()]).toEqual([image, [...new Set(written)].sort()]);
    expect([image, profile?.firstBoot !== undefined]).toEqual([image, true]);
    if (!readOnlyRoot) continue;
    const paths = (profile?.writable ?? []).flatMap(({ is }) => (is.kind === 'tmpfs' ? [is.path] : []));
    expect([image, tmpfs.map((value) => value.split(':', 1)[0]).sort()]).toEqual([image, paths.sort()]);
  }
  expect(Object.keys(VERIFIED).length).toBeGreaterThanOrEqual(25);
});

function versionNumber(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor;
}

test.each(resolved)('%s: capabilities are sorted, and what later boots want the first one wants', (_, profile) => {
  const first = profile.firstBoot?.is ?? [];
  const later = profile.laterBoots?.is ?? [];
  expect(sortedOnce(first) && sortedOnce(later)).toBe(true);
  expect(later.filter((capability) => !first.includes(capability))).toEqual([]);
  expect(profile.laterBoots === undefined).toBe(profile.firstBoot === undefined);
});

test.each(resolved)('%s: who gives root up may change its user, and who never had it may not', (_, profile) => {
  const { startsAs, account, dropsRootWith, firstBoot, laterBoots } = profile;
  if (startsAs === undefined || firstBoot === undefined || laterBoots === undefined) return;
  const changes = dropsRootWith !== undefined || (account !== undefined && account.is.uid !== startsAs.is.uid);
  if (startsAs.is.uid === 0) {
    for (const { is } of changes ? [firstBoot, laterBoots] : [])
      expect(is).toEqual(expect.arrayContaining(['SETGID', 'SETUID']));
    return;
  }
  expect(dropsRootWith).toBeUndefined();
  const ofRoot = ['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'SETGID', 'SETPCAP', 'SETUID'];
  expect(firstBoot.is.filter((capability) => ofRoot.includes(capability))).toEqual([]);
});

test.each(resolved)('%s: written paths are absolute and real, and known where the root is read-only', (_, profile) => {
  const paths = (profile.writable ?? []).map(({ is }) => is.path);
  for (const path of paths) {
    expect(path).toMatch(/^(?:\/[^/]+)+$/);
    expect(path).not.toMatch(/^\/var\/run(?:\/|$)|\/\.\.?(?:\/|$)/);
  }
  expect(new Set(paths).size).toBe(paths.length);
  for (const { is } of profile.writable ?? []) if (is.mode !== undefined) expect(is.mode).toMatch(/^[0-7]{3,4}$/);
  if (profile.readOnlyRoot?.is || profile.readOnlyUnless) expect(profile.writable).toBeDefined();
});

test.each(resolved)('%s: a probe runs a program it names, and its times are times', (_, profile) => {
  for (const probe of [profile.probe?.is, profile.probeUnless?.is]) {
    if (probe === undefined) continue;
    const [kind, ...words] = probe.test;
    expect(['CMD', 'CMD-SHELL']).toContain(kind);
    expect(words.length).toBeGreaterThan(0);
    if (kind === 'CMD-SHELL') expect(words).toHaveLength(1);
    expect(words.join(' ')).toContain(probe.program);
  }
  if (profile.timing === undefined) return;
  for (const seconds of Object.values(profile.timing.is)) {
    expect(Number.isInteger(seconds)).toBe(true);
    expect(seconds).toBeGreaterThan(0);
  }
});

test.each(resolved)('%s: variables and ports stand once', (_, profile) => {
  for (const list of [profile.secretFiles?.is, profile.secrets?.is]) {
    if (list === undefined) continue;
    expect(new Set(list).size).toBe(list.length);
    for (const variable of list) expect(variable).toMatch(/^\w+$/);
  }
  const ports = (profile.ports ?? []).map(({ is }) => `${is.port}/${is.protocol ?? 'tcp'}`);
  expect(new Set(ports).size).toBe(ports.length);
  for (const { is } of profile.ports ?? []) expect(is.port > 0 && is.port < 65_536).toBe(true);
  if (profile.memoryFloor !== undefined) expect(profile.memoryFloor.is).toBeGreaterThan(0);
});
