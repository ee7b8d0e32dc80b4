// Programs that a RUN installs by name alone, given a version: from a lock file, or from what an index says.
import { isStop, type Change, type Context, type Lookup, type Transform, type TransformMeta } from '../model/index.js';
import { runPlace, type DockerfileDoc, type Instruction } from '../dockerfile/index.js';
import { pinOutcome, type PackagePin, type PinProblem } from '../images/index.js';
import { instructionEvidence, proposalAt } from '../runs/index.js';

export interface PinnedTools<Tool extends { readonly instruction: Instruction }> {
  readonly meta: TransformMeta;
  /** As people call them: "gems". */
  readonly what: string;
  /** What is seen in a RUN that installs them so. */
  readonly seen: string;
  /** Those without a version, in the order of the file. */
  find(doc: DockerfileDoc, context: Omit<Context, 'answers'>): readonly Tool[];
  /** What has to be asked; `undefined` where a lock file says it, or nobody can. */
  ask(tool: Tool, doc: DockerfileDoc, context: Omit<Context, 'answers'>): Lookup | undefined;
  /** The version, or why there is none. */
  pin(tool: Tool, doc: DockerfileDoc, context: Context): PackagePin | PinProblem | undefined;
  /** Writes a version behind the name. */
  edit(tool: Tool, version: string, doc: DockerfileDoc): Change | undefined;
}

/** A transform that pins what a RUN installs by name alone. */
export function pinTools<Tool extends { readonly instruction: Instruction }>(
  tools: PinnedTools<Tool>,
): Transform<DockerfileDoc> {
  const { meta, what, seen } = tools;
  return {
    meta,
    ask: (doc, context) => tools.find(doc, context).flatMap((tool) => tools.ask(tool, doc, context) ?? []),
    propose(doc, context) {
      const places = [...byRun(tools.find(doc, context))].map(([run, list]) => ({
        step: proposalAt(doc, run, meta.id),
        touches: [runPlace(doc, run)],
        seen: instructionEvidence(doc, run, seen),
        where: '',
        found: list.map((tool) => {
          const pin = tools.pin(tool, doc, context);
          return { pin, change: pin && !isStop(pin) ? tools.edit(tool, pin.version, doc) : undefined };
        }),
      }));
      return pinOutcome(places, what);
    },
  };
}

function byRun<Tool extends { readonly instruction: Instruction }>(
  tools: readonly Tool[],
): ReadonlyMap<Instruction, readonly Tool[]> {
  const runs = new Map<Instruction, Tool[]>();
  for (const tool of tools) {
    const list = runs.get(tool.instruction);
    if (list) list.push(tool);
    else runs.set(tool.instruction, [tool]);
  }
  return runs;
}
