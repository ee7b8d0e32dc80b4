import { stop } from '../../src/model/index.js';
import {
  deleteInstruction,
  isWindows,
  quote,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { rewriteDockerfile } from '../../src/rewrites/index.js';

const LAST_COUNTS = ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'];

export const transform = rewriteDockerfile({
  meta: {
    id: 'drop-dead-instructions',
    title: 'Remove instructions that a later one replaces',
    why: 'Docker uses only the last CMD, ENTRYPOINT and HEALTHCHECK of a stage. The others never run, but read as if they did.',
    summary: 'Removes every CMD, ENTRYPOINT and HEALTHCHECK of a stage but the last, the only one Docker uses.',
    target: 'dockerfile',
    phase: 'structure',
    ceiling: 'safe',
    rules: [
      'DL4003',
      'DS-0016',
      'DL4004',
      'DS-0007',
      'DL3012',
      'DS-0023',
      'BK MultipleInstructionsDisallowed',
      'KICS Multiple CMD Instructions Listed',
      'KICS Multiple ENTRYPOINT Instructions Listed',
    ],
    hints: ['cmd', 'entrypoint', 'healthcheck'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/'],
  },
  on: deadInstructions,
  judge({ instruction, alive }, { doc }) {
    const edit = deleteInstruction(doc, instruction);
    if (!edit)
      return stop(
        'ambiguous',
        `Docker uses only the ${alive.keyword} in line ${alive.lineMark}, but a comment speaks of this one; remove both, or swap them`,
      );
    return {
      edits: [edit],
      touches: [],
      seen: `line ${alive.lineMark} of the same stage replaces it: ${quote(alive)}`,
    };
  },
});

interface Dead {
  readonly instruction: Instruction;
  readonly alive: Instruction;
}

/** In the order of the file, with the instruction of the stage that replaces each. */
function deadInstructions(doc: DockerfileDoc): Dead[] {
  const found: Dead[] = [];
  for (const stage of doc.stages) {
    if (isWindows(doc, stage.instruction)) continue;
    const last = new Map<string, Instruction>();
    for (const instruction of stage.instructions) last.set(instruction.keyword, instruction);
    for (const instruction of stage.instructions) {
      const alive = last.get(instruction.keyword)!;
      if (LAST_COUNTS.includes(instruction.keyword) && alive !== instruction) found.push({ instruction, alive });
    }
  }
  return found;
}
