import { words, officialName, parseImageReference } from '../model/index.js';
import { imageProfile } from './images.js';

/**
 * Releases whose `/bin/sh` is a dash that has the option: 0.5.12-7 and later. Debian 13 has 0.5.12-12, Ubuntu 24.04 still
 * 0.5.12-6, 25.04 a later one. Source: https://bugs.debian.org/1071238, https://packages.debian.org/dash,
 * https://packages.ubuntu.com/dash
 */
const WITH_PIPEFAIL: ReadonlySet<string | undefined> = words('stable trixie forky duke sid plucky questing resolute');

const DASH = 'https://bugs.debian.org/1071238';
const BUSYBOX = 'https://github.com/mirror/busybox/commit/359da5e3b';

/** What `/bin/sh` of an image does with `set -o pipefail`. */
export interface PipefailShell {
  readonly takesIt: boolean;
  /** `dash of Debian bookworm`, `the ash of BusyBox`, `bash`. */
  readonly name: string;
  /** The image that its shell is kept under, and where the fact was read. */
  readonly entry: string;
  readonly source: string;
}

/**
 * The shell of a base image, as written with its variables, and whether it has pipefail. `undefined` where the image, or the release that its dash is from,
 * is not known or up to a variable. bash has the option since 3.0 (2004), the
 * ash of BusyBox since 1.16 (2010), which every Alpine with a 3 in front has.
 */
export function pipefailIn(image: string | undefined): PipefailShell | undefined {
  // With another value it may be another image, but not where the rest of the name says the same.
  const profile = image === undefined ? undefined : imageProfile(image.replace(/\$\{[^}]{0,200}\}|\$\w{1,200}/g, '0'));
  if (!profile) return undefined;
  const { image: entry, source } = profile;
  switch (profile.shell) {
    case 'bash':
      return { takesIt: true, name: 'bash', entry, source };
    case 'busybox-ash':
      return { takesIt: true, name: 'the ash of BusyBox', entry, source: BUSYBOX };
    case 'dash': {
      const { family } = profile;
      const release = profile.release ?? floating(image);
      if (release === undefined) return undefined;
      const name = `dash of ${family === 'ubuntu' ? 'Ubuntu' : 'Debian'} ${release}`;
      return { takesIt: WITH_PIPEFAIL.has(release), name, entry, source: DASH };
    }
    default:
      return undefined;
  }
}

/** Debian's own floating tags only move on, and stable is trixie since August 2025. */
function floating(image: string | undefined): string | undefined {
  const reference = image === undefined ? undefined : parseImageReference(image);
  if (!reference || officialName(reference) !== 'debian' || reference.digest !== undefined) return undefined;
  return /^(?:latest|stable|testing|unstable)(?:-slim)?$/.test(reference.tag ?? 'latest') ? 'stable' : undefined;
}
