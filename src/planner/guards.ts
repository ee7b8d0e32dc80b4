// What every step must pass. A failure drops the step as a bug of its transform; the text stays as it was.
import type { DroppedStep, Edit, FilePath, Proposal, Rename } from '../model/index.js';
import { offsetMap } from '../text/index.js';
import { disagreementWithin, type DockerfileDoc } from '../dockerfile/index.js';
import type { ParsedFile, PlacedComment } from './parsed.js';

export interface GuardFailure {
  readonly guard: DroppedStep['guard'];
  readonly file: FilePath;
  readonly message: string;
}

/** What a proposal says of the places it changes. */
export type Declared = Pick<Proposal, 'touches' | 'renames'>;

/** Checks one file of a step: before, after, and the edits that lead from one to the other. */
export function checkStep(
  before: ParsedFile,
  after: ParsedFile,
  edits: readonly Edit[],
  declared: Declared,
): GuardFailure | undefined {
  const file = before.file;
  const found = secondOpinion(after, edits) ?? drift(before, after, declared);
  if (found) return { ...found, file };
  const lost = comments(before, after, edits);
  if (lost) return { guard: 'comments', file, message: lost };
  const ends = lineEnds(before.text, after.text);
  return ends ? { guard: 'newlines', file, message: ends } : undefined;
}

type Failure = Omit<GuardFailure, 'file'>;

function secondOpinion(after: ParsedFile, edits: readonly Edit[]): Failure | undefined {
  if (after.target !== 'dockerfile' || edits.length === 0) return undefined;
  const map = offsetMap(edits);
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  for (const { span } of edits) {
    start = Math.min(start, span.start === 0 ? 0 : map(span.start - 1));
    end = Math.max(end, map(span.end));
  }
  const [first, last] = window(after.doc, start, end);
  const line = disagreementWithin(after.doc, first, last);
  return line === undefined
    ? undefined
    : { guard: 'reparse', message: `dockerfile-ast reads line ${line + 1} of the result differently` };
}

/** The instructions an edited range touches, and one on either side. */
function window(doc: DockerfileDoc, start: number, end: number): [number, number] {
  const { instructions } = doc;
  let first = 0;
  while (first + 1 < instructions.length && instructions[first + 1]!.span.end < start) first++;
  let last = instructions.length - 1;
  while (last > 0 && instructions[last - 1]!.span.start > end) last--;
  return [first, Math.max(first, last)];
}

function drift(before: ParsedFile, after: ParsedFile, { touches, renames = [] }: Declared): Failure | undefined {
  const old = renamed(before.places(), renames);
  const now = after.places();
  const covered = coverOf(touches);
  for (const [place, value] of now) {
    if (old.get(place) !== value && !covered(place)) return drifted(place, old.get(place), value);
  }
  for (const [place, value] of old) {
    if (!now.has(place) && !covered(place)) return drifted(place, value, undefined);
  }
  return undefined;
}

/** The places under the names they have afterwards. */
function renamed(places: ReadonlyMap<string, string>, renames: readonly Rename[]): ReadonlyMap<string, string> {
  if (renames.length === 0) return places;
  const found = new Map<string, string>();
  for (const [place, value] of places) {
    const rename = renames.find(({ from }) => place.startsWith(`${from}.`));
    found.set(rename ? rename.to + place.slice(rename.from.length) : place, value);
  }
  return found;
}

function drifted(place: string, from: string | undefined, to: string | undefined): Failure {
  return { guard: 'drift', message: `${place} changed from ${show(from)} to ${show(to)} and is not declared` };
}

/**
 * Tells whether a declared place is a place or above it. A place above a declared one is covered as well: an empty map
 * that gains its first key. By look-up, not by comparing each with each: a step may declare thousands.
 */
function coverOf(touches: readonly string[]): (place: string) => boolean {
  const declared = new Set(touches);
  const above = new Set<string>();
  for (const touch of touches) {
    for (let at = touch.indexOf('.'); at !== -1; at = touch.indexOf('.', at + 1)) above.add(touch.slice(0, at));
  }
  return (place) => {
    if (declared.has(place) || above.has(place)) return true;
    for (let at = 0; at < place.length; at++) {
      const char = place.charCodeAt(at);
      // `.`, `:` and `#` end a name.
      if ((char === 46 || char === 58 || char === 35) && declared.has(place.slice(0, at))) return true;
    }
    return false;
  };
}

function show(value: string | undefined): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value.length > 120 ? value.slice(0, 117) + '...' : value);
}

/**
 * Every comment of the original, in order, and still in or before the instruction or line it spoke of. A comment that
 * moved along with its whole instruction may stand elsewhere.
 */
function comments(before: ParsedFile, after: ParsedFile, edits: readonly Edit[]): string | undefined {
  const kept = after.comments();
  const places = new Map(kept.map(({ start }, index) => [start, index]));
  const map = offsetMap(edits);
  // Where they were, unless a step put one with the same words above.
  const stayed = new Map<PlacedComment, number>();
  const taken = new Set<number>();
  for (const comment of before.comments()) {
    const same = places.get(map(comment.start));
    if (same === undefined || taken.has(same) || kept[same]!.text !== comment.text) continue;
    stayed.set(comment, same);
    taken.add(same);
  }
  let at = 0;
  // One that moved with its instruction may have passed others that stayed.
  let passed = 0;
  for (const comment of before.comments()) {
    const same = stayed.get(comment);
    if (same !== undefined) at = same + 1;
    if (same !== undefined || isDirective(after, comment.text)) continue;
    let next = Math.max(at, passed);
    while (next < kept.length && (taken.has(next) || kept[next]!.text !== comment.text)) next++;
    const now = kept[next];
    if (now && owner(before, comment.start) === owner(after, now.start)) {
      taken.add(next);
      passed = next + 1;
      continue;
    }
    const moved = movedAlong(before, after, comment, taken);
    if (moved !== undefined) taken.add(moved);
    else if (!now) return `the comment ${show(comment.text)} is lost or out of order`;
    else return `the comment ${show(comment.text)} no longer stands by what it spoke of`;
  }
  return undefined;
}

/** The comment with the same words by an instruction of the same text, or the first part of it. */
function movedAlong(
  before: ParsedFile,
  after: ParsedFile,
  comment: PlacedComment,
  taken: ReadonlySet<number>,
): number | undefined {
  if (before.target !== 'dockerfile' || after.target !== 'dockerfile') return undefined;
  const own = before.doc.instructions.find(({ span }) => span.end > comment.start);
  if (!own) return undefined;
  const text = before.text.slice(own.span.start, own.span.end);
  const index = after.comments().findIndex(({ text: words, start }, at) => {
    if (taken.has(at) || words !== comment.text) return false;
    const beside = after.doc.instructions.find(({ span }) => span.end > start);
    // One that was split keeps its beginning.
    return beside !== undefined && text.startsWith(after.text.slice(beside.span.start, beside.span.end));
  });
  return index === -1 ? undefined : index;
}

/** True for a comment that Docker now reads as a directive: one that stood too low, taken to the top. */
function isDirective(after: ParsedFile, text: string): boolean {
  return (
    after.target === 'dockerfile' &&
    after.doc.directives.some(({ span }) => after.text.slice(span.start, span.end).trim() === text)
  );
}

/** What a comment stands by: the keyword of the instruction it is in or above; for YAML the key on its line or below. */
function owner(parsed: ParsedFile, offset: number): string {
  if (parsed.target === 'dockerfile') {
    const { doc } = parsed;
    return doc.instructions.find((instruction) => instruction.span.end > offset)?.keyword ?? 'end';
  }
  const { lines, text } = parsed;
  for (let line = lines.lineAt(offset); line < lines.count; line++) {
    const { start, end } = lines.contentOf(line);
    const key = /^[\s-]*(?![\s-])([^#:][^:]*):/.exec(text.slice(start, end))?.[1];
    if (key) return key;
  }
  return 'end';
}

/** What changed in how lines end, in words; `undefined` when nothing did. */
export function lineEnds(before: string, after: string): string | undefined {
  if (before.startsWith('\ufeff') !== after.startsWith('\ufeff')) return 'the byte order mark changed';
  // A file of nothing has no habit to keep.
  if (before !== '' && before.endsWith('\n') !== after.endsWith('\n')) return 'the final newline changed';
  const had = endings(before);
  const has = endings(after);
  if (!had.crlf && has.crlf) return 'CRLF in a file with LF';
  if (had.crlf && !had.lf && has.lf) return 'LF in a file with CRLF';
  return undefined;
}

function endings(text: string): { lf: boolean; crlf: boolean } {
  let lf = false;
  let crlf = false;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] === '\r') crlf = true;
    else lf = true;
    if (lf && crlf) break;
  }
  return { lf, crlf };
}
