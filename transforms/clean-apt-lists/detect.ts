import { childStages, type DockerfileDoc, type Instruction, type Stage } from '../../src/dockerfile/index.js';
import { listEventsOf, listEvents, type ListEvent, type ScriptReader } from '../../src/runs/index.js';

export interface LaterUse {
  readonly kind: 'need' | 'unknown';
  /** 0-based. */
  readonly line: number;
}

/**
 * The first thing behind a RUN, in its stage or one built on it, that reads the package lists before fetching them
 * anew; else the first that may. `undefined` when nothing does.
 */
export function laterUse(doc: DockerfileDoc, instruction: Instruction, read: ScriptReader): LaterUse | undefined {
  const stage = doc.stages[instruction.stage]!;
  const rest = stage.instructions.slice(stage.instructions.indexOf(instruction) + 1);
  return useIn(doc, stage, rest, read);
}

function useIn(
  doc: DockerfileDoc,
  stage: Stage,
  instructions: readonly Instruction[],
  read: ScriptReader,
): LaterUse | undefined {
  let unknown: LaterUse | undefined;
  for (const instruction of instructions) {
    let fetchedInBranch = false;
    for (const { kind, command } of eventsAt(doc, instruction, read)) {
      if (kind === 'need' && !fetchedInBranch) return { kind, line: instruction.line };
      if (kind === 'update' || kind === 'remove') {
        // fetched anew or gone: what follows, in stages built on this one as well, has no use of these
        if (command?.place !== 'nested' && command?.place !== 'alternative') return unknown;
        // `if [ ${WITH_X} = true ]; then apt-get update`: the branch may not be taken, and says nothing of later lines
        fetchedInBranch = true;
      }
      if (kind === 'unknown') unknown ??= { kind, line: instruction.line };
    }
  }
  for (const child of childStages(doc, stage)) {
    const use = useIn(doc, child, child.instructions, read);
    if (use?.kind === 'need') return use;
    unknown ??= use;
  }
  return unknown;
}

/** Commands that run later, and in other builds, count only where they name apt-get. */
function eventsAt(doc: DockerfileDoc, instruction: Instruction, read: ScriptReader): readonly ListEvent[] {
  const { keyword } = instruction;
  if (keyword === 'RUN') return listEvents(doc, instruction, read);
  if (keyword !== 'CMD' && keyword !== 'ENTRYPOINT' && keyword !== 'ONBUILD' && keyword !== 'HEALTHCHECK') return [];
  return listEventsOf(instruction.args).filter((event) => event.kind === 'need');
}
