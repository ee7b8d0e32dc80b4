// Lines that belong above what starts the program.
import type { Edit } from '../model/index.js';
import { commentsAbove, type DockerfileDoc, type Stage } from './document.js';
import { insertLinesAbove, insertLinesBelow } from './edits.js';
import type { Instruction } from './instruction.js';

/** Keywords that change what lies in the image, or where. */
const WORK: ReadonlySet<string> = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR', 'ONBUILD', 'SHELL', 'USER']);

/** Inserts lines above CMD or ENTRYPOINT and their comments, and below the last line that works on the image. */
export function insertBeforeStart(doc: DockerfileDoc, stage: Stage, lines: readonly string[]): Edit {
  const { instructions } = stage;
  const last = instructions.findLastIndex(({ keyword }) => WORK.has(keyword));
  const start = instructions.slice(last + 1).find(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  if (start) return insertLinesAbove(doc, start, setsApart(doc, start) ? [...lines, ''] : lines);
  return insertLinesBelow(doc, instructions[last]!, lines);
}

/** True where a blank line stands above the comments of the instruction. */
function setsApart(doc: DockerfileDoc, instruction: Instruction): boolean {
  const first = commentsAbove(doc, instruction)[0]?.line ?? instruction.line;
  if (first === instruction.line || first === 0) return false;
  const { start, end } = doc.lines.contentOf(first - 1);
  return doc.text.slice(start, end).trim() === '';
}

/** A keyword in the case that the stage's own have. */
export function inCaseOf(stage: Stage, keyword: string): string {
  return stage.instruction.keywordText === 'from' ? keyword.toLowerCase() : keyword;
}
