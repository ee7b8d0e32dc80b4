// A stage of a Dockerfile, the last one as a rule, with what is known of where its instructions run.
import type { Context, Folder } from '../model/index.js';
import {
  buildContexts,
  buildStates,
  isWindows,
  type BuildState,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../dockerfile/index.js';
import { directoryAfterCd } from './directory.js';
import { scriptReader, type ScriptReader } from './apt.js';
import type { ShellCommand } from '../shell/index.js';
import { imageProfile, type ImageProfile } from '../knowledge/index.js';
import { runCommands, type RunCommand } from './commands.js';

/** A stage of a file, which stands on an image. */
export interface Site {
  readonly doc: DockerfileDoc;
  readonly stage: Stage;
  readonly context: Context;
  /** The image the stage starts from, ARG defaults filled in: `python:3.12`. */
  readonly image: string;
  readonly profile: ImageProfile | undefined;
  /** The instructions of the stage behind FROM. */
  readonly body: readonly Instruction[];
  /** The RUNs of the stage in shell form, with what their commands do. */
  readonly runs: readonly Run[];
  /** The folders the file may be built with; empty where none has everything it copies. */
  readonly contexts: readonly Folder[];
  /** The last CMD and ENTRYPOINT, where there are any. */
  readonly cmd: Instruction | undefined;
  readonly entrypoint: Instruction | undefined;
  readonly readScript: ScriptReader;
  /** The state an instruction runs in: working directory (of the image, where nobody sets one), user, variables. */
  stateAt(instruction: Instruction): BuildState;
  /** The directory a command of a RUN runs in: a `cd` before it in the same RUN counts. */
  directoryAt(instruction: Instruction, command: ShellCommand): string | undefined;
}

export interface Run {
  readonly instruction: Instruction;
  readonly commands: readonly RunCommand[];
}

/**
 * The last stage; `undefined` where it stands on another one, on Windows, or on an image without a system.
 * @param above stages that stand on `stage`: their instructions count as its own.
 */
export function readSite(
  doc: DockerfileDoc,
  context: Context,
  stage: Stage = doc.stages.at(-1)!,
  above: readonly Stage[] = [],
): Site | undefined {
  if (stage.base || isWindows(doc, stage.instruction)) return undefined;
  const image = stage.rootImage ?? stage.from.image;
  const profile = stage.rootImage === undefined ? undefined : imageProfile(image);
  if (profile?.family === 'windows' || profile?.family === 'scratch' || profile?.family === 'distroless')
    return undefined;
  const states = buildStates(doc);
  const body = [stage, ...above].flatMap(({ instructions }) => instructions.slice(1));
  const { evidence } = context;
  const stateAt = (instruction: Instruction): BuildState =>
    withWorkdir(states[instruction.index]!, profile?.workdir, body, instruction);
  return {
    doc,
    stage,
    context,
    image,
    profile,
    body,
    runs: body
      .filter((each) => each.keyword === 'RUN' && each.shell.ok)
      .map((instruction) => ({ instruction, commands: runCommands(instruction) })),
    contexts: buildContexts(doc, context),
    cmd: body.findLast(({ keyword }) => keyword === 'CMD'),
    entrypoint: body.findLast(({ keyword }) => keyword === 'ENTRYPOINT'),
    readScript: scriptReader(evidence.contexts(doc.file), (path) => evidence.repository.read(path)),
    stateAt,
    directoryAt: (instruction, command) => directoryAfterCd(instruction, command, stateAt(instruction)),
  };
}

/** The working directory is the image's until somebody sets one. */
function withWorkdir(
  state: BuildState,
  workdir: string | undefined,
  body: readonly Instruction[],
  instruction: Instruction,
): BuildState {
  if (state.workdir !== undefined || workdir === undefined) return state;
  const isSet = body.some(({ keyword, index }) => keyword === 'WORKDIR' && index < instruction.index);
  return isSet ? state : { ...state, workdir };
}
