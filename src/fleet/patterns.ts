// The same kind of change, wherever it is made.
import { sha256Of } from '../io/index.js';
import { baseName, type FilePath, type Step } from '../model/index.js';
import { diffHunks } from '../text/index.js';
import { changesBetween, type Token } from './token-diff.js';

/** A kind of change: what steps of one pattern have in common. */
export interface Pattern {
  /** Names it: a hash of the transform, the level and the change. */
  readonly id: string;
  /** The change, a line for each kind of place. `-` is taken out, `+` is put in, `…` is what stays between. */
  readonly sample: string;
}

/** What of a step decides its pattern. */
type PatternStep = Pick<Step, 'transform' | 'safety' | 'files'>;

/** What a text is made of: words, and every other sign by itself. */
const TOKENS = /[\w./$+~%-]+|[^\s\w]/g;
const DIGEST = /^[0-9a-f]{12,}$/;
const VERSION = /^v?\d[\w.+~-]*$/;
const INSTRUCTION = /^[A-Z]{3,}$/;
/** Folders that systems have: what a transform puts there says what it does. */
const SYSTEM = /^\/(?:bin|dev|etc|proc|root|run|tmp|usr|var)\//;
const DIGITS = 16;
const SEPARATORS: ReadonlySet<string> = new Set(['"', "'", ',']);
const LONGEST_SAMPLE = 4000;

/**
 * The patterns of steps, in their order.
 *
 * Two steps have the same pattern where the same transform, at the same level, makes the same normalised change. To
 * normalise a change, its places are taken line by line as a diff with no context has them, and
 * - white space counts as one blank, and none at the ends: indentation is nobody's decision;
 * - words of a place that stay are left out, `…` between two spots, so what stands around the change does not matter;
 * - of the words that come or go, digests are `<digest>`, numbers and versions `<version>`, paths and addresses `<path>`,
 *   and words that the file on disk holds `<name>`: they are its author's. What the file does not hold comes from the
 *   transform, and is what a reviewer has to see: it stays. So do options, and instructions at the start of a line;
 * - marks of one kind in a row are one, and equal spots and places count once, in the order of the text, so that the
 *   length of a list does not matter;
 * - a file that is made counts by its name.
 *
 * It depends on the files of the step alone, so that it is the same on every machine and in every run.
 * @param textOf files as they are on disk.
 */
export function patternsOf(
  steps: readonly PatternStep[],
  textOf: (path: FilePath) => string | undefined,
): readonly Pattern[] {
  const words = new Map<FilePath, ReadonlySet<string>>();
  const wordsOf = (path: FilePath): ReadonlySet<string> => {
    const known = words.get(path) ?? new Set(tokensOf(textOf(path) ?? ''));
    words.set(path, known);
    return known;
  };
  return steps.map((step) => {
    const places = new Set(step.files.flatMap((file) => placesOf(file, wordsOf(file.path))));
    const sample = [...places].join('\n').slice(0, LONGEST_SAMPLE);
    const id = sha256Of(JSON.stringify([step.transform, step.safety, [...places]])).slice(0, DIGITS);
    return { id, sample };
  });
}

function placesOf({ path, before, after }: Step['files'][number], own: ReadonlySet<string>): string[] {
  if (before === undefined) return [`+ a file called ${baseName(path)}`];
  return diffHunks(before, after, 0).map(({ lines }) => {
    const gone = lines.filter((line) => line.kind === 'remove').map((line) => line.text);
    const come = lines.filter((line) => line.kind === 'add').map((line) => line.text);
    return placeOf(gone, come, own);
  });
}

function placeOf(gone: readonly string[], come: readonly string[], own: ReadonlySet<string>): string {
  const spots = new Set<string>();
  let spot: string[] = [];
  for (const { kind, tokens } of changesBetween(lineTokens(gone), lineTokens(come))) {
    if (kind === 'stays') {
      if (spot.length > 0) spots.add(spot.join(' '));
      spot = [];
      continue;
    }
    const marked = withoutRepeats(tokens.map((token) => markOf(token, own)));
    spot.push(`${kind === 'goes' ? '-' : '+'}[${marked.join(' ')}]`);
  }
  if (spot.length > 0) spots.add(spot.join(' '));
  return [...spots].join(' … ');
}

function lineTokens(lines: readonly string[]): Token[] {
  return lines.flatMap((line) => tokensOf(line).map((text, at) => ({ text, isFirst: at === 0 })));
}

function tokensOf(text: string): readonly string[] {
  return text.match(TOKENS) ?? [];
}

function markOf({ text, isFirst }: Token, own: ReadonlySet<string>): string {
  if (DIGEST.test(text)) return '<digest>';
  if (VERSION.test(text)) return '<version>';
  if (text.startsWith('-') && text.length > 1) return text;
  if (isFirst && INSTRUCTION.test(text)) return text;
  if (text.length > 1 && text.includes('/')) return SYSTEM.test(text) && !own.has(text) ? text : '<path>';
  return /\w/.test(text) && own.has(text) ? '<name>' : text;
}

/** Lists by their first: `" <name> " , " <name> "` is `" <name> "`. */
function withoutRepeats(tokens: readonly string[]): string[] {
  const kept: string[] = [];
  for (const token of tokens) {
    let last = kept.length - 1;
    while (SEPARATORS.has(kept[last] ?? '')) last--;
    if (token.startsWith('<') && kept[last] === token) kept.length = last + 1;
    else kept.push(token);
  }
  return kept;
}
