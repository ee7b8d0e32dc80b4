// Which tag an update policy leads to.
import type { ImageUpdateLookup } from '../../model/index.js';
import { compareNumbers, compareParts, type ParsedTag, parseTag, sameWords, startsWith } from './tags.js';

const KEPT = { patch: 2, minor: 1, major: 0 } as const;

/**
 * The tags within a policy that are newer than `current`, the newest first. A candidate has the same words around the
 * version (variant, system, architecture), as many numbers, and the same `v`. `patch` keeps the first two numbers,
 * `minor` the first, `major` none; a day's build (`bookworm-20241223`) moves to a later day under each of them. Since
 * the words are the same, a release never moves to a pre-release.
 */
export function newerTags(
  current: string,
  tags: readonly string[],
  policy: ImageUpdateLookup['policy'],
): readonly string[] {
  const now = parseTag(current);
  if (policy === 'digest' || now.parts.length === 0) return [];
  const kept = now.dated ? [] : now.parts.slice(0, KEPT[policy]);
  const { words, revision } = family(now);
  const found: { readonly tag: ParsedTag; readonly revision: string }[] = [];
  for (const text of new Set(tags)) {
    const tag = parseTag(text);
    if (!sameShape(now, tag) || !startsWith(tag.parts, kept)) continue;
    const other = family(tag);
    if (!sameWords(words, other.words) || (revision === '') !== (other.revision === '')) continue;
    const order = compareParts(tag.parts, now.parts) || compareNumbers(other.revision, revision);
    if (order > 0) found.push({ tag, revision: other.revision });
  }
  return found
    .sort((a, b) => compareParts(b.tag.parts, a.tag.parts) || compareNumbers(b.revision, a.revision))
    .map(({ tag }) => tag.text);
}

function sameShape(a: ParsedTag, b: ParsedTag): boolean {
  if (a.parts.length !== b.parts.length || a.build !== b.build || a.v !== b.v || a.dated !== b.dated) return false;
  // A lone number as long as a commit or a build does not follow a major version.
  const alone = a.parts.length === 1 && !a.dated;
  if (alone && a.parts[0]!.length <= 4 && b.parts[0]!.length > 4) return false;
  return sameWords(a.lead, b.lead);
}

/** The suffix without the revision of the build that some publishers end it with: `-debian-12-r3`. */
function family(tag: ParsedTag): { readonly words: readonly string[]; readonly revision: string } {
  const last = tag.suffix.at(-1) ?? '';
  if (!/^r\d+$/.test(last)) return { words: tag.suffix, revision: '' };
  return { words: tag.suffix.slice(0, -1), revision: last.slice(1) };
}
