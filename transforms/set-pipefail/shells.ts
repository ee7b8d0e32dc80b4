// The shell that reads a RUN, and whether it has pipefail.
import { baseName, type Evidence, type Stop, stop } from '../../src/model/index.js';
import { baseChain, buildStates, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { imageProfile, pipefailIn, type ImageProfile } from '../../src/knowledge/index.js';
import { programIs } from '../../src/programs/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { commandName } from '../../src/shell/index.js';

export interface ShellFact {
  readonly takesIt: boolean;
  readonly evidence: Evidence;
}

/** The shell that runs the line, and how that is known. */
export function shellOf(doc: DockerfileDoc, instruction: Instruction): ShellFact | Stop {
  const named = buildStates(doc)[instruction.index]?.shell?.[0];
  const program = named === undefined ? undefined : baseName(named);
  if (program === 'bash')
    return { takesIt: true, evidence: instructionEvidence(doc, instruction, 'SHELL names bash, which has pipefail') };
  const stage = doc.stages[instruction.stage]!;
  const written = baseChain(stage).at(-1)!.from.image;
  const known = program === undefined || program === 'sh' || program === 'ash' ? pipefailIn(written) : undefined;
  const name = stage.rootImage ?? written;
  const dash = program === undefined ? dashOf(written) : undefined;
  if (!known?.takesIt && dash)
    return {
      takesIt: false,
      evidence: {
        says: `/bin/sh of ${name} is dash, and bash lies beside it`,
        from: { kind: 'knowledge', entry: dash.image, source: dash.source },
      },
    };
  if (!known)
    return stop(
      'unknown-base',
      `whether the shell of ${name} has pipefail is not known; if it does, begin this RUN with set -o pipefail`,
    );
  if (!known.takesIt)
    return stop('needs-shell', `the shell of ${name} that SHELL names is ${known.name}, which has no pipefail`);
  if (replacesShell(doc, instruction))
    return stop('conflicts', 'an earlier line puts another program in the place of /bin/sh');
  return {
    takesIt: true,
    evidence: {
      says: `/bin/sh of ${name} is ${known.name}, which has pipefail`,
      from: { kind: 'knowledge', entry: known.entry, source: known.source },
    },
  };
}

function replacesShell(doc: DockerfileDoc, instruction: Instruction): boolean {
  return doc.instructions.some(
    (other) =>
      other.index < instruction.index &&
      other.keyword === 'RUN' &&
      other.shell.commands.some(
        (command) =>
          programIs(commandName(command), 'replacesPrograms') &&
          command.words.some(({ raw }) => /^(?:\/usr)?\/bin\/(?:da|a)?sh$|^dash$/.test(raw)),
      ),
  );
}

/** What is known of an image whose shell is dash: Debian and Ubuntu have bash beside it, as part of every system. */
function dashOf(image: string | undefined): ImageProfile | undefined {
  const profile = image === undefined ? undefined : imageProfile(image);
  return profile?.shell === 'dash' ? profile : undefined;
}
