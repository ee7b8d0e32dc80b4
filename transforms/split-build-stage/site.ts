import type { Context } from '../../src/model/index.js';
import { runCommands } from '../../src/builds/index.js';
import {
  buildContexts,
  buildStates,
  isWindows,
  scriptReader,
  targetsOf,
  type BuildState,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { refuse, type Refused, type Site } from './recipe.js';

/** The stage that can be split; a reason where it is there and cannot; `undefined` where there is none. */
export function readSite(doc: DockerfileDoc, context: Context): Site | undefined {
  const stage = doc.stages.at(-1)!;
  if (stage.base || isWindows(doc, stage.instruction)) return undefined;
  const image = stage.rootImage ?? stage.from.image;
  const profile = stage.rootImage === undefined ? undefined : imageProfile(image);
  if (profile?.family === 'windows' || profile?.family === 'scratch' || profile?.family === 'distroless')
    return undefined;
  const states = buildStates(doc);
  const body = stage.instructions.slice(1);
  const { evidence } = context;
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
    stateAt: (instruction) => withWorkdir(states[instruction.index]!, profile?.workdir, body, instruction),
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

/** What stands in the way of any split, whatever the file builds. */
export function refuseSite(site: Site): Refused | undefined {
  const { doc, stage, body, context } = site;
  const onbuild = body.find(({ keyword }) => keyword === 'ONBUILD');
  if (onbuild)
    return refuse(
      'onbuild',
      'ONBUILD lines run in the builds of others, which may need the compilers of this image; decide whether they do, and split this file by hand',
      onbuild,
    );
  if (!site.cmd && !site.entrypoint)
    return refuse(
      'needs-decision',
      'no CMD or ENTRYPOINT says what runs, so this may be a base for other files that need its compilers; write the command if it is none',
    );
  if (stage.rootImage === undefined)
    return refuse(
      'contains-variable',
      'a build argument without a default decides the image; give it a default, so that a run-time image of the same family can be chosen',
    );
  for (const target of targetsOf(doc, context)) {
    if (target.toLowerCase() !== stage.key)
      return refuse(
        'conflicts',
        `a build names the target ${target}, not the last stage; split the stage that is shipped by hand`,
      );
    if (!stage.from.name)
      return refuse(
        'conflicts',
        `a build names the target ${target} by its number, which a stage above it would change; name the stage first`,
      );
  }
  const opaque = body.find((each) => each.keyword === 'RUN' && !each.shell.ok);
  if (opaque)
    return refuse(
      'unsupported-syntax',
      'this RUN is in exec form, a script with a #! line, or does not parse, so what it builds is not seen; write it as plain commands',
      opaque,
    );
  return undefined;
}
