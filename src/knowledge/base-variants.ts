// Variants of official images that hold the same program with less around it.
import { officialName, parseImageReference, rowOf, wordList } from '../model/index.js';
import table from './data/slim-images.yaml';
import { isAtLeast, parseTag } from './image-os.js';

/** An image with the same program, from the same release of the same distribution. */
export interface BaseVariant {
  /** As it stands in FROM: `python:3.12-slim`. */
  readonly image: string;
  /** Commands of the image it is a variant of that it has not. */
  readonly lacks: readonly string[];
  /** Development packages that image brings, whose libraries a program may load. Names of Debian bookworm. */
  readonly without: readonly string[];
  /** The official Dockerfile. */
  readonly source: string;
}

/** What is known of the slim variant of an image; lists are words with blanks between. */
export interface Slim {
  readonly source: string;
  /** Where `slim` stands in a tag: `3.12-slim-bookworm`, `20-bookworm-slim`. */
  readonly slim: 'before-release' | 'last';
  readonly lacks: readonly string[];
  readonly without: readonly string[];
}

/** The first version of an image for which something holds. */
export interface FirstVersion {
  readonly since: readonly [number, number];
  readonly source: string;
}

/** Versions of an image that are built no more, and the release of Debian under them. */
export interface Frozen {
  readonly release: string;
  readonly versions: readonly string[];
  readonly source: string;
}

const RELEASES = /^(?:stretch|buster|bullseye|bookworm|trixie|forky|jessie|wheezy)$/;

/**
 * The slim variant of an official image, with the registry and the release as written; `undefined` where there is none,
 * where the image is one already, and where a digest names one build.
 */
export function slimVariant(text: string): BaseVariant | undefined {
  const reference = parseImageReference(text);
  if (!reference || reference.digest !== undefined) return undefined;
  const name = officialName(reference);
  const entry = name === undefined ? undefined : rowOf(table().slim, name);
  if (!name || !entry) return undefined;
  const tag = slimTag(name, reference.tag, entry.slim);
  if (tag === undefined) return undefined;
  const image = `${text.slice(0, reference.spans.repository.end)}:${tag}`;
  return { image, lacks: listOf(entry.lacks), without: listOf(entry.without), source: entry.source };
}

function listOf(texts: readonly string[]): readonly string[] {
  return wordList(texts.join(' '));
}

function slimTag(name: string, tag: string | undefined, where: Slim['slim']): string | undefined {
  if (tag === undefined || tag === 'latest') return name === 'debian' ? undefined : 'slim';
  const parts = tag.split('-');
  if (name === 'debian')
    return /^(?:\d{1,2}(?:\.\d+)?|[a-z]+)(?:-\d{8})?$/.test(tag) && tag !== 'slim' ? `${tag}-slim` : undefined;
  if (
    !parts.every((part) => /^v?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?$/.test(part) || RELEASES.test(part) || NAMES.test(part))
  )
    return undefined;
  const release = parts.findIndex((part) => RELEASES.test(part));
  if (where === 'last' || release === -1) return `${tag}-slim`;
  return [...parts.slice(0, release), 'slim', ...parts.slice(release)].join('-');
}

/** Words that stand for versions: node's release names, and the lines that move. */
const NAMES =
  /^(?:lts|current|rc|preview\d*|argon|boron|carbon|dubnium|erbium|fermium|gallium|hydrogen|iron|jod|krypton)$/;

/** True where an official image stands on Debian bullseye or later, whatever its tag leaves open. */
export function isOnRecentDebian(text: string): boolean {
  const reference = parseImageReference(text);
  const first = reference && rowOf(table().onBullseye, officialName(reference) ?? '');
  if (!reference || !first) return false;
  const tag = parseTag(reference.tag);
  return tag.major === undefined
    ? reference.tag === undefined || FLOATING.test(reference.tag)
    : isAtLeast(tag, ...first.since);
}

/**
 * The release of Debian under an official image of a version that is built no more; `undefined` for any other, and for a tag
 * with a third number: that was built before.
 */
export function frozenRelease(text: string): string | undefined {
  const reference = parseImageReference(text);
  const known = reference && rowOf(table().frozen, officialName(reference) ?? '');
  const version = /^\d{1,4}\.\d{1,4}(?![.\d])/.exec(reference?.tag ?? '')?.[0];
  return version === undefined ? undefined : known?.find(({ versions }) => versions.includes(version))?.release;
}

/**
 * True for a tag that names a version so far that it moves to the newest release: none, or the first number; the first two
 * where the makers of a language keep such a version for years.
 */
export function movesWithDebian(text: string): boolean {
  const reference = parseImageReference(text);
  if (!reference || reference.digest !== undefined || !isOnRecentDebian(text)) return false;
  const name = officialName(reference) ?? '';
  const isKept = rowOf(table().slim, name) !== undefined || rowOf(table().frozen, name) !== undefined;
  const [version, ...variant] = (reference.tag ?? 'latest').split('-');
  const moves = isKept ? /^(?:\d+(?:\.\d+)?|latest|lts|current|slim)$/ : /^(?:\d+|latest|slim)$/;
  return moves.test(version!) && variant.every((each) => /^(?:slim|apache|fpm|cli|zts)$/.test(each));
}

const FLOATING = /^(?:latest|slim|lts|current|lts-slim|current-slim|stable|stable-slim)$/;

/**
 * True for a Debian package whose installation makes links below /usr/share/man, and fails where that folder is missing,
 * as in slim images. Source: https://bugs.debian.org/863199
 */
export function needsManualFolder(name: string): boolean {
  return /^(?:openjdk-\d+|default-j(?:re|dk)|ca-certificates-java|postgresql(?:$|-)|ant$|maven$|gradle$|tomcat\d|libreoffice)/.test(
    name,
  );
}
