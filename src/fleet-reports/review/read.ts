// review.yaml: verdicts by pattern. It is committed and may come from strangers, so it is read as strictly as settings.
import { parseSettingsDocument, settingsError } from '../../config/index.js';
import { REVIEW_FILE } from '../../fleet/index.js';
import { diskTree, readSource } from '../../io/index.js';
import { ConfigError, filePath, type FilePath, type SourceFile } from '../../model/index.js';
import {
  asMap,
  asSeq,
  findEntry,
  isObject,
  type PlainValue,
  type YamlFile,
  type YamlMap,
  type YamlSeq,
} from '../../yaml/index.js';
import { reviewSchema, VERDICTS, type Verdict } from './schema.js';

export const REVIEW_PATH = filePath(REVIEW_FILE);

/** What somebody decided about a pattern. */
export interface Decision {
  readonly pattern: string;
  readonly verdict: Verdict;
  readonly transform?: string;
  readonly title?: string;
  readonly by?: string;
  readonly at?: string;
  readonly note?: string;
}

/** What was decided in a campaign. */
export interface Review {
  readonly decisions: ReadonlyMap<string, Decision>;
}

/** When something last broke with a pattern, in milliseconds. */
export type Breaks = ReadonlyMap<string, number>;

/**
 * The verdict that holds on a pattern. `undefined` where nobody spoke about it, and for an approval that is older than
 * what broke with it: whoever gave it did not know.
 */
export function verdictOf({ decisions }: Review, breaks: Breaks, pattern: string): Verdict | undefined {
  const decision = decisions.get(pattern);
  const brokeAt = breaks.get(pattern);
  if (decision?.verdict !== 'approve' || brokeAt === undefined) return decision?.verdict;
  return lastMoment(decision.at) >= brokeAt ? 'approve' : undefined;
}

/** The verdicts that hold, by pattern. */
export function verdictsOf(review: Review, breaks: Breaks): ReadonlyMap<string, Verdict> {
  const found = new Map<string, Verdict>();
  for (const pattern of review.decisions.keys()) {
    const verdict = verdictOf(review, breaks, pattern);
    if (verdict !== undefined) found.set(pattern, verdict);
  }
  return found;
}

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** The last moment of the day or second that is written; the first of all where none is. */
function lastMoment(written: string | undefined): number {
  const at = Date.parse(written ?? '');
  if (Number.isNaN(at)) return Number.NEGATIVE_INFINITY;
  return at + (written?.includes('T') ? SECOND_MS : DAY_MS) - 1;
}

/** The decisions with the YAML they stand in, for those who add to it. */
export interface ReviewDocument extends Review {
  readonly yaml: YamlFile;
  readonly list: YamlSeq | undefined;
  /** The entry of each decision, in the order of the file. */
  readonly entries: ReadonlyMap<string, YamlMap>;
}

/**
 * The review of a campaign: what its folder's `review.yaml` says; nothing decided where there is none.
 * @throws ConfigError with one line for each mistake.
 */
export function readReview(folder: string): Review {
  const source = readReviewFile(folder);
  return source === undefined ? { decisions: new Map() } : parseReview(REVIEW_PATH, source.text);
}

/**
 * The file itself; `undefined` where there is none.
 * @throws ConfigError where it cannot be read.
 */
export function readReviewFile(folder: string): SourceFile | undefined {
  const tree = diskTree(folder);
  if (tree.kind(REVIEW_PATH) === undefined) return undefined;
  const { source, error } = readSource(tree, REVIEW_PATH);
  if (source === undefined) throw new ConfigError(`${REVIEW_PATH}: ${error.message}`);
  return source;
}

/**
 * Reads review.yaml, or the answers that the review page saved.
 * @throws ConfigError with one line for each mistake: `review.yaml:3:5: unknown key ...`.
 */
export function parseReview(file: FilePath, text: string): ReviewDocument {
  const { yaml, root, data } = parseSettingsDocument(file, text, reviewSchema());
  const map = asMap(root);
  const list = map && asSeq(findEntry(map, 'decisions')?.value);
  const decisions = new Map<string, Decision>();
  const entries = new Map<string, YamlMap>();
  for (const [at, written] of writtenDecisions(data).entries()) {
    const decision = decisionOf(written);
    const entry = asMap(list?.items[at]);
    if (decision === undefined || entry === undefined) continue;
    if (decisions.has(decision.pattern))
      throw settingsError(yaml, entry.span.start, `decides about the pattern ${decision.pattern} again`);
    decisions.set(decision.pattern, decision);
    entries.set(decision.pattern, entry);
  }
  return { decisions, yaml, list, entries };
}

function writtenDecisions(data: PlainValue | undefined): readonly PlainValue[] {
  const written = isObject(data) ? data.decisions : undefined;
  return Array.isArray(written) ? written : [];
}

/** The schema has seen to its form. */
function decisionOf(written: PlainValue): Decision | undefined {
  if (!isObject(written)) return undefined;
  const text = (key: string): string | undefined => {
    const value = written[key];
    return typeof value === 'string' ? value : undefined;
  };
  const pattern = text('pattern');
  const verdict = VERDICTS.find((each) => each === written.verdict);
  if (pattern === undefined || verdict === undefined) return undefined;
  const told = (['transform', 'title', 'by', 'at', 'note'] as const).flatMap((key) => {
    const value = text(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return { pattern, verdict, ...Object.fromEntries(told) };
}
