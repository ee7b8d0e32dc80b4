// The most specific tag that has the same digest as a floating one, found with few requests: usually one.
import { LookupFailure } from './failure.js';
import type { ImageName, RegistryClient } from './client.js';
import { type Manifest, versionsSaidBy } from './manifest.js';
import { type Candidate, rankTags } from './rank.js';
import { parseTag } from './tags.js';

/** Candidates taken from what the image says about itself. Its first word is nearly always right. */
const SAID = 2;
/** Numbers in a version that stands for patches only. */
const MINOR = 2;

/**
 * `undefined` where none was found. Every tag it gives was asked for and had the digest. An image that says its version
 * costs one HEAD. Otherwise the list of tags is read and at most `client.probes` tags are tried, for a tag that floats
 * between versions (`latest`, `lts`, `3`): what `3.12` leaves open, the digest settles without that cost. A registry
 * that does not list tags, or stops answering here, costs the more specific tag and nothing else.
 */
export async function specificTag(
  client: RegistryClient,
  image: ImageName,
  asked: string,
  current: Manifest,
): Promise<string | undefined> {
  const same = async (tag: string) => (await client.digest(image, tag)).digest === current.digest;
  try {
    const said = rankTags(asked, spellings(asked, versionsSaidBy(current)));
    const found = await firstSame(said, SAID, same);
    if (found !== undefined || parseTag(asked).parts.length >= MINOR) return found;
    return await firstSame(rankTags(asked, await client.tags(image)), client.probes, same);
  } catch (error) {
    if (error instanceof LookupFailure) return undefined;
    throw error;
  }
}

/** A version as an image says it (`1.2.3`) and the tags it may stand for: `v1.2.3`, `1.2.3-alpine` where that was asked. */
function spellings(asked: string, versions: readonly string[]): string[] {
  const { parts, lead, suffix } = parseTag(asked);
  const variant = parts.length > 0 ? suffix : lead;
  const found = new Set<string>();
  for (const version of versions) {
    const bare = parseTag(version);
    if (bare.parts.length > 0 && bare.suffix.length === 0 && bare.lead.length === 0 && variant.length > 0) {
      found.add([version, ...variant].join('-')).add([version, ...variant.slice(1)].join('-'));
    }
    found.add(version);
    if (!bare.v && bare.parts.length > 0 && bare.lead.length === 0) found.add(`v${version}`);
  }
  return [...found];
}

/**
 * Walks candidates in order. A version whose plain tag differs is passed over whole; where the plain tag is the same, its
 * more precise names are tried before it is taken.
 */
export async function firstSame(
  candidates: readonly Candidate[],
  probes: number,
  same: (tag: string) => Promise<boolean>,
): Promise<string | undefined> {
  const over = new Set<string>();
  let best: Candidate | undefined;
  let left = probes;
  for (const candidate of candidates) {
    if (over.has(candidate.line)) continue;
    if (left-- === 0 || (best && best.line !== candidate.line)) break;
    const hit = await isSame(candidate.tag, same);
    if (hit && !candidate.plain) return candidate.tag;
    if (hit) best = candidate;
    else if (candidate.plain) over.add(candidate.line);
  }
  return best?.tag;
}

/** A tag that is listed and gone is another one. */
async function isSame(tag: string, same: (tag: string) => Promise<boolean>): Promise<boolean> {
  try {
    return await same(tag);
  } catch (error) {
    if (error instanceof LookupFailure && error.why === 'not-found') return false;
    throw error;
  }
}
