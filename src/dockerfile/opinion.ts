// The second opinion: dockerfile-ast must see the same instructions as the scanner. Its content helpers are not used,
// only where instructions begin and end (research: identical on all but one of 10,788 real files).
import { DockerfileParser } from 'dockerfile-ast';
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
  return compare(head + doc.text.slice(start, to.span.end), doc.instructions.slice(first, last + 1), from.line - (head ? 1 : 0));
}

function compare(text: string, mine: readonly Instruction[], lineShift: number): number | undefined {
  const theirs = DockerfileParser.parse(text).getInstructions();
  for (let at = 0; at < Math.max(mine.length, theirs.length); at++) {
    const a = mine[at];
    const b = theirs[at];
    const line = b ? b.getRange().start.line + lineShift : -1;
    if (a && b && a.keyword === b.getKeyword() && a.line === line) continue;
    return a?.line ?? line;
  }
  return undefined;
}
