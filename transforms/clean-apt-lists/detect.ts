import {
  childStages,
  eventsOfText,
  listEvents,
  type DockerfileDoc,
  type Instruction,
  type ScriptReader,
  type Stage,
} from '../../src/dockerfile/index.js';

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
    for (const { kind } of eventsAt(doc, instruction, read)) {
      if (kind === 'need') return { kind, line: instruction.line };
      // fetched anew or gone: what follows, in stages built on this one as well, has no use of these
      if (kind === 'update' || kind === 'remove') return unknown;
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
function eventsAt(
  doc: DockerfileDoc,
  instruction: Instruction,
  read: ScriptReader,
): readonly { readonly kind: string }[] {
  const { keyword } = instruction;
  if (keyword === 'RUN') return listEvents(doc, instruction, read);
  if (keyword !== 'CMD' && keyword !== 'ENTRYPOINT' && keyword !== 'ONBUILD' && keyword !== 'HEALTHCHECK') return [];
  return eventsOfText(instruction.args).filter((event) => event.kind === 'need');
}
