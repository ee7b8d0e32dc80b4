// Splices. Each gives edits in the style of the file it stands in; none re-prints an instruction.
import type { Edit, Span } from '../model/index.js';
import { indentOf } from '../text/index.js';
import { commentsAbove, type DockerfileDoc } from './document.js';
import type { Instruction } from './instruction.js';

/** Replaces a span of the file. */
export function replaceSpan(doc: DockerfileDoc, span: Span, text: string): Edit {
  return { kind: 'edit', file: doc.file, span, expect: doc.text.slice(span.start, span.end), text };
}

/** Inserts at an offset of the file. */
export function insertAt(doc: DockerfileDoc, offset: number, text: string): Edit {
  return replaceSpan(doc, { start: offset, end: offset }, text);
}

/** Puts a flag (`--chown=app`) behind those that an instruction has. */
export function addFlag(doc: DockerfileDoc, { flags, body, keywordSpan }: Instruction, flag: string): Edit {
  const last = flags.at(-1);
  return insertAt(doc, last ? body.toSource(last.end - 1) + 1 : keywordSpan.end, ` ${flag}`);
}

/** Replaces a logical range of an instruction; `undefined` when a continuation or comment lies within. */
export function replaceLogical(
  doc: DockerfileDoc,
  instruction: Instruction,
  start: number,
  end: number,
  text: string,
): Edit | undefined {
  const { span, contiguous } = instruction.body.range(start, end);
  return contiguous ? replaceSpan(doc, span, text) : undefined;
}

/** Replaces a word of a RUN (offsets as in `instruction.shell`); `undefined` where it is not one piece of the file. */
export function replaceWord(
  doc: DockerfileDoc,
  instruction: Instruction,
  word: { start: number; end: number },
  text: string,
): Edit | undefined {
  const { span, contiguous } = instruction.shellSource.range(word.start, word.end);
  return contiguous ? replaceSpan(doc, span, text) : undefined;
}

/** Inserts directly behind a word of a RUN, so before any ` \` that follows it. `text` brings its own blank. */
export function insertAfterWord(
  doc: DockerfileDoc,
  instruction: Instruction,
  word: { end: number },
  text: string,
): Edit {
  return insertAt(doc, instruction.shellSource.toSource(word.end - 1) + 1, text);
}

/** Inserts directly in front of a word of a RUN. `text` brings its own blank. */
export function insertBeforeWord(
  doc: DockerfileDoc,
  instruction: Instruction,
  word: { start: number },
  text: string,
): Edit {
  return insertAt(doc, instruction.shellSource.toSource(word.start), text);
}

/**
 * Adds words behind the last of a list in a RUN: on lines of their own where that stands on one, else beside it. `list` is
 * not empty.
 */
export function addToList(
  doc: DockerfileDoc,
  instruction: Instruction,
  list: readonly { readonly start: number; readonly end: number }[],
  words: readonly string[],
): Edit {
  const last = list.at(-1)!;
  const source = instruction.shellSource;
  const start = source.toSource(last.start);
  const before = doc.text.slice(doc.lines.startOf(doc.lines.lineAt(start)), start);
  const own = list.length > 1 && before.trim() === '';
  const joint = own ? ` ${doc.escape}${doc.eol}${before}` : ' ';
  return insertAfterWord(doc, instruction, last, words.map((word) => joint + word).join(''));
}

/** How a RUN over several lines joins its commands; `undefined` when it stands on one line. */
export function chainStyle(
  doc: DockerfileDoc,
  instruction: Instruction,
): { leading: boolean; indent: string } | undefined {
  if (instruction.line === instruction.endLine) return undefined;
  let leading = 0;
  let trailing = 0;
  let leadingIndent: string | undefined;
  let trailingIndent: string | undefined;
  let afterTrailing = false;
  let firstIndent: string | undefined;
  for (let line = instruction.line; line <= instruction.endLine; line++) {
    const { start, end } = doc.lines.contentOf(line);
    const text = doc.text.slice(start, end);
    const solid = text.trim();
    if (solid === '' || solid.startsWith('#')) continue;
    if (line > instruction.line) {
      firstIndent ??= indentOf(text);
      if (solid.startsWith('&&')) {
        leading++;
        leadingIndent ??= indentOf(text);
      } else if (afterTrailing) trailingIndent ??= indentOf(text);
    }
    afterTrailing = solid.endsWith(`&& ${doc.escape}`) || solid.endsWith(`&&${doc.escape}`);
    if (afterTrailing) trailing++;
  }
  if (leading === 0 && trailing === 0)
    return { leading: true, indent: firstIndent && firstIndent.length <= 8 ? firstIndent : '    ' };
  const isLeading = leading >= trailing;
  return { leading: isLeading, indent: (isLeading ? leadingIndent : (trailingIndent ?? firstIndent)) ?? '    ' };
}

/**
 * Deletes an instruction with its lines, and one blank line where two would meet.
 * @returns `undefined` when comments stand inside it or directly above it, which would lose what they speak of.
 */
export function deleteInstruction(doc: DockerfileDoc, instruction: Instruction): Edit | undefined {
  if (doc.comments.some((comment) => comment.inside === instruction.index)) return undefined;
  if (commentsAbove(doc, instruction).length > 0) return undefined;
  return replaceSpan(doc, wholeLines(doc, instruction), '');
}

/** The instruction's lines with their line breaks; takes the break before it at the end of a file without one. */
export function wholeLines(doc: DockerfileDoc, instruction: Instruction): Span {
  let start = doc.lines.startOf(instruction.line);
  const end = doc.lines.whole(instruction.endLine).end;
  const blankBefore = instruction.line > 0 && isBlankLine(doc, instruction.line - 1);
  const blankAfter = instruction.endLine + 1 < doc.lines.count && isBlankLine(doc, instruction.endLine + 1);
  if (blankBefore && blankAfter) start = doc.lines.startOf(instruction.line - 1);
  else if (end === doc.text.length && start > 0 && !doc.text.endsWith('\n')) {
    // Blank lines in front would end the file with a break that it did not have.
    let line = instruction.line - 1;
    while (line > 0 && isBlankLine(doc, line)) line--;
    start = doc.lines.contentOf(line).end;
  }
  return { start, end };
}

function isBlankLine(doc: DockerfileDoc, line: number): boolean {
  const { start, end } = doc.lines.contentOf(line);
  return doc.text.slice(start, end).trim() === '';
}

/** Inserts whole lines above an instruction and above the comments that belong to it. */
export function insertLinesAbove(
  doc: DockerfileDoc,
  instruction: Instruction,
  lines: readonly string[],
  options: { belowComments?: boolean } = {},
): Edit {
  const comments = options.belowComments ? [] : commentsAbove(doc, instruction);
  const line = comments[0]?.line ?? instruction.line;
  const at = doc.lines.startOf(line) + (line === 0 && doc.text.startsWith('\ufeff') ? 1 : 0);
  return insertAt(doc, at, lines.map((text) => text + doc.eol).join(''));
}

/** Inserts whole lines below an instruction; keeps a missing final newline missing. */
export function insertLinesBelow(doc: DockerfileDoc, instruction: Instruction, lines: readonly string[]): Edit {
  const { end } = doc.lines.whole(instruction.endLine);
  const hasEnd = doc.text[end - 1] === '\n';
  const added = lines.map((text) => (hasEnd ? text + doc.eol : doc.eol + text)).join('');
  const open = openEscape(doc, instruction);
  if (open === undefined) return insertAt(doc, end, added);
  return replaceSpan(doc, { start: open.start, end }, doc.text.slice(open.end, end) + added);
}

/**
 * The escape at the end of a last line that goes on into nothing, with the blanks around it. At the end of the file it
 * means nothing, but a line that is put below would be taken in.
 */
function openEscape(doc: DockerfileDoc, { line, endLine }: Instruction): Span | undefined {
  let open: Span | undefined;
  for (let at = endLine; at >= line; at -= 1) {
    const { start, end } = doc.lines.contentOf(at);
    const text = doc.text.slice(start, end).trimEnd();
    if (text.trimStart().startsWith('#') && open) return open;
    if (text === '' || text.trimStart().startsWith('#')) continue;
    if (!text.endsWith(doc.escape)) return open;
    const before = text.slice(0, -1).trimEnd();
    open = { start: start + before.length, end: open?.end ?? end };
    // The line above an escape that stands alone goes on into nothing as well.
    if (before.trim() !== '') return open;
  }
  return open;
}

/** A single-line evidence quote of an instruction. */
export function quote(instruction: Instruction): string {
  const text = instruction.body.text.replace(/\s+/g, ' ').trim();
  return text.length > 100 ? text.slice(0, 97) + '...' : text;
}
