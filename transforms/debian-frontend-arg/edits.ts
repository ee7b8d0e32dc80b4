import { type Edit, nonEmpty } from '../../src/model/index.js';
import { deleteInstruction, insertLinesBelow, replaceSpan, type DockerfileDoc } from '../../src/dockerfile/index.js';
import type { Leak, Setting } from './detect.js';

/** The edits; `undefined` where a comment stands in the way. */
export function editsFor(doc: DockerfileDoc, leak: Leak): readonly [Edit, ...Edit[]] | undefined {
  const edits: Edit[] = [];
  for (const setting of leak.sets) {
    const own = toArg(doc, setting);
    if (!own) return undefined;
    edits.push(...own);
  }
  if (leak.reset) {
    const removal = deleteInstruction(doc, leak.reset);
    if (!removal) return undefined;
    edits.push(removal);
  }
  const { pair, instruction } = leak.sets[0];
  const line = `${likeKeyword('ARG', instruction.keywordText)} ${pair.key}=${pair.rawValue}`;
  for (const child of leak.repeatIn) edits.push(insertLinesBelow(doc, child.instruction, [line]));
  return nonEmpty(edits);
}

function toArg(doc: DockerfileDoc, { instruction, pair }: Setting): Edit[] | undefined {
  const { legacy, pairs } = instruction.pairs();
  const keyword = likeKeyword('ARG', instruction.keywordText);
  if (pairs.length === 1) {
    const edits = [replaceSpan(doc, instruction.keywordSpan, keyword)];
    if (!legacy) return edits;
    const from = instruction.body.toSource(pair.start + pair.key.length - 1) + 1;
    const to = instruction.body.toSource(pair.valueStart);
    if (doc.text.slice(from, to).includes('#')) return undefined;
    return [...edits, replaceSpan(doc, { start: from, end: to }, '=')];
  }
  const at = pairs.indexOf(pairs.find((other) => other.start === pair.start)!);
  const source = instruction.body;
  const start = at === 0 ? source.toSource(pair.start) : source.toSource(pairs[at - 1]!.end - 1) + 1;
  const end = at === 0 ? source.toSource(pairs[1]!.start) : source.toSource(pair.end - 1) + 1;
  const commented = doc.comments.some(
    (comment) => comment.inside === instruction.index && comment.span.start >= start && comment.span.start < end,
  );
  if (commented) return undefined;
  return [
    replaceSpan(doc, { start, end }, ''),
    insertLinesBelow(doc, instruction, [`${keyword} ${pair.key}=${pair.rawValue}`]),
  ];
}

/** In the case the file writes its keywords in. */
function likeKeyword(word: string, model: string): string {
  return model === model.toLowerCase() ? word.toLowerCase() : word;
}
