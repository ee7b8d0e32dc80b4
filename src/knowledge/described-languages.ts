// Images of languages that a file each of data/languages describes.
import { type ImageReference, officialName } from '../model/index.js';
import table from './data/languages.yaml';
import type { Compiling, Facts, ImageEntry } from './image-facts.js';
import { debian, isAtLeast, osOfTag, parseTag, type Os, type Tag } from './image-os.js';

/** What is known of the image of a language. */
export interface LanguageImage {
  /** Docker official names, or `host/path` for other registries and vendors. */
  readonly names: readonly string[];
  readonly language: string;
  /** The official Dockerfile, at a commit. */
  readonly source: string;
  /** In its tags the system stands in front of the version: `alpine-2.1.4`. */
  readonly systemFirst?: boolean;
  /** Parts of tags of variants that stand on no system of the table. */
  readonly others?: readonly string[];
  /** Releases of Debian where the tag says none, the first that fits. */
  readonly releases?: readonly LanguageRelease[];
  readonly facts: Facts;
  /** What runs the programs that it builds. */
  readonly compiles?: Compiling;
}

interface LanguageRelease {
  /** Words of the tag: `otp-27`. */
  readonly has?: string;
  /** Words that it has not. */
  readonly hasNot?: string;
  readonly since?: readonly [number, number];
  readonly before?: readonly [number, number];
  readonly release: string;
  readonly source: string;
}

/** The entries of the table of images. */
export function describedLanguages(): ImageEntry[] {
  return table().map((image) => ({
    names: image.names,
    source: image.source,
    os: (tag) => osOf(image, tag),
    facts: () => ({ ...image.facts, language: image.language }),
  }));
}

/** What runs the programs that an image of these builds. */
export function compilesIn(reference: ImageReference): Compiling | undefined {
  const name = officialName(reference) ?? `${reference.host}/${reference.path}`;
  return table().find(({ names }) => names.includes(name))?.compiles;
}

function osOf({ systemFirst = false, others = [], releases = [] }: LanguageImage, tag: Tag): Os | undefined {
  if (tag.parts.some((part) => others.includes(part))) return undefined;
  const [first = ''] = tag.parts;
  const isBare = first === '' || first === 'latest' || /^\d/.test(first);
  // Behind the system stands the version of the language, and not that of the system.
  const named = systemFirst ? (isBare ? undefined : osOfTag(parseTag(first))) : osOfTag(tag);
  if (named && (named.family !== 'debian' || named.release !== undefined)) return named;
  if (!named && systemFirst && !isBare) return undefined;
  const version = parseTag(tag.parts.find((part) => /^\d/.test(part)));
  const words = `-${tag.text ?? ''}-`;
  const found = releases.find(
    ({ has, hasNot, since, before }) =>
      (has === undefined || words.includes(`-${has}-`)) &&
      (hasNot === undefined || !words.includes(`-${hasNot}-`)) &&
      (since === undefined || (version.major !== undefined && isAtLeast(version, ...since))) &&
      (before === undefined || (version.major !== undefined && !isAtLeast(version, ...before))),
  );
  return debian(found?.release);
}
