import { columnOf } from './style.js';
import type { YamlEntry, YamlFile, YamlMap, YamlNode } from './types.js';

/**
 * Offset at which new lines for a map go: the end of the line that holds its last content, moved past the comments
 * that belong to what stands there, so that `# - "443:443"` does not end up below a key it does not speak of.
 * `column` is that of the map's keys (or a list's dashes), `listColumn` that of the dashes when a list comes last.
 */
export function findInsertionPoint(yaml: YamlFile, contentEnd: number, column: number, listColumn?: number): number {
  const { lines, text } = yaml;
  let line = lines.lineAt(contentEnd);
  let end = lines.contentOf(line).end;
  let adjacent = true;
  while (++line < lines.count) {
    const span = lines.contentOf(line);
    let start = span.start;
    while (start < span.end && (text[start] === ' ' || text[start] === '\t')) start++;
    if (start === span.end) {
      adjacent = false;
      continue;
    }
    if (text[start] !== '#') break;
    if (!belongsAbove(text.slice(start, span.end), start - span.start, adjacent, column, listColumn)) break;
    end = span.end;
  }
  return end;
}

function belongsAbove(
  comment: string,
  at: number,
  adjacent: boolean,
  column: number,
  listColumn: number | undefined,
): boolean {
  if (at > column) return true;
  if (!adjacent) return false;
  let inner = 1;
  while (comment[inner] === ' ') inner++;
  const item = comment[inner] === '-' && comment[inner + 1] === ' ';
  if (listColumn !== undefined && (item || (at === column && listColumn === column))) return true;
  // `#      KEY: value` with the mark in an outer column: commented out of something deeper than this map. A banner
  // (`####`) or a title for what follows is not.
  return at < column && at + inner > column + 1 && (item || /^[\w."'-]+:( |$)/.test(comment.slice(inner)));
}

/**
 * True where lines may go between two neighbours of a map, at the offset that `findInsertionPoint` gives: no comment
 * stands there that may speak of the first, and the first is no text whose end depends on what follows.
 */
export function isOpenBetween(yaml: YamlFile, offset: number, before: YamlEntry, behind: YamlEntry): boolean {
  if (endsInBlockScalar(before.value)) return false;
  const { lines, text } = yaml;
  const first = lines.lineAt(offset) + 1;
  const last = lines.lineAt(behind.span.start);
  const between: string[] = [];
  for (let line = first; line < last; line++) {
    const { start, end } = lines.contentOf(line);
    between.push(text.slice(start, end).trim());
  }
  // A comment directly below speaks of the next key, where it leads up to it and is no key that was commented out.
  if (!between[0]?.startsWith('#')) return true;
  return between.every((comment) => comment.startsWith('#') && !isCommentedOut(comment));
}

/**
 * True where the keys of a whole document are parted by blank lines, most of them: a new one has one before it as well. A text whose end
 * may depend on what follows keeps its end.
 */
export function isParted(yaml: YamlFile, { entries }: YamlMap): boolean {
  const [first, ...others] = entries;
  if (!first || others.length === 0 || columnOf(yaml, first.span.start) !== 0) return false;
  if (endsInBlockScalar(others[others.length - 1]!.value)) return false;
  return others.filter((entry) => isBlankAbove(yaml, entry)).length * 2 > others.length;
}

/** A blank line stands above the key and the comments that lead up to it. */
function isBlankAbove({ lines, text }: YamlFile, { span }: YamlEntry): boolean {
  for (let line = lines.lineAt(span.start) - 1; line >= 0; line--) {
    const { start, end } = lines.contentOf(line);
    const above = text.slice(start, end).trim();
    if (above === '') return true;
    if (!above.startsWith('#')) return false;
  }
  return false;
}

function isCommentedOut(comment: string): boolean {
  const words = comment.replace(/^#+ {0,20}/, '');
  return words.startsWith('- ') || /^[\w.-]{1,60}:(?: |$)/.test(words);
}

function endsInBlockScalar(node: YamlNode): boolean {
  if (node.kind === 'scalar') return node.style === 'block';
  if (node.kind === 'alias') return false;
  const last = node.kind === 'seq' ? node.items[node.items.length - 1] : node.entries[node.entries.length - 1]?.value;
  return last !== undefined && endsInBlockScalar(last);
}
