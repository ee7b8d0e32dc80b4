import { type Edit, stop, nonEmpty } from '../../src/model/index.js';
import { columnOf, styleOf, type YamlEntry, type YamlSeq, type YamlEdits } from '../../src/yaml/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';

/** Turns the list of an entry into a map: `- db` becomes `db:` with its condition below. Comments stay where they are. */
export function conditionsFor(
  doc: ComposeDoc,
  entry: YamlEntry,
  seq: YamlSeq,
  conditions: readonly string[],
): YamlEdits {
  const { text } = doc;
  const odd = seq.items.some((item) => item.kind !== 'scalar' || item.anchor !== undefined || item.tag !== undefined);
  if (odd || new Set(seq.items.map((item) => text.slice(item.span.start, item.span.end))).size < seq.items.length)
    return stop('unsupported-syntax', 'the list holds the same service twice, or something else than names');
  const folded = seq.items.some(({ span }) => text.slice(span.start, span.end).includes('\n'));
  if (folded || entry.explicit) return stop('unsupported-syntax', 'depends_on is written in a form that is not edited');
  if (entry.flow) return [inFlow(doc, seq, conditions)];
  return seq.flow ? fromFlow(doc, entry, seq, conditions) : fromBlock(doc, entry, seq, conditions);
}

function fromBlock(doc: ComposeDoc, entry: YamlEntry, seq: YamlSeq, conditions: readonly string[]): YamlEdits {
  const { yaml, text } = doc;
  const column = columnOf(yaml, seq.dashes[0]!);
  const keyColumn = column > columnOf(yaml, entry.key.span.start) ? column : column + styleOf(yaml).step;
  const below = styleOf(yaml).eol + ' '.repeat(keyColumn + styleOf(yaml).step);
  const edits: Edit[] = [];
  for (const [index, { span }] of seq.items.entries()) {
    const dash = seq.dashes[index]!;
    const line = yaml.lines.lineAt(dash);
    if (yaml.lines.lineAt(span.start) !== line || text.slice(dash, span.start).includes('\t'))
      return stop('unsupported-syntax', 'an item of depends_on is not on the line of its dash');
    const end = yaml.lines.contentOf(line).end;
    edits.push(edit(doc, dash, span.start, ' '.repeat(keyColumn - column)));
    const condition = `${below}condition: ${conditions[index]}`;
    if (span.end === end) edits.push(edit(doc, end, end, `:${condition}`));
    else edits.push(edit(doc, span.end, span.end, ':'), edit(doc, end, end, condition));
  }
  return nonEmpty(edits) ?? stop('unsupported-syntax', 'depends_on names nothing');
}

/** `[db, cache]` becomes lines: with conditions it would be a long one. */
function fromFlow(doc: ComposeDoc, entry: YamlEntry, seq: YamlSeq, conditions: readonly string[]): YamlEdits {
  const { yaml, text } = doc;
  const open = text.indexOf('[', seq.span.start);
  if (text[seq.span.end - 1] !== ']' || text.slice(entry.colon, open).includes('\n'))
    return stop('unsupported-syntax', 'depends_on is written in a form that is not edited');
  const inside = text.slice(open, seq.span.end);
  const commented = inside.includes('#') && yaml.comments.some(({ offset }) => offset > open && offset < seq.span.end);
  if (commented) return stop('unsupported-syntax', 'comments stand inside the list in brackets');
  const column = columnOf(yaml, entry.key.span.start) + styleOf(yaml).step;
  const eol = styleOf(yaml).eol;
  const lines = seq.items.map(({ span }, index) => {
    const head = eol + ' '.repeat(column);
    return `${head}${text.slice(span.start, span.end)}:${head}${' '.repeat(styleOf(yaml).step)}condition: ${conditions[index]}`;
  });
  const from = entry.colon + 1;
  const end = yaml.lines.contentOf(yaml.lines.lineAt(seq.span.end)).end;
  // An anchor stays behind the key.
  const kept = text.slice(from, open).trimEnd();
  if (text.slice(seq.span.end, end).trim() === '') return [edit(doc, from, end, kept + lines.join(''))];
  return [edit(doc, from, seq.span.end, kept), edit(doc, end, end, lines.join(''))];
}

/** A service in braces stays in braces. */
function inFlow(doc: ComposeDoc, seq: YamlSeq, conditions: readonly string[]): Edit {
  const words = seq.items.map(
    ({ span }, index) => `${doc.text.slice(span.start, span.end)}: { condition: ${conditions[index]} }`,
  );
  const open = doc.text.indexOf('[', seq.span.start);
  return edit(doc, open, seq.span.end, `{ ${words.join(', ')} }`);
}

function edit({ file, text }: ComposeDoc, start: number, end: number, now: string): Edit {
  return { kind: 'edit', file, span: { start, end }, expect: text.slice(start, end), text: now };
}
