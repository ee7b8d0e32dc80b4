import { baseName, parseImageReference } from '../../src/model/index.js';
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

/** A program that needs no distribution as far as can be seen, and the stage that runs it. */
export interface RunTimeProgram {
  readonly stage: Stage;
  /** FROM. */
  readonly instruction: Instruction;
  /** What shows it: the line that builds it, or sets how; or the base image. */
  readonly shown: { readonly by: Instruction; readonly says: string };
  /** What the container starts, as it is written. */
  readonly starts: string;
  /** The run time that it needs; absent for one that loads no library. */
  readonly needs?: { readonly language: string; readonly version: string };
  /** What only prepares the distribution: certificates, time zones, an account. They go with it. */
  readonly prepares: readonly Instruction[];
}

/** The last stage, where it is a distribution for nothing but such a program. */
export function runTimeProgram(doc: DockerfileDoc): RunTimeProgram | undefined {
  const stage = doc.stages.at(-1)!;
  const entrypoint = stage.instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT');
  const cmd = stage.instructions.findLast(({ keyword }) => keyword === 'CMD');
  const start = entrypoint ?? cmd;
  // An entry point that is handed a program starts it, and often more.
  if (entrypoint && cmd?.execForm?.[0]?.startsWith('/')) return undefined;
  const starts = start?.execForm?.[0];
  const prepares = stage.instructions.filter(({ keyword }) => keyword === 'RUN');
  if (stage.base || starts === undefined || !prepares.every(onlyPrepares)) return undefined;
  const found = staticProgram(doc, stage, starts) ?? programOfLanguage(stage, starts);
  return found && { stage, instruction: stage.instruction, prepares, starts, ...found };
}

/** A start whose variables a shell fills in, where a run time takes options without one. */
export interface ShellStart {
  readonly instruction: Instruction;
  readonly needs: NonNullable<RunTimeProgram['needs']>;
  /** The variable that the run time reads options from. */
  readonly options: string;
}

/** Where nothing but the shell of its start keeps such a program on a distribution. */
export function shellStart(doc: DockerfileDoc): ShellStart | undefined {
  const stage = doc.stages.at(-1)!;
  const start =
    stage.instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT') ??
    stage.instructions.findLast(({ keyword }) => keyword === 'CMD');
  const found = stage.base ? undefined : runTimeOf(stage);
  if (!start || found?.options === undefined || !start.args.includes('$')) return undefined;
  const { execForm } = start;
  const line = execForm
    ? /(?:^|\/)(?:ba|da|a)?sh$/.test(execForm[0] ?? '')
      ? execForm.at(-1)
      : undefined
    : start.args;
  if (!line || !new RegExp(`(?:^|[ /])${found.program} `).test(line)) return undefined;
  const { language, version, options } = found;
  return { instruction: start, needs: { language, version }, options };
}

/** The run time that the image of a stage has. */
function runTimeOf({ from: { image } }: Stage) {
  const { language, family } = imageProfile(image) ?? {};
  const tag = parseImageReference(image)?.tag;
  const { runTime } = ECOSYSTEMS.find(({ id }) => id === language) ?? {};
  const version = tag === undefined ? undefined : runTime?.version(tag);
  if (language === undefined || version === undefined || !runTime || family === 'distroless') return undefined;
  if (runTime.bindsLibraries && family !== 'debian') return undefined;
  return { ...runTime, language, version };
}

function staticProgram(doc: DockerfileDoc, stage: Stage, path: string): Pick<RunTimeProgram, 'shown'> | undefined {
  const profile = imageProfile(stage.from.image);
  if (!path.startsWith('/') || !profile || !/^(?:alpine|debian|ubuntu)$/.test(profile.image)) return undefined;
  const by = builtStatic(doc, stage, path);
  return by && { shown: { by, says: 'the program is built without libraries' } };
}

/** A program that the run time of its image runs, by its name alone: where that lies differs from image to image. */
function programOfLanguage(stage: Stage, starts: string): Pick<RunTimeProgram, 'shown' | 'needs'> | undefined {
  const { program, language, version } = runTimeOf(stage) ?? {};
  if (language === undefined || version === undefined || program !== starts) return undefined;
  // Settings of an entry point that the image has and another has not.
  if (stage.instructions.some(({ keyword, args }) => keyword === 'ENV' && /\bUSE_SYSTEM_CA_CERTS\b/.test(args)))
    return undefined;
  return {
    shown: { by: stage.instruction, says: `${starts} ${version} starts it, without a shell` },
    needs: { language, version },
  };
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

/** The ports that the image opens, of ranges the first. */
export function exposedPorts({ instructions }: Stage): number[] {
  return instructions
    .filter(({ keyword }) => keyword === 'EXPOSE')
    .flatMap((each) => each.words().map(({ text }) => text))
    .flatMap((text) => (/^\d{1,5}(?:[-/]|$)/.test(text) ? [Number.parseInt(text, 10)] : []));
}
