// Which tag probably has the same digest as a floating one, the likeliest and most specific first. rank never decides:
// a candidate counts when the registry gives it the same digest.
import { compareParts, type ParsedTag, parseTag, sameWords, startsWith } from './tags.js';
import { refinementOf } from './systems.js';

export interface Candidate {
  readonly tag: string;
  /** Candidates of one line are the same version. */
  readonly line: string;
  /** The version with the asked suffix and nothing more: where it differs, so does the whole line. */
  readonly plain: boolean;
}

interface Fit {
  readonly tag: ParsedTag;
  readonly plain: boolean;
  readonly order: readonly number[];
}

/** Words that stand where a version would. */
const ALIASES = new Set(
  'latest lts stable current mainline release edge testing unstable nightly rolling preview next beta rc oldstable'.split(
    ' ',
  ),
);
/** How many versions are worth a question. */
const LINES = 6;
const OF_A_LINE = 4;
/** A lone number longer than this is a day, a build or a commit rather than a major version. */
const MAJOR_DIGITS = 4;

/**
 * Candidates for the most specific tag that means the same as `asked` today. Pure; one pass over the tags and one sort.
 * - a number (`3`, `3.12-slim`): the highest versions that start with it, with its variant
 * - a name for a day's build (`bookworm`, `stable-slim`): its newest day
 * - any other name (`latest`, `lts-alpine`, `slim`): the highest version of each major, then of each minor
 */
export function rankTags(asked: string, tags: readonly string[]): Candidate[] {
  const wanted = parseTag(asked);
  if (wanted.dated) return [];
  const parsed = tags.filter((tag) => tag !== asked).map(parseTag);
  if (wanted.parts.length > 0) return lines(ofVersion(wanted, parsed), byVersion);
  const days = ofDay(wanted, parsed);
  return [...days, ...lines(ofName(wanted, parsed), byMajor)];
}

function ofVersion(wanted: ParsedTag, tags: readonly ParsedTag[]): Fit[] {
  const found: Fit[] = [];
  for (const tag of tags) {
    if (tag.dated || !sameWords(tag.lead, wanted.lead) || !startsWith(tag.parts, wanted.parts)) continue;
    const fit = refinementOf(wanted.suffix, tag.suffix);
    if (fit && (tag.parts.length > wanted.parts.length || !fit.plain)) found.push({ tag, ...fit });
  }
  const sameStyle = found.filter(({ tag }) => tag.v === wanted.v);
  return sameStyle.length > 0 ? sameStyle : found;
}

/** `bookworm-slim` is `bookworm-20241223-slim`, the newest two days of it. */
function ofDay(wanted: ParsedTag, tags: readonly ParsedTag[]): Candidate[] {
  return tags
    .filter((tag) => tag.dated && tag.lead.length > 0 && sameWords([...tag.lead, ...tag.suffix], wanted.lead))
    .sort((a, b) => compareParts(b.parts, a.parts))
    .slice(0, 2)
    .map(({ text }) => ({ tag: text, line: text, plain: true }));
}

function ofName(wanted: ParsedTag, tags: readonly ParsedTag[]): Fit[] {
  const [first = '', ...rest] = wanted.lead;
  const versions = tags.filter((tag) => tag.parts.length > 0);
  const plainly = ALIASES.has(first) ? [] : fitting(wanted.lead, [], versions);
  if (plainly.length > 0) return plainly;
  return fitting(rest, [first], versions);
}

function fitting(suffix: readonly string[], alias: readonly string[], tags: readonly ParsedTag[]): Fit[] {
  const found: Fit[] = [];
  for (const tag of tags) {
    if (tag.lead.length > 0 && !sameWords(tag.lead, alias)) continue;
    const fit = refinementOf(suffix, tag.suffix);
    if (fit) found.push({ tag, ...fit });
  }
  const versions = found.filter(({ tag }) => !tag.dated && (tag.parts.length > 1 || isMajor(tag)));
  // A repository may have nothing but days or builds; beside real versions they would come out highest.
  return versions.length > 0 ? versions : found;
}

function isMajor({ parts }: ParsedTag): boolean {
  return parts[0]!.length <= MAJOR_DIGITS;
}

/** Drops versions that a longer one continues, sorts the rest, and puts what is one version together. */
function lines(fits: readonly Fit[], order: (versions: readonly ParsedTag[]) => ParsedTag[]): Candidate[] {
  const continued = new Set<string>();
  for (const { tag } of fits) {
    for (let length = 1; length < tag.parts.length; length++) continued.add(key(tag.parts.slice(0, length)));
  }
  const groups = new Map<string, Fit[]>();
  for (const fit of fits) {
    const line = key(fit.tag.parts);
    if (continued.has(line)) continue;
    const group = groups.get(line);
    if (group) group.push(fit);
    else groups.set(line, [fit]);
  }
  const versions = [...groups.values()].map((group) => group[0]!.tag).sort((a, b) => compareParts(b.parts, a.parts));
  return order(versions)
    .slice(0, LINES)
    .flatMap(({ parts }) => ofLine(key(parts), groups.get(key(parts))!));
}

/** The likeliest precise tag, then the plain one, which settles the line, then the other precise ones. */
function ofLine(line: string, fits: readonly Fit[]): Candidate[] {
  const precise = fits.filter(({ plain }) => !plain).sort((a, b) => compareOrder(a.order, b.order));
  const plain = fits.filter((fit) => fit.plain).sort((a, b) => Number(a.tag.v) - Number(b.tag.v));
  return [...precise.slice(0, 1), ...plain.slice(0, 1), ...precise.slice(1)]
    .slice(0, OF_A_LINE)
    .map((fit) => ({ tag: fit.tag.text, line, plain: fit.plain }));
}

function byVersion(versions: readonly ParsedTag[]): ParsedTag[] {
  return versions.slice(0, 2);
}

/** The highest of each major version, then the highest of each minor one. A calendar's `24.04` is a major version. */
function byMajor(versions: readonly ParsedTag[]): ParsedTag[] {
  const first = new Map<string, ParsedTag>();
  const second = new Map<string, ParsedTag>();
  for (const tag of versions) {
    const [major = '', minor = ''] = tag.parts;
    const calendar = tag.parts.length === 2 && /^(?:0\d|10)$/.test(minor);
    const line = calendar ? `${major}.${minor}` : major;
    if (!first.has(line)) first.set(line, tag);
    else if (!second.has(`${major}.${minor}`) && key(first.get(line)!.parts.slice(0, 2)) !== `${major}.${minor}`)
      second.set(`${major}.${minor}`, tag);
  }
  const majors = [...first.values()];
  return [...majors.slice(0, 4), ...second.values(), ...majors.slice(4)];
}

function compareOrder(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function key(parts: readonly string[]): string {
  return parts.join('.');
}
