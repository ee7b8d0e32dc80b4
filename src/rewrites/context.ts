import type { Context } from '../model/index.js';
import { type DockerfileDoc, type Instruction, shippedStages, type Stage } from '../dockerfile/index.js';
import { scriptReader, targetsOf, type ScriptReader } from '../runs/index.js';

/** A Dockerfile and what is around it; what takes work is found out when first asked for. */
export interface DockerfileContext extends Context {
  readonly doc: DockerfileDoc;
  /** Finds a script that a RUN names in the build contexts. */
  readonly readScript: ScriptReader;
  /** True where the layers of the instruction's stage end up in an image that somebody runs. */
  isShipped(instruction: Instruction): boolean;
}

export function contextOf(doc: DockerfileDoc, context: Context): DockerfileContext {
  const { evidence } = context;
  let reader: ScriptReader | undefined;
  let shipped: ReadonlySet<Stage> | undefined;
  return {
    ...context,
    doc,
    get readScript() {
      reader ??= scriptReader(evidence.contexts(doc.file), (path) => evidence.repository.read(path));
      return reader;
    },
    isShipped({ stage }) {
      shipped ??= shippedStages(doc, targetsOf(doc, context));
      return shipped.has(doc.stages[stage]!);
    },
  };
}
