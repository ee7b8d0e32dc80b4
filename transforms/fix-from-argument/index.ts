import {
  type Assumption,
  type Context,
  type Edit,
  type Outcome,
  type Proposal,
  type Refusal,
  type Transform,
  nonEmpty,
} from '../../src/model/index.js';
import {
  isWindows,
  nearNames,
  replaceLogical,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { seenIn, stepAt } from '../../src/runs/index.js';

const ID = 'fix-from-argument';

const ARGUMENT_IS_MEANT: Assumption = {
  id: 'argument-is-meant',
  believes: 'the variable is a misspelt argument of this file',
  breaksIf: 'another name is meant, whose ARG is missing',
  checkBy: 'look at the --build-arg options of the build command',
};

// Set by BuildKit without an ARG. (docs.docker.com/build/building/variables)
const PREDEFINED = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|STAGE)$|^BUILDKIT_|_proxy$/i;

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: ID,
    title: 'Correct a misspelt argument in FROM',
    summary: 'Corrects a variable in FROM that is not declared and a letter or two away from one that is.',
    target: 'dockerfile',
    phase: 'structure',
    ceiling: 'review',
    rules: ['BK UndefinedArgInFrom'],
    hints: ['arg'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/undefined-arg-in-from/'],
  },
  propose(doc: DockerfileDoc, _context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    if (doc.metaArgs.size === 0) return { proposals, refusals };
    for (const { instruction } of doc.stages) {
      if (isWindows(doc, instruction)) continue;
      const step = stepAt(doc, instruction, ID);
      const edits: Edit[] = [];
      for (const { name, start } of undeclared(doc, instruction)) {
        const near = nearNames(name, doc.metaArgs.keys());
        if (near.length > 1) {
          const message = `${name.slice(0, 60)} is not declared, and ${near.slice(0, 3).join(', ')} are equally near; write the one that is meant`;
          refusals.push({ anchor: step.anchor, at: step.at, code: 'ambiguous', message });
        }
        const edit =
          near.length === 1 ? replaceLogical(doc, instruction, start, start + name.length, near[0]!) : undefined;
        if (edit) edits.push(edit);
      }
      const changes = nonEmpty(edits);
      if (!changes) continue;
      proposals.push({
        ...step,
        title: 'Correct a misspelt argument in FROM',
        why: 'An argument that is not declared is empty in FROM, so the image name is cut short: the build fails, or takes another image.',
        touches: [`${step.anchor}.from`, `${step.anchor}.platform`],
        safety: 'review',
        assumptions: [ARGUMENT_IS_MEANT],
        evidence: [seenIn(doc, instruction, 'the variable is not declared, and one with nearly its name is')],
        changes,
      });
    }
    return { proposals, refusals };
  },
};

/** Variables of a FROM, without a default of their own, that no ARG above the first FROM declares. */
function undeclared(doc: DockerfileDoc, instruction: Instruction): { name: string; start: number }[] {
  const found: { name: string; start: number }[] = [];
  for (const match of instruction.body.text.matchAll(/\$(\{?)([A-Za-z_]\w*)(\}?)/g)) {
    const [whole, open, name, close] = match;
    if ((open === '{') !== (close === '}') || doc.metaArgs.has(name!) || PREDEFINED.test(name!)) continue;
    found.push({ name: name!, start: match.index + whole.indexOf(name!) });
  }
  return found;
}
