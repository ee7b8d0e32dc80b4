// Installs that may depart from their lock file.
import type { Context } from '../../src/model/index.js';
import { broughtFolder, hasOption, packageCommands, type PackageCommand } from '../../src/runs/index.js';
import { buildContexts, buildStates, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { type LooseInstall, type Strictness, toolsCalled } from '../../src/ecosystems/index.js';
import { imageBeforePin } from '../../src/images/index.js';
import { textsOf } from '../../src/shell/index.js';

export interface Loose {
  readonly call: PackageCommand;
  readonly strictness: Strictness;
  readonly install: LooseInstall;
}

export function looseInstalls(doc: DockerfileDoc, instruction: Instruction, context: Context): Loose[] {
  return packageCommands(instruction).flatMap((call): Loose[] => {
    const strictness = strictnessOf(call);
    return strictness ? [{ call, strictness, install: installOf(doc, instruction, call, strictness, context) }] : [];
  });
}

function strictnessOf(call: PackageCommand): Strictness | undefined {
  const words = {
    verb: call.verbWord?.value ?? call.verbWord?.raw ?? '',
    others: textsOf(call.packages),
    options: textsOf(call.options),
    has: (options: readonly string[]) => hasOption(call, ...options),
  };
  for (const { strictness } of toolsCalled(call.manager)) if (strictness?.isLoose(words)) return strictness;
  return undefined;
}

function installOf(
  doc: DockerfileDoc,
  instruction: Instruction,
  call: PackageCommand,
  { manifest }: Strictness,
  context: Context,
): LooseInstall {
  const { evidence, answers } = context;
  const { folder, isThere } = broughtFolder(doc, instruction, call, manifest, buildContexts(doc, context), context);
  const stage = doc.stages[instruction.stage];
  const { rootImage } = stage ?? {};
  const platform = stage?.from.platform;
  return {
    folder,
    projects: folder === undefined ? [] : evidence.projects(folder),
    repository: evidence.repository,
    image: rootImage === undefined ? undefined : imageBeforePin(rootImage, answers),
    platform: platform?.includes('$') ? undefined : platform,
    runs: doc.instructions
      .filter(({ keyword, index }) => keyword === 'RUN' && index <= instruction.index)
      .map(({ args, stage: each }) => ({ text: args, isOfStage: each === instruction.stage })),
    during: buildStates(doc)[instruction.index]!.variables,
    isThere,
  };
}
