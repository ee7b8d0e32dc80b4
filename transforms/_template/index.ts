import type { Context, Outcome, Proposal, Refusal, Transform } from '../../src/model/index.js';
import { anchorOf, insertAt, isWindows, quote, runPlace, type DockerfileDoc } from '../../src/dockerfile/index.js';

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: '_template',
    title: 'Say what changes, in the imperative',
    summary: 'Says in one sentence what it rewrites.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: [],
    since: '0.1.0',
    references: [],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const instruction of doc.instructions) {
      // 1. Do I see it?
      if (instruction.keyword !== 'RUN' || !instruction.shell.ok || !instruction.args.includes('PATTERN')) continue;
      // 2. May I touch it? What stands in the way is a refusal that says what to decide.
      if (isWindows(doc, instruction)) continue;
      // 3. What changes?
      proposals.push({
        id: `_template@${anchorOf(doc, instruction)}`,
        anchor: anchorOf(doc, instruction),
        at: { file: doc.file, span: instruction.span },
        title: 'Say what changes, in the imperative',
        why: 'What is better afterwards, and for whom.',
        touches: [runPlace(doc, instruction)],
        safety: 'review',
        assumptions: [
          {
            id: 'name-it',
            believes: 'What is taken for true',
            breaksIf: 'when it is not',
            checkBy: 'how a reviewer finds out',
          },
        ],
        evidence: [
          {
            says: 'what was read',
            from: { kind: 'source', file: doc.file, line: instruction.line + 1, quote: quote(instruction) },
          },
        ],
        changes: [insertAt(doc, instruction.span.end, ' && true')],
      });
    }
    return { proposals, refusals };
  },
};
