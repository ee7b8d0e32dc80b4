import type { Assumption, Context, Outcome, Proposal, Refusal, Transform } from '../../src/model/index.js';
import {
  copyArguments,
  copyPlace,
  insertAt,
  isWindows,
  type DockerfileDoc,
  type Instruction,
  isCopy,
} from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';
import { isKnownDirectory, lacksSlash, mayBeEmpty } from './detect.js';

const ID = 'copy-to-directory';

const MEANT_AS_DIRECTORY: Assumption = {
  id: 'destination-is-a-directory',
  believes: 'the sources are meant to lie side by side in a directory of that name',
  breaksIf: 'the last source alone was meant to end up as a file of that name',
  checkBy: 'look at what uses the destination',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'End the destination of several sources with a slash',
    summary: 'Adds the slash that makes the destination of a COPY or ADD with several sources a directory.',
    target: 'dockerfile',
    phase: 'style',
    ceiling: 'review',
    rules: ['DL3021', 'DS-0011', 'KICS Copy With More Than Two Arguments Not Ending With Slash'],
    hints: ['copy', 'add'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/dockerfile/#copy',
      'https://github.com/hadolint/hadolint/wiki/DL3021',
    ],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const instruction of doc.instructions) {
      if (!isCopy(instruction) || isWindows(doc, instruction)) continue;
      const copy = copyArguments(instruction);
      if (!copy || !lacksSlash(doc, instruction, copy)) continue;
      const step = stepAt(doc, instruction, ID);
      if (mayBeEmpty(doc, instruction, copy.destination)) {
        refusals.push({
          anchor: step.anchor,
          at: step.at,
          code: 'contains-variable',
          message:
            'the destination is a variable that may be empty, and a slash behind it would then be the root; write the directory, or add the slash',
        });
        continue;
      }
      proposals.push(propose(doc, instruction, copy.destination, copy.destinationEnd));
    }
    return { proposals, refusals };
  },
};

function propose(doc: DockerfileDoc, instruction: Instruction, destination: string, logicalEnd: number): Proposal {
  const quoted = !instruction.execForm && /["']/.test(instruction.body.text[logicalEnd - 1]!) ? 1 : 0;
  const end = instruction.body.toSource(logicalEnd - quoted - 1) + 1;
  const known = isKnownDirectory(doc, instruction, destination);
  const base = {
    ...stepAt(doc, instruction, ID),
    title: 'End the destination of several sources with a slash',
    why: 'Without the slash older builders refuse several sources, and BuildKit writes each over the one before unless the directory exists.',
    touches: [copyPlace(doc, instruction)],
    evidence: [
      seenIn(
        doc,
        instruction,
        known ? 'the destination is a directory already' : 'several sources go to one destination',
      ),
    ] as const,
    changes: [insertAt(doc, end, '/')] as const,
  };
  return known
    ? { ...base, safety: 'safe', assumptions: [] }
    : { ...base, safety: 'review', assumptions: [MEANT_AS_DIRECTORY] };
}
