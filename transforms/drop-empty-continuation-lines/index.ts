import { stop } from '../../src/model/index.js';
import { isWindows, KEYWORDS, replaceSpan, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { rewriteDockerfile } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'drop-empty-continuation-lines',
    title: 'Remove empty lines inside an instruction',
    why: 'Docker skips them with a warning and will take them for the end of the instruction one day, which breaks the lines that follow.',
    summary: 'Removes blank lines between the continued lines of an instruction.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'safe',
    rules: ['BK NoEmptyContinuation'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/no-empty-continuation/'],
  },
  on: (doc) => doc.instructions.filter((each) => each.emptyLines.length > 0 && !isWindows(doc, each)),
  judge(instruction, { doc }) {
    const swallowed = swallowedInstruction(doc, instruction);
    if (swallowed !== undefined)
      return stop(
        'ambiguous',
        `a backslash before the empty line makes ${swallowed} a part of this ${instruction.keyword}; remove that backslash where a new instruction is meant`,
      );
    // A last line without an end of its own: without it the file would end in another way than it does.
    const lines = instruction.emptyLines.filter(
      (line) => doc.lines.whole(line).end < doc.text.length || doc.text.endsWith('\n'),
    );
    return {
      edits: lines.map((line) => replaceSpan(doc, doc.lines.whole(line), '')),
      touches: [],
      seen: 'an empty line follows a continued one',
    };
  },
});

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
