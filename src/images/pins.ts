// What a pin looks like, wherever an image is named: the words of a step and the characters that change.
import {
  type Answer,
  type Evidence,
  type ImageAnswer,
  type ImageLookup,
  type ImageUpdateLookup,
  type Options,
  parseImageReference,
} from '../model/index.js';
import { imageProfile } from '../knowledge/index.js';

export type PinForm = 'tag-and-digest' | 'tag' | 'digest';
const PIN_FORMS: readonly PinForm[] = ['tag-and-digest', 'tag', 'digest'];

export type UpdatePolicy = ImageUpdateLookup['policy'];
const UPDATE_POLICIES: readonly UpdatePolicy[] = ['digest', 'patch', 'minor', 'major'];
const LONGEST_COOLDOWN = 9999;

/** An image where a file names it. Only what stands behind `from` is written there; the rest comes from elsewhere. */
export interface NamedImage {
  /** The whole reference, variables filled in. */
  readonly image: string;
  /** Where the text that can be changed begins: 0, or behind the `python:` of `python:${TAG}`. */
  readonly from: number;
}

/** Characters of a reference to replace: `start` and `end` are offsets in the whole reference. */
export interface ReferenceEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The reference afterwards. */
  readonly result: string;
}

/** The form asked for; the default for what is none. */
export function pinForm(options: Options): PinForm {
  return PIN_FORMS.find((form) => form === options.form) ?? 'tag-and-digest';
}

/** The policy asked for; `patch` for what is none. */
export function updatePolicy(options: Options): UpdatePolicy {
  return UPDATE_POLICIES.find((policy) => policy === options.policy) ?? 'patch';
}

/**
 * What has to be asked to pin an image; `undefined` where it has a digest, is no image, is empty by definition, or is of
 * Windows, whose hosts take only the build of their own version.
 */
export function pinQuestion({ image }: NamedImage): ImageLookup | undefined {
  const reference = parseImageReference(image);
  if (!reference || reference.digest !== undefined || reference.path === 'library/scratch') return undefined;
  if (imageProfile(image)?.family === 'windows') return undefined;
  return { kind: 'image', image };
}

/**
 * What has to be asked to move a pin: a tag with a digest, or a whole version (`1.2.3`). `undefined` for every other
 * image; a digest without a tag does not say what it follows.
 */
export function updateQuestion(
  { image }: NamedImage,
  policy: UpdatePolicy,
  cooldown = 0,
): ImageUpdateLookup | undefined {
  const reference = parseImageReference(image);
  if (reference?.tag === undefined) return undefined;
  if (reference.digest === undefined && (policy === 'digest' || !/\d\.\d+\.\d/.test(reference.tag))) return undefined;
  const asked = { kind: 'image-update', image: image.split('@', 1)[0]!, policy } as const;
  return cooldown > 0 ? { ...asked, cooldown } : asked;
}

/** True for an answer that tells a digest and tags as the grammar has them: a registry may send anything. */
export function isImageAnswer(answer: Answer): answer is ImageAnswer {
  if (answer.kind !== 'image' && answer.kind !== 'image-update') return false;
  const { tag, digest, specificTag } = answer;
  return [tag, specificTag ?? tag].every((each) => isTagAndDigest(each, digest));
}

function isTagAndDigest(tag: string, digest: string): boolean {
  const reference = parseImageReference(`image:${tag}@${digest}`);
  return reference?.tag === tag && reference.digest === digest;
}

/** The characters that pin an image; `undefined` where it stays as it is. */
export function pinEdit(named: NamedImage, answer: ImageAnswer, form: PinForm): ReferenceEdit | undefined {
  const reference = parseImageReference(named.image);
  if (!reference || reference.digest !== undefined) return undefined;
  // `python:latest` for `python` would pin nothing.
  if (form === 'tag' && answer.specificTag === undefined) return undefined;
  const { tag: written, spans } = reference;
  const name = named.image.slice(0, spans.repository.end);
  // A tag that comes from a variable cannot be left out of the text around it.
  const bare = form === 'digest' && named.from <= spans.repository.end;
  const tag = form === 'digest' ? written : (answer.specificTag ?? answer.tag);
  const result = name + (bare ? '' : `:${tag}`) + (form === 'tag' ? '' : `@${answer.digest}`);
  return editBetween(named, result);
}

/** The characters that move a pin; `undefined` where it is where the policy wants it, or what it wants has to wait. */
export function updateEdit(named: NamedImage, answer: ImageAnswer): ReferenceEdit | undefined {
  const reference = parseImageReference(named.image);
  if (reference?.tag === undefined || answer.waiting?.digest === answer.digest) return undefined;
  const name = named.image.slice(0, reference.spans.repository.end);
  const digest = reference.digest === undefined ? '' : `@${answer.digest}`;
  return editBetween(named, `${name}:${answer.tag}${digest}`);
}

/** Replaces what follows the common beginning. */
function editBetween({ image, from }: NamedImage, result: string): ReferenceEdit | undefined {
  if (image === result || !parseImageReference(result)) return undefined;
  let start = 0;
  while (start < image.length && image[start] === result[start]) start++;
  // Whole tags and digests: `3.12` and `3.13` differ in their last digit only.
  const inside = start < image.length && /[\w.-]/.test(image[start]!);
  while (inside && start > 0 && /[\w.-]/.test(image[start - 1]!)) start--;
  if (start < from) return undefined;
  return { start, end: image.length, text: result.slice(start), result };
}

/** True for a tag that names no version: `latest`, `lts`, `alpine`, none. */
export function isFloating(image: string): boolean {
  const tag = parseImageReference(image)?.tag;
  return tag === undefined || !/\d/.test(tag);
}

/** The days asked for, whole and not below 0. */
export function updateCooldown({ cooldown }: Options): number {
  return typeof cooldown === 'number' && cooldown > 0 ? Math.min(Math.ceil(cooldown), LONGEST_COOLDOWN) : 0;
}

export interface PinWords {
  readonly title: string;
  readonly why: string;
  readonly evidence: Evidence;
}

const MOVES =
  'A pin keeps security fixes out until something moves it: let Renovate, Dependabot or a weekly `harden update` do so.';

/** How a step that pins is worded. The same for every place that names the image. */
export function pinWords(image: string, answer: ImageAnswer, form: PinForm): PinWords {
  const { tag, specificTag, digest, multiPlatform, from } = answer;
  const to = form !== 'digest' && specificTag !== undefined && specificTag !== tag ? ` to ${specificTag}` : '';
  const by = form === 'tag' ? '' : ' by digest';
  const why =
    form === 'tag'
      ? `The tag says which version is used, so that a new one comes by a change that somebody reviews. ${MOVES}`
      : `A tag can be moved to another image at any time; the digest names the one it means today, so every build and every start gets the same. ${MOVES}`;
  const same = to === '' ? 'this is what the tag names today' : `${tag} and ${specificTag} name the same image today`;
  const platforms = multiPlatform ? 'for every platform it has' : 'of the one platform it has';
  return {
    title: `Pin ${image}${to}${by}`,
    why,
    evidence: {
      says: form === 'tag' ? same : `${same}, ${platforms}`,
      from: { kind: 'lookup', question: from, answer: digest + made(answer) },
    },
  };
}

/** What would move a pin and is too young, in a sentence; `undefined` where nothing is, or the pin is that already. */
export function explainWaiting({ image }: NamedImage, { waiting }: ImageAnswer, cooldown: number): string | undefined {
  const reference = parseImageReference(image);
  if (!waiting || !reference || !isTagAndDigest(waiting.tag, waiting.digest)) return undefined;
  if (waiting.tag === reference.tag && (reference.digest ?? waiting.digest) === waiting.digest) return undefined;
  const name = `${image.slice(0, reference.spans.repository.end)}:${waiting.tag}`;
  const rule = `a cooldown of ${cooldown} ${cooldown === 1 ? 'day' : 'days'}`;
  const made = dayOf(waiting.created);
  const until = dayOf(waiting.until);
  return made === undefined || until === undefined
    ? `${name} does not say when it was made, so ${rule} never ends for it; move it by hand, or set cooldown: 0 for this file`
    : `${name} was made on ${made}, and waits for ${rule} until ${until}`;
}

/** Why a floating tag stays where only tags may be written. */
export function explainFloatingTag(image: string): string {
  return `${image} has no more specific tag with the same digest today; choose a version, or pin by digest (option form)`;
}

/**
 * How a step that moves a pin is worded, the old and the new image side by side.
 * @param waits what is newer and too young, in a sentence.
 */
export function updateWords(image: string, answer: ImageAnswer, policy: UpdatePolicy, waits?: string): PinWords {
  const [name = image, old] = image.split('@', 2);
  const tag = parseImageReference(image)?.tag ?? '';
  const moved = tag !== answer.tag;
  const title = moved ? `Update ${name} to ${answer.tag}` : `Update ${name} to its present digest`;
  const now = old === undefined ? answer.tag : `${answer.tag} (${shortDigest(answer.digest)})`;
  const before = old === undefined ? tag : `${tag} (${shortDigest(old)})`;
  const content = moved
    ? `It is the newest version within the policy ${policy}${waits === undefined ? '' : ' that is old enough'}`
    : 'The tag was built again, as publishers do for security fixes of what lies below';
  return {
    title,
    why: `From ${before} to ${now}${made(answer)}. ${content}.${waits === undefined ? '' : ` ${waits}.`}`,
    evidence: {
      says: moved ? `${answer.tag} is the newest tag of the same kind` : 'the tag names another image than the pin',
      from: { kind: 'lookup', question: answer.from, answer: answer.digest + made(answer) },
    },
  };
}

function dayOf(time: string | undefined): string | undefined {
  return /^\d{4}-\d\d-\d\d/.exec(time ?? '')?.[0];
}

function made({ created }: ImageAnswer): string {
  const day = dayOf(created);
  // Reproducible builds date their images 1970 or 1980.
  return day === undefined || day < '1990' ? '' : `, made on ${day}`;
}

function shortDigest(digest: string): string {
  const [algorithm, hex = ''] = digest.split(':', 2);
  return `${algorithm}:${hex.slice(0, 12)}`;
}

/** What a reviewer of a pin to one platform's manifest believes. */
export const ONE_PLATFORM_ASSUMPTION = {
  id: 'one-platform',
  believes: 'the image is used on the one platform that its registry has it for',
  breaksIf:
    'it is built or run for another platform, now or once its maker publishes one: the digest names this one only',
  checkBy:
    'look at which platforms you build for and run on; a mirror may show fewer platforms than the maker publishes',
} as const;

/** What a reviewer of an update believes. */
export const UPDATE_ASSUMPTION = {
  id: 'update-keeps-behaviour',
  believes: 'the newer image does for this project what the one before did',
  breaksIf: 'a fix or a library in it changes what the project relies on',
  checkBy: 'read the release notes, and let the tests run on an image built from it',
} as const;
