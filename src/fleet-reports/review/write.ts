// Decisions into review.yaml: entries that stand there are changed where they differ, new ones go where they sort, and
// every other byte stays.
import { settingsError } from '../../config/index.js';
import { writeAll } from '../../io/index.js';
import { ConfigError, isStop, type Edit } from '../../model/index.js';
import { applyEdits } from '../../text/index.js';
import {
  addListItems,
  addMapKey,
  asMap,
  columnOf,
  findEntry,
  renderEntry,
  replaceScalar,
  styleOf,
  type YamlEdits,
  type YamlEntry,
  type YamlMap,
  type YamlValue,
} from '../../yaml/index.js';
import { parseReview, readReviewFile, REVIEW_PATH, type Decision, type ReviewDocument } from './read.js';

const HEAD = `# What was decided about the patterns of this campaign. harden migrate review writes it and keeps it sorted; what
# people write into it stays.
version: 1
decisions:
`;
const FIELDS = ['pattern', 'transform', 'title', 'verdict', 'by', 'at', 'note'] as const;

/**
 * Writes decisions into the campaign's review.yaml, entirely or not at all.
 * @throws ConfigError where it cannot be written, or changed in between.
 */
export function writeReview(folder: string, decisions: readonly Decision[]): void {
  if (decisions.length === 0) return;
  const source = readReviewFile(folder);
  const text = reviewText(source?.text, decisions);
  if (text === source?.text) return;
  const [error] = writeAll(folder, [{ path: REVIEW_PATH, text, expectSha256: source?.sha256 }]);
  if (error)
    throw new ConfigError(`${error.path}: ${error.message}${error.hint === undefined ? '' : `; ${error.hint}`}`);
}

/**
 * The text of review.yaml with the decisions in it.
 * @param text as it is; `undefined` where there is none.
 * @throws ConfigError for a text that is no review, and for a form that is not edited.
 */
export function reviewText(text: string | undefined, decisions: readonly Decision[]): string {
  const sorted = [...decisions].sort(byTransform);
  const added = (): string => HEAD + sorted.flatMap((each) => itemLines(each, 2)).join('');
  if (text === undefined) return added();
  const review = parseReview(REVIEW_PATH, text);
  const { yaml, list } = review;
  const root = yaml.documents[0];
  const map = asMap(root);
  // Comments alone: they stay above.
  if (map === undefined) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${added()}`;
  const changed = sorted.flatMap((decision) => changesOf(review, decision));
  const fresh = sorted.filter(({ pattern }) => !review.decisions.has(pattern));
  const inserted =
    list && !list.flow && list.items.length > 0 ? insertions(review, fresh) : appended(review, map, fresh);
  return applyEdits(text, [...changed, ...inserted]);
}

function byTransform(a: Decision, b: Decision): number {
  return compare(a.transform ?? '', b.transform ?? '') || compare(a.pattern, b.pattern);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function itemOf(decision: Decision): { readonly [key: string]: string } {
  return Object.fromEntries(FIELDS.flatMap((key) => (decision[key] === undefined ? [] : [[key, decision[key]]])));
}

/** The lines of an entry, with their line ends. */
function itemLines(decision: Decision, column: number, eol = '\n'): string[] {
  const style = { step: 2, listStep: 2, quote: 'double', eol: '\n' } as const;
  const lines = Object.entries(itemOf(decision)).flatMap(([key, value]) => renderEntry(key, value, column + 2, style));
  return lines.map((line, at) => `${at === 0 ? `${' '.repeat(column)}- ${line.trimStart()}` : line}${eol}`);
}

/** Where an entry says something else than the decision does. */
function changesOf(review: ReviewDocument, decision: Decision): readonly Edit[] {
  const known = review.decisions.get(decision.pattern);
  const map = review.entries.get(decision.pattern);
  if (known === undefined || map === undefined) return [];
  const edits: Edit[] = [];
  for (const key of FIELDS) {
    const value = decision[key];
    if (value === undefined || value === known[key]) continue;
    const entry = findEntry(map, key);
    edits.push(
      ...made(
        review,
        map,
        entry ? replaceScalar(review.yaml, entry.value, value) : addMapKey(review.yaml, map, key, value),
      ),
    );
  }
  return edits;
}

/** Each new entry above the first that sorts behind it, and above the comments of that one. */
function insertions(review: ReviewDocument, fresh: readonly Decision[]): readonly Edit[] {
  const { yaml, list } = review;
  const [first] = list?.dashes ?? [];
  if (list === undefined || first === undefined) return [];
  const column = columnOf(yaml, first);
  const { eol } = styleOf(yaml);
  const standing = [...review.decisions.values()];
  const commented = new Set(
    yaml.comments.flatMap(({ offset, ownLine }) => (ownLine ? [yaml.lines.lineAt(offset)] : [])),
  );
  const behind: Decision[] = [];
  const edits: Edit[] = [];
  for (const decision of fresh) {
    const at = standing.findIndex((each) => byTransform(each, decision) > 0);
    if (at === -1) {
      behind.push(decision);
      continue;
    }
    let line = yaml.lines.lineAt(list.dashes[at]!);
    while (commented.has(line - 1)) line--;
    const start = yaml.lines.startOf(line);
    const text = itemLines(decision, column, eol).join('');
    edits.push({ kind: 'edit', file: yaml.file, span: { start, end: start }, expect: '', text });
  }
  return behind.length === 0 ? edits : [...edits, ...made(review, list, append(review, list, behind))];
}

function appended(review: ReviewDocument, map: YamlMap, fresh: readonly Decision[]): readonly Edit[] {
  const entry = findEntry(map, 'decisions');
  if (entry === undefined || fresh.length === 0) return [];
  return made(review, entry.value, append(review, entry, fresh));
}

function append(
  review: ReviewDocument,
  at: YamlEntry | NonNullable<ReviewDocument['list']>,
  fresh: readonly Decision[],
): YamlEdits {
  const [head, ...rest] = fresh.map((each): YamlValue => itemOf(each));
  return addListItems(review.yaml, at, [head!, ...rest]);
}

function made(
  { yaml }: ReviewDocument,
  { span }: { readonly span: { readonly start: number } },
  edits: YamlEdits,
): readonly Edit[] {
  if (!isStop(edits)) return edits;
  throw settingsError(yaml, span.start, `cannot be written into: ${edits.message}; write one key a line`);
}
