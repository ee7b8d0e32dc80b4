// Which addresses may be connected to. Image names come from files of strangers: without this, a Dockerfile could make
// the machine that runs harden ask its own network. The check is on the address that is connected to, after the name
// was resolved, so a name that resolves differently the second time changes nothing.
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { lookupFailed, LookupFailure } from './failure.js';

/** Sources: https://www.iana.org/assignments/iana-ipv4-special-registry/ and .../iana-ipv6-special-registry/. */
const V4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // Azure's wire server: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
const V6: readonly [string, number][] = [
  ['::', 96], // IPv4 in an old notation, which nobody routes
  ['::ffff:0:0:0', 96], // translated IPv4: RFC 7915
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['100:0:0:1::', 64],
  ['2001::', 23], // Teredo and other protocols of the IETF
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

let ranges: BlockList | undefined;

/** Made when the first address is met: most runs connect to nothing. */
function closedRanges(): BlockList {
  if (ranges) return ranges;
  ranges = new BlockList();
  for (const [net, bits] of V4) {
    ranges.addSubnet(net, bits, 'ipv4');
    // The same network in the notation that maps it, and behind the translator that makes public addresses of IPv4 reachable
    // on networks without: RFC 6052.
    for (const prefix of ['::ffff:', '64:ff9b::']) ranges.addSubnet(`${prefix}${net}`, 96 + bits, 'ipv6');
  }
  for (const [net, bits] of V6) ranges.addSubnet(net, bits, 'ipv6');
  return ranges;
}

/** Private, loopback, link-local, multicast or otherwise not an address of the public internet. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  return closedRanges().check(address.split('%')[0]!, family === 4 ? 'ipv4' : 'ipv6');
}

/** The machine itself: where plain HTTP crosses no network. */
export function isLoopbackHost(hostname: string): boolean {
  const name = bare(hostname);
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** Refuses a host that is itself an address: those are never resolved, so `guardedLookup` does not see them. */
export function checkLiteral(hostname: string): void {
  const name = bare(hostname);
  if (name === 'localhost' || (isIP(name) !== 0 && isPrivateAddress(name))) throw refused(hostname);
}

/** Resolves as the system does and gives an error where one of the addresses is private. */
export const guardedLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '');
    const [first] = addresses;
    if (!first || addresses.some(({ address }) => isPrivateAddress(address))) return done(refused(hostname), '');
    if (options.all) return done(null, addresses);
    done(null, first.address, first.family);
  });
};

function refused(hostname: string): LookupFailure {
  return new LookupFailure(
    'not-allowed',
    `${hostname} has a private address, and image names are not trusted with those; ` +
      'if the registry is yours, name it in a configuration given with --config (registries, private: true)',
    { host: true },
  );
}

/** A name that does not resolve, in words. */
export function unresolved(hostname: string): LookupFailure {
  return lookupFailed(`${hostname} cannot be resolved; no network? --offline skips this`, { host: true });
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
