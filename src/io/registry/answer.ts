// Questions about images and their answers.
import {
  type Answer,
  type ImageAnswer,
  type ImageLookup,
  type ImageUpdateLookup,
  type Lookup,
  lookupKey,
  type ImageReference,
  parseImageReference,
} from '../../model/index.js';
import type { Answered, RegistryClient } from './client.js';
import { LookupFailure } from './failure.js';
import { type Manifest, creationTimeSaidBy, type TagDigest } from './manifest.js';
import { newerTags } from './newest.js';
import { specificTag } from './resolve.js';
import { isExact } from './tags.js';

export interface AnswerOptions {
  /** Find out when the images were made, with up to three more requests each. Otherwise only where it costs nothing. */
  readonly created?: boolean;
  /** The time now, in milliseconds: for what may be too young. */
  readonly now?: () => number;
}

type Asked = ImageLookup | ImageUpdateLookup;

/** Newest tags that are tried: one that is listed may be gone. */
const NEWEST = 3;
/** Of those that may be too young, as many are looked at: each takes up to three requests. */
const AGED = 8;
/** Builds that hide when they were made say 1970 or 1980. */
const HONEST = Date.UTC(1990, 0);
const DAY_MS = 86_400_000;

/**
 * Answers what is asked about images, by `lookupKey`; other questions are left to others. Never rejects for a registry:
 * what gives no answer is a `NoAnswer` with the reason. Equal images cost their requests once, however they are written.
 */
export async function answerImages(
  lookups: Iterable<Lookup>,
  client: RegistryClient,
  options: AnswerOptions = {},
): Promise<Map<string, Answer>> {
  const questions = new Map<string, Asked>();
  for (const lookup of lookups) {
    if (lookup.kind !== 'package') questions.set(lookupKey(lookup), lookup);
  }
  const answered = await Promise.all(
    [...questions].map(async ([key, lookup]) => [key, await answer(lookup, client, options)] as const),
  );
  return new Map(answered);
}

async function answer(lookup: Asked, client: RegistryClient, options: AnswerOptions): Promise<Answer> {
  try {
    const reference = readable(lookup.image);
    const found =
      lookup.kind === 'image'
        ? await current(reference, client)
        : await moved(reference, lookup, client, options.now ?? Date.now);
    const made = found.created ?? (options.created ? await createdOf(reference, found.digest, client) : undefined);
    return { ...found, kind: lookup.kind, ...(made === undefined ? {} : { created: made }) };
  } catch (error) {
    if (error instanceof LookupFailure) return { kind: 'none', why: error.why, message: error.message };
    throw error;
  }
}

function readable(image: string): ImageReference {
  const reference = parseImageReference(image);
  if (!reference) throw new LookupFailure('not-found', `${image} is not the name of an image`);
  if (reference.path === 'library/scratch') throw new LookupFailure('not-found', 'scratch is empty, not an image');
  if (reference.tag === undefined && reference.digest !== undefined)
    throw new LookupFailure('not-found', `${image} names a digest and no tag, so there is no tag to look up`);
  return reference;
}

async function current(reference: ImageReference, client: RegistryClient): Promise<Omit<ImageAnswer, 'kind'>> {
  const tag = reference.tag ?? 'latest';
  if (isExact(tag)) return answerOf(tag, await client.digest(reference, tag));
  const read = await client.manifest(reference, tag);
  const specific = await specificTag(client, reference, tag, read);
  return { ...answerOf(tag, read), ...(specific === undefined ? {} : { specificTag: specific }), ...createdIn(read) };
}

async function moved(
  reference: ImageReference,
  lookup: ImageUpdateLookup,
  client: RegistryClient,
  now: () => number,
): Promise<Omit<ImageAnswer, 'kind'>> {
  const { policy, cooldown = 0 } = lookup;
  const tag = reference.tag ?? 'latest';
  if (cooldown > 0) return await oldEnough(reference, { ...lookup, tag, cooldown }, client, now());
  const newer = policy === 'digest' ? [] : newerTags(tag, await client.tags(reference), policy).slice(0, NEWEST);
  for (const candidate of newer) {
    try {
      return answerOf(candidate, await client.digest(reference, candidate));
    } catch (error) {
      if (!(error instanceof LookupFailure) || error.why !== 'not-found') throw error;
    }
  }
  return answerOf(tag, await client.digest(reference, tag));
}

function answerOf(tag: string, { digest, multiPlatform, from }: Answered<TagDigest>): Omit<ImageAnswer, 'kind'> {
  return { tag, digest, multiPlatform, from };
}

function createdIn(manifest: Manifest): { created?: string } {
  const created = creationTimeSaidBy(manifest);
  return created === undefined ? {} : { created };
}

/**
 * The newest that has been there for as long as the cooldown says; where none has, the newest, which waits. A date is the
 * image's own word. One without a date, or with that of a build that hides it, is not known to be old.
 */
async function oldEnough(
  reference: ImageReference,
  { policy, tag, cooldown }: Required<ImageUpdateLookup> & { readonly tag: string },
  client: RegistryClient,
  now: number,
): Promise<Omit<ImageAnswer, 'kind'>> {
  const newer = policy === 'digest' ? [] : newerTags(tag, await client.tags(reference), policy).slice(0, AGED);
  let first: Omit<ImageAnswer, 'kind'> | undefined;
  for (const candidate of [...newer, tag]) {
    const found = await unlessGone(client.digest(reference, candidate), candidate !== tag || first !== undefined);
    if (!found) continue;
    const created = await createdOf(reference, found.digest, client);
    const known = created !== undefined && Date.parse(created) >= HONEST ? { created } : {};
    const until = known.created === undefined ? undefined : Date.parse(known.created) + cooldown * DAY_MS;
    const answer = { ...answerOf(candidate, found), ...known };
    if (until !== undefined && until <= now) return first?.waiting ? { ...answer, waiting: first.waiting } : answer;
    const day = until === undefined ? {} : { until: new Date(until).toISOString() };
    first ??= { ...answer, waiting: { tag: candidate, digest: found.digest, ...known, ...day } };
  }
  return first!;
}

async function unlessGone<T>(found: Promise<T>, mayBeGone: boolean): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (mayBeGone && error instanceof LookupFailure && error.why === 'not-found') return undefined;
    throw error;
  }
}

/** The date is good to have; an image whose configuration cannot be read is answered without. */
async function createdOf(image: ImageReference, digest: string, client: RegistryClient): Promise<string | undefined> {
  try {
    return (await client.details(image, digest)).created;
  } catch (error) {
    if (error instanceof LookupFailure) return undefined;
    throw error;
  }
}
