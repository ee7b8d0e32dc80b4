// What transforms of Dockerfiles look at. Windows images are left out: their shells and paths are others.
import {
  isCopy,
  isWindows,
  type DockerfileDoc,
  type Instruction,
  type Stage,
  startedStages,
  startOf,
} from '../dockerfile/index.js';
import { shellRuns, targetsOf } from '../runs/index.js';
import type { DockerfileContext } from './context.js';

/** The RUNs whose shell text parses, in order. */
export function runs(doc: DockerfileDoc): Instruction[] {
  return shellRuns(doc);
}

/** The RUNs whose layers end up in an image that somebody runs. */
export function* shippedRuns(doc: DockerfileDoc, { isShipped }: DockerfileContext): Generator<Instruction> {
  for (const run of shellRuns(doc)) if (isShipped(run)) yield run;
}

/** The instructions with one of these keywords, in order: `instructions('ENV', 'LABEL')`. */
export function instructions(...keywords: readonly string[]): (doc: DockerfileDoc) => Instruction[] {
  return (doc) => doc.instructions.filter((each) => keywords.includes(each.keyword) && !isWindows(doc, each));
}

/** COPY and ADD. */
export function copies(doc: DockerfileDoc): Instruction[] {
  return doc.instructions.filter((each) => isCopy(each) && !isWindows(doc, each));
}

/** The stages, outside Windows images. */
export function stages(doc: DockerfileDoc): Stage[] {
  return doc.stages.filter(({ instruction }) => !isWindows(doc, instruction));
}

/** A stage that a container is started from, at the line that starts its program. */
export interface StartedStage {
  readonly stage: Stage;
  readonly instruction: Instruction;
}

/** The last stage, and those that builds name as their target. */
export function startedImages(doc: DockerfileDoc, context: DockerfileContext): StartedStage[] {
  const started = startedStages(doc, targetsOf(doc, context)).filter(({ instruction }) => !isWindows(doc, instruction));
  return started.map((stage) => ({ stage, instruction: startOf(stage) ?? stage.instruction }));
}
