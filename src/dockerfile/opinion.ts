// The second opinion: dockerfile-ast must see the same instructions as the scanner. Only where instructions begin and
// what they are called is asked (research: identical on all but one of 10,788 real files); its content helpers are not
// used, so the objects that take arguments and comments apart are not made. That is half of the time of planning.
import 'dockerfile-ast'; // its modules require each other, and load only in the order this entry gives
import type { Dockerfile } from 'dockerfile-ast';
// The parser first: its modules refer to each other in a circle, which breaks when entered elsewhere.
import { Parser } from 'dockerfile-ast/lib/parser.js';
import { Instruction as PlainInstruction } from 'dockerfile-ast/lib/instruction.js';
import type { DockerfileDoc } from './document.js';
import type { Instruction } from './instruction.js';

/**
 * Compares the instruction lists of both parsers.
 * @returns the 0-based line where they first differ, or `undefined` when they agree.
 */
export function disagreement(doc: DockerfileDoc): number | undefined {
  return compare(doc.text, doc.instructions, 0);
}

/** The same for the instructions between two indexes only: what an edit touched, the rest having been compared before. */
export function disagreementWithin(doc: DockerfileDoc, first: number, last: number): number | undefined {
  const from = doc.instructions[first];
  const to = doc.instructions[last];
  if (!from || !to) return undefined;
  const head = doc.escape === '`' ? '# escape=`\n' : '';
  const start = doc.lines.startOf(from.line);
  return compare(
    head + doc.text.slice(start, to.span.end),
    doc.instructions.slice(first, last + 1),
    from.line - (head ? 1 : 0),
  );
}

function compare(text: string, mine: readonly Instruction[], lineShift: number): number | undefined {
  const theirs = outline(text);
  for (let at = 0; at < Math.max(mine.length, theirs.length); at++) {
    const a = mine[at];
    const b = theirs[at];
    if (a && b && a.keyword === b.keyword && a.line === b.line + lineShift) continue;
    return a?.line ?? b!.line + lineShift;
  }
  return undefined;
}

/** What dockerfile-ast 0.7.1 (pinned) keeps inside its parser, as far as it is replaced here. */
interface ParserInternals {
  readonly document: ConstructorParameters<typeof PlainInstruction>[0];
  readonly escapeChar: string;
  createInstruction(dockerfile: Dockerfile, keyword: string, start: number, keywordEnd: number, end: number): object;
  processHeredocs(instruction: object, offset: number): number;
  processComment(dockerfile: Dockerfile, start: number): number;
  parse(text: string): Dockerfile;
}

/** Keywords and 0-based first lines as dockerfile-ast's parser finds them. Equal to `DockerfileParser.parse` (tested). */
export function outline(text: string): readonly { readonly keyword: string; readonly line: number }[] {
  // The methods that are replaced are private.
  const parser = new Parser() as unknown as ParserInternals;
  // Without `<<` no heredoc can open, so no argument needs to be looked at.
  if (!text.includes('<<')) {
    parser.processHeredocs = (_instruction, offset) => offset;
    parser.createInstruction = (dockerfile, keyword, start, keywordEnd, end) => {
      const { document, escapeChar } = parser;
      const from = document.positionAt(start);
      return new PlainInstruction(
        document,
        { start: from, end: document.positionAt(end) },
        dockerfile as never,
        escapeChar,
        keyword,
        { start: from, end: document.positionAt(keywordEnd) },
      );
    };
  }
  // Comments are sorted into stages in quadratic time; nobody asks for them.
  parser.processComment = (_dockerfile, start) => {
    let end = start;
    while (end < text.length && text[end] !== '\r' && text[end] !== '\n') end++;
    return end;
  };
  return parser
    .parse(text)
    .getInstructions()
    .map((instruction) => ({ keyword: instruction.getKeyword(), line: instruction.getRange().start.line }));
}
