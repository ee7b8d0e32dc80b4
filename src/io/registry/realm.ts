// Which token server may see a registry's credentials.
//
// A registry names its token server itself, so a hostile or hijacked one could name any. Credentials go to a realm only
// over HTTPS (plain HTTP where the registry itself is asked in plain HTTP) and only when one of these holds:
//   1. the realm has the registry's own host name and port
//   2. both have one host name, or belong to one registrable domain of the public suffix list, private suffixes counted
//      (registry-1.docker.io and auth.docker.io, never a.github.io and b.github.io), and the realm's port is the
//      registry's or 443, which only those may open who run the machine: GitLab has its registry at 5050 and its tokens
//      at 443 of the same host. Another port may be anybody's.
// Any other realm is asked without credentials, which is enough for public images.
import { getDomain } from 'tldts';

export function mayReceiveCredentials(registry: URL, realm: URL): boolean {
  if (realm.protocol !== registry.protocol) return false;
  if (realm.host === registry.host) return true;
  if (realm.protocol !== 'https:') return false;
  return (realm.port === registry.port || realm.port === '') && sameParty(registry, realm);
}

/** Who answers at an address: its registrable domain, or its host and port where it has none. */
export function partyOf(url: URL): string {
  return getDomain(url.hostname, { allowPrivateDomains: true }) ?? url.host;
}

/** One host name, or one registrable domain: whoever runs the one answers for the other. */
export function sameParty(a: URL, b: URL): boolean {
  if (a.hostname === b.hostname) return true;
  const domain = getDomain(a.hostname, { allowPrivateDomains: true });
  return domain !== null && domain === getDomain(b.hostname, { allowPrivateDomains: true });
}

export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: URL; readonly service: string | undefined };

/**
 * Reads `WWW-Authenticate`; `undefined` where it asks for something else. Of several offers a token comes first.
 * Source: https://distribution.github.io/distribution/spec/auth/token/
 */
export function parseChallenge(header: string): Challenge | undefined {
  const bearer = /(?:^|,)\s{0,8}bearer\s/i.exec(header);
  if (bearer) {
    const parameters = new Map<string, string>();
    for (const [, name, value] of header.slice(bearer.index).matchAll(/([a-z_]{1,20})="([^"]{0,2000})"/gi))
      if (!parameters.has(name!.toLowerCase())) parameters.set(name!.toLowerCase(), value!);
    const realm = URL.canParse(parameters.get('realm') ?? '') ? new URL(parameters.get('realm')!) : undefined;
    if (realm && /^https?:$/.test(realm.protocol) && realm.username === '')
      return { scheme: 'bearer', realm, service: parameters.get('service') };
  }
  return /(?:^|,)\s{0,8}basic(?:\s|$)/i.test(header) ? { scheme: 'basic' } : undefined;
}
