// What a transform that looks at whole images does for each of them.
import {
  type Context,
  type Outcome,
  type Proposal,
  type Refusal,
  type Stop,
  isStop,
  refusalAt,
} from '../model/index.js';
import { type DockerfileDoc, type Stage, type Instruction, startedStages } from '../dockerfile/index.js';
import { stepAt, targetsOf } from './scripts.js';

/** CMD or ENTRYPOINT, where the stage has one itself: the line that steps about an image stand at. */
export function startOf(stage: Stage): Instruction | undefined {
  return stage.instructions.findLast(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
}

/** A step, a reason against it, or nothing, for each stage that a container is started from. */
export function forStartedStages(
  doc: DockerfileDoc,
  context: Context,
  id: string,
  decide: (stage: Stage) => Proposal | Stop | undefined,
): Outcome {
  const proposals: Proposal[] = [];
  const refusals: Refusal[] = [];
  for (const stage of startedStages(doc, targetsOf(doc, context))) {
    const outcome = decide(stage);
    if (outcome === undefined) continue;
    if (isStop(outcome)) refusals.push(refusalAt(stepAt(doc, startOf(stage) ?? stage.instruction, id), outcome));
    else proposals.push(outcome);
  }
  return { proposals, refusals };
}
