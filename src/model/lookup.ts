// Questions for registries and package indexes. Transforms name them, `io` answers them before planning, and the
// answers are recorded in `harden.lock`, so that planning itself is pure and a later run needs no network.
import type { PackageIndex } from './languages.js';

/** What does this tag point to today, and which more specific tag says the same? */
export interface ImageLookup {
  readonly kind: 'image';
  /** As written, variables filled in, without a digest: `python:3.12-slim`, `ghcr.io/acme/app`. */
  readonly image: string;
}

/** Which tags of a repository lie within an update policy of the one in use? */
export interface ImageUpdateLookup {
  readonly kind: 'image-update';
  readonly image: string;
  /** digest: the same tag. patch, minor, major: the newest version that keeps what stands left of it. */
  readonly policy: 'digest' | 'patch' | 'minor' | 'major';
  /** Days that an image must have been there: what is younger waits. */
  readonly cooldown?: number;
}

/** Which version of a package is the newest that fits? */
export interface PackageLookup {
  readonly kind: 'package';
  readonly ecosystem: PackageIndex;
  /** Normalised as the ecosystem does (PEP 503). */
  readonly name: string;
  /** A version range the answer must satisfy: PEP 440 or npm's; empty for any. */
  readonly range: string;
  /** The image's runtime, `3.12` for Python; absent where it is not known. */
  readonly runtime?: string;
}

export type Lookup = ImageLookup | ImageUpdateLookup | PackageLookup;

export interface ImageAnswer {
  readonly kind: 'image' | 'image-update';
  /** The tag that was asked about or found: `latest` where none was written. */
  readonly tag: string;
  /** Of the index where the image has several platforms, else of the manifest: `sha256:...`. */
  readonly digest: string;
  /** True when the digest is an index: it holds for every platform. */
  readonly multiPlatform: boolean;
  /** The most specific tag found with the same digest; absent where none is more specific than `tag`. */
  readonly specificTag?: string;
  /** When the image was made, as its registry says: ISO 8601. */
  readonly created?: string;
  /** What the policy leads to, and the cooldown does not let through yet. That it is the answer itself: nothing else is. */
  readonly waiting?: WaitingImage;
  /** Host that answered. */
  readonly from: string;
}

/** An image that is younger than a cooldown, or of unknown age. */
export interface WaitingImage {
  readonly tag: string;
  readonly digest: string;
  /** ISO 8601. Absent where its registry does not tell. */
  readonly created?: string;
  /** The day from which on it is taken: ISO 8601. */
  readonly until?: string;
}

export interface PackageAnswer {
  readonly kind: 'package';
  readonly version: string;
  readonly from: string;
}

/** Why there is no answer. Data: the transform refuses with it. */
export interface NoAnswer {
  readonly kind: 'none';
  readonly why: 'offline' | 'not-allowed' | 'not-found' | 'denied' | 'failed';
  /** In a sentence, with what the person can do. */
  readonly message: string;
}

export type Answer = ImageAnswer | PackageAnswer | NoAnswer;

/** The answers of a run by `lookupKey`. */
export type Answers = ReadonlyMap<string, Answer>;

/** Equal questions have equal keys, and are asked once. */
export function lookupKey(lookup: Lookup): string {
  switch (lookup.kind) {
    case 'image':
      return `image ${lookup.image}`;
    case 'image-update':
      return `image-update ${lookup.policy}${lookup.cooldown ? ` ${lookup.cooldown}d` : ''} ${lookup.image}`;
    case 'package':
      return `package ${lookup.ecosystem} ${lookup.name} ${lookup.range} ${lookup.runtime ?? ''}`.trimEnd();
  }
}
