import type { Context, Outcome, Proposal, Refusal, Transform } from '../../src/model/index.js';
import {
  deleteInstruction,
  isWindows,
  quote,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';

const LAST_COUNTS = ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'];

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: 'drop-dead-instructions',
    title: 'Remove instructions that a later one replaces',
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
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const { dead, alive } of deadInstructions(doc)) {
      const step = stepAt(doc, dead, 'drop-dead-instructions');
      const edit = deleteInstruction(doc, dead);
      if (!edit) {
        refusals.push({
          anchor: step.anchor,
          at: step.at,
          code: 'ambiguous',
          message: `Docker uses only the ${alive.keyword} in line ${alive.lineMark}, but a comment speaks of this one; remove both, or swap them`,
        });
        continue;
      }
      proposals.push({
        ...step,
        title: 'Remove instructions that a later one replaces',
        why: 'Docker uses only the last CMD, ENTRYPOINT and HEALTHCHECK of a stage. The others never run, but read as if they did.',
        touches: [],
        safety: 'safe',
        assumptions: [],
        evidence: [seenIn(doc, dead, `line ${alive.lineMark} of the same stage replaces it: ${quote(alive)}`)],
        changes: [edit],
      });
    }
    return { proposals, refusals };
  },
};

/** In the order of the file, with the instruction of the stage that replaces each. */
function deadInstructions(doc: DockerfileDoc): { dead: Instruction; alive: Instruction }[] {
  const found: { dead: Instruction; alive: Instruction }[] = [];
  for (const stage of doc.stages) {
    if (isWindows(doc, stage.instruction)) continue;
    const last = new Map<string, Instruction>();
    for (const instruction of stage.instructions) last.set(instruction.keyword, instruction);
    for (const dead of stage.instructions) {
      const alive = last.get(dead.keyword)!;
      if (LAST_COUNTS.includes(dead.keyword) && alive !== dead) found.push({ dead, alive });
    }
  }
  return found;
}
