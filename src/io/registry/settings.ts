// The options, the environment and the machine's settings, put together once per client.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheFolder } from '../cache-folder.js';
import { createCache, type Cache } from './cache.js';
import { readContainersConf, readDaemonJson } from './containers-conf.js';
import { type Credentials, readCredentials } from './docker-config.js';
import { type EndpointSettings, hostOfLocation } from './endpoints.js';
import { LIFETIMES, LIMITS, type Lifetimes, type Limits, type RegistryOptions } from './options.js';
import { tlsFilesOf } from './tls.js';
import type { Trust } from './transport.js';

export interface Settings {
  readonly offline: boolean;
  readonly allowed: (host: string, path: string) => boolean;
  readonly endpoints: EndpointSettings;
  readonly trustOf: (host: string) => Trust;
  readonly credentials: Credentials;
  readonly cache: Cache;
  readonly lifetimes: Lifetimes;
  readonly limits: Limits;
  readonly now: () => number;
}

/**
 * Reads registries.conf, daemon.json and Docker's config.json. Named by the user, and so free to have a private address,
 * are: `listed`, insecure hosts, mirrors, locations in registries.conf, and registries somebody logged in to.
 */
export function readSettings(options: RegistryOptions): Settings {
  const env = options.env ?? process.env;
  const etc = options.etc ?? '/etc';
  const home = env.HOME ?? (options.env ? undefined : homedir());
  const registries = readContainersConf(etc, home, env.CONTAINERS_REGISTRIES_CONF);
  const daemon = readDaemonJson(etc, home);
  const docker = env.DOCKER_CONFIG ?? (home === undefined ? undefined : join(home, '.docker'));
  const credentials = docker === undefined ? NOBODY : readCredentials(docker, env);

  const mirrors = new Map<string, string[]>();
  for (const [host, each] of Object.entries(options.mirrors ?? {})) mirrors.set(host, [...each]);
  mirrors.set('docker.io', [...(mirrors.get('docker.io') ?? []), ...daemon.mirrors]);
  const plainMirrors = [...mirrors.values()].flat().filter((mirror) => mirror.startsWith('http://'));
  const insecure = hostsIn([
    ...(options.insecure ?? []),
    ...daemon.insecure,
    ...plainMirrors,
    ...registries.flatMap((rule) => [
      ...(rule.insecure ? [rule.location ?? rule.prefix] : []),
      ...rule.insecureMirrors,
    ]),
  ]);
  const listed = hostsIn([
    ...(options.listed ?? []),
    ...[...mirrors.values()].flat(),
    ...registries.flatMap((rule) => [rule.location ?? rule.prefix, ...rule.mirrors]),
    ...credentials.hosts,
  ]);

  const folders = certificateFolders(etc, home);
  const authorities = new Map(Object.entries(options.authorities ?? {}));
  const trusts = new Map<string, Trust>();
  function trustOf(host: string): Trust {
    const known = trusts.get(host);
    if (known) return known;
    const tls = tlsFilesOf(host, folders, env.NODE_EXTRA_CA_CERTS, authorities.get(host));
    const trust = { listed: listed.has(host) || insecure.has(host), insecure: insecure.has(host), tls };
    trusts.set(host, trust);
    return trust;
  }

  const folder = options.cache === false ? undefined : (options.cache ?? defaultCacheFolder(env));
  const now = options.now ?? Date.now;
  return {
    offline: options.offline ?? false,
    allowed: options.allowed ?? (() => true),
    endpoints: { mirrors, registries },
    trustOf,
    credentials,
    cache: createCache(folder, now),
    lifetimes: { ...LIFETIMES, ...options.lifetimes },
    limits: { ...LIMITS, ...options.limits },
    now,
  };
}

const NOBODY: Credentials = { of: async () => undefined, hosts: [] };

/** Both spellings of a host on a usual port, as a URL drops it. */
function hostsIn(locations: readonly string[]): ReadonlySet<string> {
  const hosts = new Set<string>();
  for (const location of locations) {
    const host = location.startsWith('*.') ? undefined : hostOfLocation(location);
    if (host !== undefined) hosts.add(host).add(host.replace(/:80$/, ''));
  }
  return hosts;
}

/** Sources: https://docs.docker.com/engine/security/certificates/, containers-certs.d(5). */
function certificateFolders(etc: string, home: string | undefined): string[] {
  const own =
    home === undefined ? [] : ['.config/containers/certs.d', '.docker/certs.d'].map((name) => join(home, name));
  return [...own, join(etc, 'containers', 'certs.d'), join(etc, 'docker', 'certs.d')];
}
