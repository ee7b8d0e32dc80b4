/** What stands under an image. `undefined` fields are not known, never a default. */
import { words } from '../model/index.js';
export interface Os {
  readonly family: Family;
  /** Code name or number, only where the tag says it: `bookworm`, `jammy`, `3.19`, `9`. */
  readonly release?: string;
  readonly packageManager?: PackageManager;
  /** What `/bin/sh` is, or the program RUN uses on Windows. */
  readonly shell?: Shell;
  readonly hasBash?: boolean;
}

export type Family =
  | 'debian'
  | 'ubuntu'
  | 'alpine'
  | 'rhel'
  | 'fedora'
  | 'amazon'
  | 'azurelinux'
  | 'photon'
  | 'suse'
  | 'arch'
  | 'busybox'
  | 'scratch'
  | 'distroless'
  | 'windows'
  | 'wolfi';

export type PackageManager = 'apt' | 'apk' | 'dnf' | 'yum' | 'microdnf' | 'tdnf' | 'zypper' | 'pacman' | 'none';
type Shell = 'dash' | 'bash' | 'busybox-ash' | 'cmd' | 'powershell' | 'none';

/** Source: https://www.debian.org/releases/ */
const DEBIAN = words('wheezy jessie stretch buster bullseye bookworm trixie forky duke sid');

/** Source: https://wiki.ubuntu.com/Releases */
const UBUNTU = new Map([
  ['14.04', 'trusty'],
  ['16.04', 'xenial'],
  ['18.04', 'bionic'],
  ['18.10', 'cosmic'],
  ['19.04', 'disco'],
  ['19.10', 'eoan'],
  ['20.04', 'focal'],
  ['20.10', 'groovy'],
  ['21.04', 'hirsute'],
  ['21.10', 'impish'],
  ['22.04', 'jammy'],
  ['22.10', 'kinetic'],
  ['23.04', 'lunar'],
  ['23.10', 'mantic'],
  ['24.04', 'noble'],
  ['24.10', 'oracular'],
  ['25.04', 'plucky'],
  ['25.10', 'questing'],
  ['26.04', 'resolute'],
]);
const UBUNTU_NAMES = new Set(UBUNTU.values());

/** Source: https://www.debian.org/releases/ */
const DEBIAN_NUMBERS = new Map([
  ['7', 'wheezy'],
  ['8', 'jessie'],
  ['9', 'stretch'],
  ['10', 'buster'],
  ['11', 'bullseye'],
  ['12', 'bookworm'],
  ['13', 'trixie'],
  ['14', 'forky'],
]);

/**
 * Debian's `/bin/sh` is dash since squeeze, and bash is essential. Source: https://wiki.debian.org/Shell, and the packages
 * of the image: https://github.com/debuerreotype/docker-debian-artifacts/blob/329d4b79ed0518216a736352ba8323539f65e068/bookworm/rootfs.manifest
 */
export function debian(release?: string): Os {
  const name = release === undefined ? undefined : (DEBIAN_NUMBERS.get(release.split('.')[0] ?? '') ?? release);
  return {
    family: 'debian',
    ...(name !== undefined && DEBIAN.has(name) ? { release: name } : {}),
    packageManager: 'apt',
    shell: 'dash',
    hasBash: true,
  };
}

/** Source: https://wiki.ubuntu.com/DashAsBinSh */
export function ubuntu(release?: string): Os {
  const name = release === undefined ? undefined : (UBUNTU.get(release) ?? release);
  return {
    family: 'ubuntu',
    ...(name !== undefined && UBUNTU_NAMES.has(name) ? { release: name } : {}),
    packageManager: 'apt',
    shell: 'dash',
    hasBash: true,
  };
}

/** Alpine itself has no bash; images on top of it may add it. Source: https://wiki.alpinelinux.org/wiki/Shell_management */
export function alpine(release?: string, hasBash?: boolean): Os {
  return {
    family: 'alpine',
    ...(release !== undefined && /^\d+\.\d+/.test(release) ? { release } : {}),
    packageManager: 'apk',
    shell: 'busybox-ash',
    ...(hasBash === undefined ? {} : { hasBash }),
  };
}

/** Red Hat and everything built from it, Fedora and Amazon included: `/bin/sh` is bash. */
export function rpm(family: Family, packageManager: PackageManager | undefined, release?: string): Os {
  return {
    family,
    ...(release === undefined ? {} : { release }),
    ...(packageManager === undefined ? {} : { packageManager }),
    shell: 'bash',
    hasBash: true,
  };
}

export const WINDOWS: Os = { family: 'windows', packageManager: 'none', hasBash: false };
export const BARE: Os = { family: 'scratch', packageManager: 'none', shell: 'none', hasBash: false };

/** A tag taken apart. `parts` are what stands between the dashes, in lower case. */
export interface Tag {
  readonly text: string | undefined;
  readonly parts: readonly string[];
  /** Leading version number, `undefined` for `latest` and other names. */
  readonly major: number | undefined;
  readonly minor: number | undefined;
}

export function parseTag(text: string | undefined): Tag {
  const version = /^v?(\d{1,9})(?:\.(\d{1,9}))?/.exec(text ?? '');
  return {
    text,
    parts: (text ?? '').toLowerCase().split('-'),
    major: version === null ? undefined : Number(version[1]),
    minor: version?.[2] === undefined ? undefined : Number(version[2]),
  };
}

/** True when the version the tag leads with is at least this one; a tag without a version is the newest. */
export function isAtLeast(tag: Tag, major: number, minor = 0): boolean {
  if (tag.major === undefined) return true;
  if (tag.major !== major) return tag.major > major;
  // `8` floats to the newest 8.x.
  return tag.minor === undefined || tag.minor >= minor;
}

/** What the suffix of an official tag says lies underneath; `undefined` where it says nothing. */
export function osOfTag(tag: Tag): Os | undefined {
  for (const [index, part] of tag.parts.entries()) {
    const os = osOfPart(part, tag.parts[index + 1]);
    if (os !== undefined) return os;
  }
  return undefined;
}

function osOfPart(part: string, next: string | undefined): Os | undefined {
  if (DEBIAN.has(part)) return debian(part);
  if (UBUNTU_NAMES.has(part)) return ubuntu(part);
  if (part === 'alpine') return alpine(next);
  if (part.startsWith('alpine')) return alpine(part.slice('alpine'.length));
  if (part === 'debian') return debian(next);
  if (part.startsWith('ubuntu')) return ubuntu(part.slice('ubuntu'.length) || next);
  if (/^(?:windowsservercore|nanoserver|windows)/.test(part)) return WINDOWS;
  if (part === 'al2') return rpm('amazon', 'yum', '2');
  if (part === 'al2023') return rpm('amazon', 'dnf', '2023');
  if (part === 'oracle') return rpm('rhel', undefined);
  const red = /^(?:oraclelinux|ubi|rockylinux|centos)(\d*)/.exec(part);
  if (red === null) return undefined;
  const manager = next === 'minimal' ? 'microdnf' : next === 'micro' ? 'none' : undefined;
  return rpm('rhel', manager, red[1] || undefined);
}
