import { DISTROS } from './image-distros.js';
import { FAMILIES } from './image-families.js';
import { BARE, parseTag, type Os } from './image-os.js';
import { sourceFor, type Facts, type ImageEntry } from './image-facts.js';
import { JAVA_IMAGES } from './image-java.js';
import { LANGUAGE_IMAGES } from './image-languages.js';
import { describedLanguages } from './described-languages.js';
import { SERVER_IMAGES } from './image-servers.js';
import { VENDOR_IMAGES } from './image-vendors.js';
import { officialName, parseImageReference } from '../model/index.js';
import { remembering } from '../text/index.js';

/** What is known about a base image. A field that is absent is not known. */
export interface ImageProfile extends Partial<Os>, Facts {
  /** The name the facts are kept under: `python`, `gcr.io/distroless/`. */
  readonly image: string;
  /** The official Dockerfile that the facts were read from, at a commit. */
  readonly source: string;
}

const DESCRIBED = describedLanguages();

/** Every entry that names a source. */
export const IMAGE_SOURCES: readonly Pick<ImageEntry, 'source' | 'variants'>[] = [
  ...DISTROS,
  ...LANGUAGE_IMAGES,
  ...JAVA_IMAGES,
  ...DESCRIBED,
  ...SERVER_IMAGES,
  ...VENDOR_IMAGES,
  ...FAMILIES,
];

const BY_NAME = new Map<string, ImageEntry>();
for (const entry of [
  ...DISTROS,
  ...LANGUAGE_IMAGES,
  ...JAVA_IMAGES,
  ...DESCRIBED,
  ...SERVER_IMAGES,
  ...VENDOR_IMAGES,
]) {
  for (const name of entry.names) BY_NAME.set(name, entry);
}

/**
 * The facts about the image a reference names; `undefined` for an image nobody described here, and for text that is no
 * reference (a variable, a stage name in upper case). A stage name such as `build` can look like an image: resolve
 * stages first.
 */
export function imageProfile(text: string): ImageProfile | undefined {
  return profileOf(text);
}

/** Each stage and service is asked about by nearly every transform. */
const profileOf = remembering(500, readProfile);

function readProfile(text: string): ImageProfile | undefined {
  if (text === 'scratch') {
    const source = 'https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch';
    return { image: 'scratch', source, ...BARE, defaultUser: 'root', workdir: '/', setsEntrypoint: false };
  }
  const reference = parseImageReference(text);
  if (reference === undefined) return undefined;
  const tag = parseTag(reference.tag);
  const full = `${reference.host}/${reference.path}`;
  const name = officialName(reference) ?? full;
  // A digest alone names one build that the tables, which go by tag, know nothing of beyond the image itself.
  const entry = BY_NAME.get(name);
  if (entry !== undefined) {
    const source = sourceFor(entry, `:${reference.tag ?? ''}`);
    const digestOnly = reference.tag === undefined && reference.digest !== undefined;
    if (digestOnly) return { image: name, source, ...languageOnly(entry) };
    const os = entry.os?.(tag);
    if (os?.family === 'windows') return { image: name, source, ...os, ...languageOnly(entry) };
    return { image: name, source, ...os, ...entry.facts?.(tag, os) };
  }
  for (const family of FAMILIES) {
    if (!full.startsWith(family.prefix)) continue;
    const facts = family.profile(full.slice(family.prefix.length), tag);
    if (facts === undefined) continue;
    const source = sourceFor(family, `${full.slice(family.prefix.length)}:${reference.tag ?? ''}`);
    return { image: family.prefix, source, ...facts };
  }
  return undefined;
}

/** False for an image of Python 2, whose library and options are others: `python:2.7-slim`. */
export function runsPython3(image: string): boolean {
  return !/:(?:python)?2(?:[.-]|$)/.test(image);
}

/** The language holds whatever the variant, the rest does not. */
function languageOnly(entry: ImageEntry): Pick<Facts, 'language'> {
  const language = entry.facts?.(parseTag(undefined), undefined).language;
  return language === undefined ? {} : { language };
}
