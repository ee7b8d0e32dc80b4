// Where an image is asked for: its mirrors in order, then its registry.
import type { ContainersRegistry } from './containers-conf.js';

export interface Endpoint {
  /** As in an image's name; the credentials of this host are used. */
  readonly host: string;
  /** `https://registry-1.docker.io` */
  readonly base: URL;
  readonly path: string;
}

export interface EndpointSettings {
  /** By host; from the options, then from Docker's settings. */
  readonly mirrors: ReadonlyMap<string, readonly string[]>;
  readonly registries: readonly ContainersRegistry[];
}

/** Docker Hub's images are named after one host and served by another. */
const API_HOSTS: ReadonlyMap<string, string> = new Map([['docker.io', 'registry-1.docker.io']]);

/** The endpoints of an image, first choice first; `blocked` where registries.conf forbids it. */
export function endpointsOf(settings: EndpointSettings, host: string, path: string): readonly Endpoint[] | 'blocked' {
  const found: Endpoint[] = [];
  for (const mirror of settings.mirrors.get(host) ?? []) {
    const endpoint = locate(mirror, path);
    if (endpoint) found.push(endpoint);
  }
  const rule = ruleFor(settings.registries, host, path);
  if (!rule) return [...found, { host, base: baseOf(host), path }];
  if (rule.blocked) return 'blocked';
  const rest = restOf(rule.prefix, host, path);
  for (const mirror of rule.mirrors) {
    const endpoint = locate(mirror, rest);
    if (endpoint) found.push(endpoint);
  }
  const origin = rule.location === undefined ? undefined : locate(rule.location, rest);
  return [...found, origin ?? { host, base: baseOf(host), path }];
}

/** `host[:port]` of a mirror or location, without scheme and path; `undefined` where it names none. */
export function hostOfLocation(location: string): string | undefined {
  return locate(location, 'x')?.host;
}

function locate(location: string, rest: string): Endpoint | undefined {
  const text = /^https?:\/\//.test(location) ? location : `https://${location}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.search !== '') return undefined;
  const prefix = url.pathname.replace(/^\/+|(?<!\/)\/+$/g, '').replace(/^v2(?:\/|$)/, '');
  const path = [prefix, rest].filter((part) => part !== '').join('/');
  const host = url.host === 'registry-1.docker.io' ? 'docker.io' : url.host;
  return { host, base: url.protocol === 'http:' ? new URL(`http://${url.host}`) : baseOf(host), path };
}

function baseOf(host: string): URL {
  return new URL(`https://${API_HOSTS.get(host) ?? host}`);
}

/** The rule with the longest prefix. Source: containers-registries.conf(5), "Choosing a [[registry]] TOML table". */
function ruleFor(rules: readonly ContainersRegistry[], host: string, path: string): ContainersRegistry | undefined {
  let best: ContainersRegistry | undefined;
  for (const rule of rules) {
    if (matches(rule.prefix, host, path) && rule.prefix.length > (best?.prefix.length ?? -1)) best = rule;
  }
  return best;
}

function matches(prefix: string, host: string, path: string): boolean {
  if (prefix.startsWith('*.')) return host.endsWith(prefix.slice(1));
  const full = `${host}/${path}`;
  return full === prefix || full.startsWith(`${prefix}/`);
}

/** What stands behind the prefix, which location and mirrors are put before. */
function restOf(prefix: string, host: string, path: string): string {
  return prefix.startsWith('*.') ? path : `${host}/${path}`.slice(prefix.length).replace(/^\//, '');
}
