// Caches of package managers, emptied in the RUN that filled them: a later layer frees nothing.
import {
  withAssumptions,
  type Assumption,
  type Context,
  type Outcome,
  type Proposal,
  type Refusal,
  type Stop,
  refusalAt,
} from '../model/index.js';
import { runPlace, type DockerfileDoc, type Instruction, shippedStages } from '../dockerfile/index.js';
import { appendInStyle } from './append.js';
import { seenIn, shellRuns, stepAt, targetsOf } from './scripts.js';

/** The command that empties the cache at the end of the RUN, or what stands against it. */
export type Cleaning =
  | {
      readonly command: string;
      readonly assumptions: readonly Assumption[];
      /** Where a command at the end of the RUN would not run. */
      readonly otherwise: Stop;
    }
  | Stop;

export interface Cleaner {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** What was seen in the RUN. */
  readonly says: string;
  /** `undefined` for a RUN that leaves nothing behind. */
  clean(instruction: Instruction): Cleaning | undefined;
}

/** Asks a cleaner about the RUNs of the stages that are shipped. */
export function cleanCaches(doc: DockerfileDoc, context: Context, cleaner: Cleaner): Outcome {
  const proposals: Proposal[] = [];
  const refusals: Refusal[] = [];
  const refused = new Set<string>();
  let shipped: ReturnType<typeof shippedStages> | undefined;
  for (const instruction of shellRuns(doc)) {
    const cleaning = cleaner.clean(instruction);
    if (!cleaning) continue;
    shipped ??= shippedStages(doc, targetsOf(doc, context));
    if (!shipped.has(doc.stages[instruction.stage]!)) continue;
    const step = stepAt(doc, instruction, cleaner.id);
    const edit = 'command' in cleaning ? appendInStyle(doc, instruction, cleaning.command) : undefined;
    if (edit && 'command' in cleaning) {
      const proposal = {
        ...step,
        title: cleaner.title,
        why: cleaner.why,
        touches: [runPlace(doc, instruction)],
        evidence: [seenIn(doc, instruction, cleaner.says)] as const,
        changes: [edit] as const,
      };
      proposals.push(withAssumptions(proposal, cleaning.assumptions));
      continue;
    }
    const reason = 'command' in cleaning ? cleaning.otherwise : cleaning;
    const key = `${step.anchor} ${reason.stop}`;
    if (!refused.has(key)) refusals.push(refusalAt(step, reason));
    refused.add(key);
  }
  return { proposals, refusals };
}
