import {
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  nonEmpty,
  mapped,
} from '../../src/model/index.js';
import { isWindows, KEYWORDS, replaceSpan, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';

const ID = 'drop-empty-continuation-lines';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Remove empty lines inside an instruction',
    summary: 'Removes blank lines between the continued lines of an instruction.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'safe',
    rules: ['BK NoEmptyContinuation'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/no-empty-continuation/'],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const instruction of doc.instructions) {
      const lines = nonEmpty(instruction.emptyLines);
      if (!lines || isWindows(doc, instruction)) continue;
      const { anchor, at } = stepAt(doc, instruction, ID);
      const swallowed = swallowedInstruction(doc, instruction);
      if (swallowed !== undefined) {
        refusals.push({
          anchor,
          at,
          code: 'ambiguous',
          message: `a backslash before the empty line makes ${swallowed} a part of this ${instruction.keyword}; remove that backslash where a new instruction is meant`,
        });
        continue;
      }
      proposals.push({
        ...stepAt(doc, instruction, ID),
        title: 'Remove empty lines inside an instruction',
        why: 'Docker skips them with a warning and will take them for the end of the instruction one day, which breaks the lines that follow.',
        touches: [],
        safety: 'safe',
        assumptions: [],
        evidence: [seenIn(doc, instruction, 'an empty line follows a continued one')],
        changes: mapped(lines, (line): Edit => replaceSpan(doc, doc.lines.whole(line), '')),
      });
    }
    return { proposals, refusals };
  },
};

/** The instruction that a slipped backslash joined to this one: its keyword opens the line behind an empty one. */
function swallowedInstruction(doc: DockerfileDoc, instruction: Instruction): string | undefined {
  for (const empty of instruction.emptyLines) {
    for (let line = empty + 1; line <= instruction.endLine; line++) {
      const { start, end } = doc.lines.contentOf(line);
      const text = doc.text.slice(start, end).trim();
      if (text === '' || text.startsWith('#')) continue;
      const word = /^[A-Z]+(?=\s)/.exec(text)?.[0];
      if (word !== undefined && KEYWORDS.has(word)) return word;
      break;
    }
  }
  return undefined;
}
