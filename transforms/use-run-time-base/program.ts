import { baseName, type NonEmpty } from '../../src/model/index.js';
import {
  copyArguments,
  stageByReference,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { packageCommands } from '../../src/runs/index.js';
import { programIs } from '../../src/programs/index.js';
import { commandName } from '../../src/shell/index.js';

/** A program that loads no library, and the stage that runs it. */
export interface StaticProgram {
  readonly stage: Stage;
  /** FROM. */
  readonly instruction: Instruction;
  /** The line that builds it, or sets how. */
  readonly built: Instruction;
  /** What only prepares the distribution: certificates, time zones, an account. They go with it. */
  readonly prepares: readonly Instruction[];
}

/** The last stage, where it is a distribution for nothing but a program that loads no library. */
export function staticProgram(doc: DockerfileDoc): StaticProgram | undefined {
  const stage = doc.stages.at(-1)!;
  const entrypoint = stage.instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT');
  const cmd = stage.instructions.findLast(({ keyword }) => keyword === 'CMD');
  const start = entrypoint ?? cmd;
  // An entry point that is handed a program starts it, and often more.
  if (entrypoint && cmd?.execForm?.[0]?.startsWith('/')) return undefined;
  const path = start?.execForm?.[0];
  const profile = stage.base ? undefined : imageProfile(stage.from.image);
  if (!path?.startsWith('/') || !profile || !/^(?:alpine|debian|ubuntu)$/.test(profile.image)) return undefined;
  const built = builtStatic(doc, stage, path);
  const prepares = stage.instructions.filter(({ keyword }) => keyword === 'RUN');
  if (!built || !prepares.every(onlyPrepares)) return undefined;
  return { stage, instruction: stage.instruction, built, prepares };
}

/** The instruction that shows that what another stage brings to the path was built without libraries. */
function builtStatic(doc: DockerfileDoc, stage: Stage, path: string): Instruction | undefined {
  const brings = stage.instructions.findLast((each) => {
    const args = each.keyword === 'COPY' ? copyArguments(each) : undefined;
    const target = args?.destination.replace(/\/$/, '');
    return args?.sources.some((source) => path === target || path === `${target}/${baseName(source)}`);
  });
  const from = brings?.flag('from')?.value;
  const build = from === undefined ? undefined : stageByReference(doc, from, stage.index);
  const language = build?.rootImage === undefined ? undefined : imageProfile(build.rootImage)?.language;
  const shows = ECOSYSTEMS.find(({ id }) => id === language)?.buildsStatic;
  return build?.instructions.find(
    ({ keyword, body }) => (keyword === 'RUN' || keyword === 'ENV') && shows?.test(body.text),
  );
}

/** What the run-time image has already, or needs no more: certificates, time zones, an account. */
function onlyPrepares(run: Instruction): boolean {
  const { commands, ok } = run.shell;
  if (!ok || run.heredocs.length > 0) return false;
  const calls = new Map(packageCommands(run).map((call) => [call.command, call]));
  return commands.every((command) => {
    const call = calls.get(command);
    if (call)
      return call.action === 'install'
        ? call.packages.every(({ value }) => /^(?:ca-certificates|tzdata)$/.test(value ?? ''))
        : /^(?:update|clean)$/.test(call.action);
    const text = command.words.map(({ raw }) => raw).join(' ');
    return (
      programIs(commandName(command), 'changesAccounts') ||
      commandName(command) === 'update-ca-certificates' ||
      /^rm -rf \/var\/(?:lib\/apt\/lists|cache\/apk)\/?\S*$/.test(text)
    );
  });
}

/** The ports below 1024 that the image opens. */
export function lowPorts({ instructions }: Stage): NonEmpty<string> | undefined {
  const [first, ...rest] = instructions
    .filter(({ keyword }) => keyword === 'EXPOSE')
    .flatMap((each) => each.words().map(({ text }) => text))
    .filter((text) => /^\d{1,4}(?:\/|$)/.test(text) && Number.parseInt(text, 10) < 1024);
  return first === undefined ? undefined : [first, ...rest];
}
