import table from './data/end-of-life.yaml';
import { imageProfile } from './images.js';
import { officialName, parseImageReference, rowOf, wordList } from '../model/index.js';

/** Releases of one thing that have ended: each as the tag says it, to its last day. */
interface Releases {
  readonly name: string;
  readonly source: string;
  readonly ended: Readonly<Record<string, string>>;
}

/** Of a language or server, with the versions that an image can be moved to, the lowest first. */
export interface LanguageReleases extends Releases {
  readonly maintained?: readonly string[];
}

/** Of a distribution, with the releases that an image can be moved to, the lowest first, and their numbers in tags. */
export interface SystemReleases extends Releases {
  readonly maintained?: Readonly<Record<string, string>>;
}

/** An image that its makers have given up, whatever the tag. */
export interface Deprecated {
  readonly instead: string;
  readonly on: string;
  readonly source: string;
}

/** Packages of a language that the distributions gave up. */
export interface Dropped {
  readonly what: string;
  /** Words with blanks between. */
  readonly packages: string;
  readonly source: string;
}

/** What a package belongs to that no maintained release of Debian and Ubuntu has any more; `undefined` for any other. */
export function droppedWith(name: string): string | undefined {
  return table().dropped.find(({ packages }) => wordList(packages).includes(name))?.what;
}

/** A release nobody mends any more. */
export interface EndOfLife {
  /** `Debian 10 (buster)`, `Node.js 16`. */
  readonly what: string;
  /** The last day of support that costs nothing, `2024-06-30`. */
  readonly on: string;
  readonly source: string;
}

/**
 * What of an image is past its end of life: the language or server the tag names, else the system below it; `undefined`
 * where nothing is, or nothing is known.
 */
export function endOfLife(image: string): EndOfLife | undefined {
  const reference = parseImageReference(image);
  if (reference?.tag === undefined) return undefined;
  const official = officialName(reference);
  const dotnet = reference.host === 'mcr.microsoft.com' && /^dotnet\//.test(reference.path);
  const releases = rowOf(table().images, dotnet ? 'mcr.microsoft.com/dotnet/' : (official ?? ''));
  return (releases && ended(releases, versionOf(reference.tag), '')) ?? systemEnd(image);
}

/** The image that replaces one nobody maintains any more, and since when. */
export function deprecatedImage(image: string): Deprecated | undefined {
  const reference = parseImageReference(image);
  const official = reference && officialName(reference);
  return official === undefined ? undefined : rowOf(table().deprecated, official);
}

/** A release of Debian that is on the archive server alone. */
export interface ArchivedRelease {
  readonly release: string;
  /** Its lists are signed with keys that the image still takes. */
  readonly isSigned: boolean;
  readonly source: string;
}

/** The release of Debian below an image, where the mirrors do not have it any more. */
export function archivedRelease(image: string): ArchivedRelease | undefined {
  const profile = imageProfile(image);
  if (profile?.family !== 'debian') return undefined;
  const release = /^[a-z]+/.exec(profile.release ?? '')?.[0];
  const { releases, unsigned, source } = table().archived;
  if (release === undefined || !releases.includes(release)) return undefined;
  return { release, isSigned: !unsigned.includes(release), source };
}

function systemEnd(image: string): EndOfLife | undefined {
  const profile = imageProfile(image);
  const releases = profile?.family && table().systems[profile.family];
  if (!releases || profile?.release === undefined) return undefined;
  return ended(releases, /^(?:\d+\.\d+|[a-z]+)/.exec(profile.release)?.[0], '');
}

/** `3.7` for `3.7.4-slim`, `16` for `16`, `stream8` for `stream8`. */
function versionOf(tag: string): string | undefined {
  return /^(?:stream\d+|\d+(?:\.\d+)?)/.exec(tag)?.[0];
}

function ended(
  { name, source, ended: dates }: Releases,
  version: string | undefined,
  suffix: string,
): EndOfLife | undefined {
  if (version === undefined) return undefined;
  for (const release of [version, version.split('.')[0]!]) {
    if (!Object.hasOwn(dates, release)) continue;
    // `3.8` of a table that also has `3` must be found as itself; a number the table has only as a whole is the whole.
    if (release !== version && Object.keys(dates).some((key) => key.startsWith(`${release}.`))) continue;
    return { what: `${name} ${release}${suffix}`, on: dates[release]!, source };
  }
  return undefined;
}
