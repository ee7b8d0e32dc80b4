// Which image runs what another one builds.
import { officialName, type ImageReference, parseImageReference, rowOf, wordList } from '../model/index.js';
import table from './data/run-images.yaml';
import type { Compiling } from './image-facts.js';
import { parseTag } from './image-os.js';
import { compilesIn } from './described-languages.js';

/** The image of a run-time stage. */
export interface RunImage {
  /** As it stands in FROM. */
  readonly image: string;
  /** Commands of the building image that it has not. */
  readonly lacks: readonly string[];
  /** Where it is read that the one runs what the other builds. */
  readonly source: string;
}

function listOf(texts: readonly string[]): readonly string[] {
  return wordList(texts.join(' '));
}

/**
 * A release that every program of an image that compiles runs on, where it loads the C library alone; `undefined` where
 * the tag does not say a version that is old enough.
 */
export function laterRelease(image: string, family: 'debian' | 'alpine'): string | undefined {
  const reference = parseImageReference(image);
  const limit = reference && compilingOf(reference)?.later?.[family];
  const { major, minor } = parseTag(reference?.tag);
  if (!limit || major === undefined) return undefined;
  const isOlder = major < limit[0] || (major === limit[0] && minor !== undefined && minor < limit[1]);
  return isOlder ? newestRelease(family) : undefined;
}

/** The release that a program which loads no library is given. */
export function newestRelease(family: 'debian' | 'alpine'): string {
  return table().newest[family];
}

/** Alpine alone, in a release, for the programs of an official image that compiles; `undefined` for any other image. */
export function alpineFor(image: string, release: string): RunImage | undefined {
  const reference = parseImageReference(image);
  const known = reference && compilingOf(reference);
  if (!reference || !known?.lacksOnAlpine) return undefined;
  return {
    image: `${besideOf(image, reference)}alpine:${release}`,
    lacks: listOf(known.lacksOnAlpine),
    source: known.source,
  };
}

/** Debian alone, in a release, for the programs of an official image that compiles; `undefined` for any other image. */
export function debianFor(image: string, release: string): RunImage | undefined {
  const reference = parseImageReference(image);
  const known = reference && compilingOf(reference);
  if (!reference || !known || !isServed(release)) return undefined;
  return {
    image: `${besideOf(image, reference)}debian:${release}-slim`,
    lacks: listOf(known.lacks),
    source: known.source,
  };
}

function compilingOf(reference: ImageReference): Compiling | undefined {
  const name = officialName(reference);
  return (name === undefined ? undefined : rowOf(table().compiles, name)) ?? compilesIn(reference);
}

/** What stands in front of the name of an official image, where another one is written beside it: a mirror of them. */
function besideOf(image: string, reference: ImageReference): string {
  const name = officialName(reference);
  return name === undefined ? '' : image.slice(0, reference.spans.repository.end - name.length);
}

/** The release of Debian at the end of a tag: `1.24-bookworm`, `1.24.4-slim-trixie`. */
export function debianRelease(tag: string | undefined): string | undefined {
  return tag?.split('-').find(isServed);
}

/** True for a release of Debian whose archive still takes `apt-get update`. */
function isServed(release: string): boolean {
  return table().served.releases.includes(release);
}

/** What runs the programs of an image with a JDK. */
export interface JavaRunImage extends Omit<RunImage, 'image'> {
  readonly image?: string;
  /** Makers of it that are not those of the image: the same version of Java, packed by others. */
  readonly otherMaker?: true;
}

/**
 * The run-time image for what an image with a JDK builds; without `image` where its makers have none. `undefined` for an
 * image that is not known to have a JDK.
 */
export function javaRunImage(text: string): JavaRunImage | undefined {
  const reference = parseImageReference(text);
  const name = reference && officialName(reference);
  if (!reference || name === undefined) return undefined;
  const { temurin, openjdk, lacks: texts } = table().java;
  const lacks = listOf(texts);
  const { tag = '' } = reference;
  const prefix = text.slice(0, reference.spans.repository.end - name.length);
  if (name === 'eclipse-temurin') {
    if (/\bjre\b/.test(tag) || !/^\d/.test(tag)) return undefined;
    const jre = /\bjdk\b/.test(tag) ? tag.replace(/\bjdk\b/, 'jre') : tag.replace(/^[\d.]+(?:_\d+)?/, '$&-jre');
    return { image: `${prefix}eclipse-temurin:${jre}`, lacks, source: temurin };
  }
  // The name that openjdk had before.
  if (name === 'java') {
    const jre = /^(?:openjdk-)?(?:8|8u\d+)(?:-jdk)?(-alpine)?$/.exec(tag);
    return jre ? { image: `${prefix}java:openjdk-8-jre${jre[1] ?? ''}`, lacks, source: openjdk } : undefined;
  }
  // Run-time images up to 11.
  if (name === 'openjdk') {
    if (/\bjre\b/.test(tag)) return undefined;
    const own = /^(8|11)(\.[\d.]+|u\d+)?(-jdk)?((?:-slim)?(?:-(?:buster|bullseye))?|-alpine)$/.exec(tag);
    const isMade = own && (own[4] !== '-alpine' || own[1] === '8');
    if (isMade) return { image: `${prefix}openjdk:${own[1]}${own[2] ?? ''}-jre${own[4]}`, lacks, source: openjdk };
    const other = temurinRun(
      prefix,
      /^(\d{1,3})(?:[-.]|$)/.exec(/windows|nanoserver|-ea-/.test(tag) ? '' : tag)?.[1],
      /-alpine/.test(tag),
    );
    return { ...other, lacks, source: openjdk };
  }
  if (name === 'maven' || name === 'gradle') {
    const version = (name === 'maven' ? /-eclipse-temurin-(\d+)(-alpine)?$/ : /(?:^|-)jdk-?(\d+)(-alpine)?$/).exec(tag);
    const others = /-(?:adoptopenjdk|openjdk|jdk|amazoncorretto|ibmjava|sapmachine)-?(\d+)(?:-slim)?(-alpine)?$/.exec(
      tag,
    );
    const image = version
      ? { image: `${prefix}eclipse-temurin:${version[1]}-jre${version[2] ?? ''}` }
      : temurinRun(prefix, others?.[1], others?.[2] !== undefined);
    return { ...image, lacks: [...lacks, 'mvn', 'gradle', 'git'], source: temurin };
  }
  return undefined;
}

/** Temurin has run-time images from 8 on, for the versions that are kept for long, and for later ones. */
function temurinRun(prefix: string, version: string | undefined, isAlpine: boolean): Partial<JavaRunImage> {
  const major = Number(version);
  if (major !== 8 && major !== 11 && !(major >= 17)) return {};
  return { image: `${prefix}eclipse-temurin:${version}-jre${isAlpine ? '-alpine' : ''}`, otherMaker: true };
}
