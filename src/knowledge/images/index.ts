import { parseTag, type Tag } from '../image-os.js';
import { officialName, parseImageReference } from '../../model/index.js';
import { remembering } from '../../text/index.js';
import profiles from '../data/images.yaml';
import runs from '../data/verified.yaml';
import type { Fact, FactSource, ProfileEntry, ServiceFacts, Variant, Verified } from './profile.js';

export type {
  Capability,
  Condition,
  Fact,
  FactSource,
  ProfileEntry,
  Timing,
  Verified,
} from './profile.js';

/** Every image described. */
export const PROFILES = profiles();

/** What the run of each image showed, by the image it stands for. */
export const VERIFIED = runs().runs;

/** What is known of the image a service runs. Absent fields are not known. */
export interface ServiceProfile extends ServiceFacts {
  /** The name the facts are kept under. */
  readonly image: string;
  /** The address of the lines a fact was read in. */
  source(fact: Pick<Fact<unknown>, 'from'>): string;
}

const BY_NAME = new Map<string, ProfileEntry>(
  PROFILES.flatMap((profile) => profile.names.map((name) => [name, profile] as const)),
);

/**
 * The facts about the service image a reference names; `undefined` for an image nobody described. A digest without a
 * tag, and a tag that names no version other than `latest`, get the facts that hold for every version only.
 */
export function serviceProfile(text: string): ServiceProfile | undefined {
  return profileOf(text);
}

const profileOf = remembering(500, readProfile);

function readProfile(text: string): ServiceProfile | undefined {
  const reference = parseImageReference(text);
  if (!reference) return undefined;
  const name = officialName(reference) ?? `${reference.host}/${reference.path}`;
  const entry = BY_NAME.get(name);
  if (!entry) return undefined;
  const digestOnly = reference.tag === undefined && reference.digest !== undefined;
  const facts = digestOnly ? certain(entry) : laidOver(entry, parseTag(reference.tag));
  return { image: name, source: ({ from }) => addressOf(entry, from), ...facts };
}

/** A run with what the profile asks for, and the image that ran: of a tag for which the same facts hold. */
export function verifiedRun({ image, firstBoot }: ServiceProfile): (Verified & { readonly image: string }) | undefined {
  for (const [ran, verified] of Object.entries(VERIFIED)) {
    const other = serviceProfile(ran);
    if (firstBoot && other?.image === image && other.firstBoot === firstBoot) return { ...verified, image: ran };
  }
  return undefined;
}

function laidOver({ facts, variants = [] }: ProfileEntry, tag: Tag): ServiceFacts {
  let result = facts;
  for (const variant of variants) if (fits(variant, tag)) result = { ...result, ...variant.facts };
  return result;
}

/** What no variant changes. */
function certain({ facts, variants = [] }: ProfileEntry): ServiceFacts {
  const changed = new Set(variants.flatMap((variant) => Object.keys(variant.facts)));
  return Object.fromEntries(Object.entries(facts).filter(([key]) => !changed.has(key)));
}

function fits({ since, before, part, notPart }: Variant, tag: Tag): boolean {
  if (part !== undefined && !hasPart(tag, part)) return false;
  if (notPart !== undefined && [notPart].flat().some((word) => hasPart(tag, word))) return false;
  if (since !== undefined && compareTag(tag, since) < 0) return false;
  return before === undefined || compareTag(tag, before) < 0;
}

function hasPart({ parts }: Tag, wanted: string): boolean {
  return parts.some((part) => part === wanted || (part.startsWith(wanted) && /^\d/.test(part.slice(wanted.length))));
}

/** Below, at, or above a version; a tag without one is above all, and `8` is the newest 8.x. */
function compareTag(tag: Tag, version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (tag.major === undefined) return 1;
  if (tag.major !== major) return tag.major - major;
  return tag.minor === undefined ? 1 : tag.minor - minor;
}

/** True for a tag of a version before that one; a tag without a version is the newest. */
export function isOlder(tag: string | undefined, version: string): boolean {
  return compareTag(parseTag(tag), version) < 0;
}

/** The files that facts of a profile were read in, by the names they are cited with. */
export function sourcesOf({ sources }: Pick<ProfileEntry, 'sources'>): ReadonlyMap<string, FactSource> {
  const byName = new Map<string, FactSource>();
  for (const [at, files] of Object.entries(sources)) {
    const [repository = '', commit = ''] = at.split('@');
    for (const [name, file] of Object.entries(files)) byName.set(name, { repository, commit, file });
  }
  return byName;
}

function addressOf(entry: ProfileEntry, from: Fact<unknown>['from']): string {
  const first = typeof from === 'string' ? from : from[0];
  const colon = first.lastIndexOf(':');
  const { repository, commit, file } = sourcesOf(entry).get(first.slice(0, colon))!;
  const [start, end] = first.slice(colon + 1).split('-');
  return `https://github.com/${repository}/blob/${commit}/${file}#L${start}${end ? `-L${end}` : ''}`;
}
