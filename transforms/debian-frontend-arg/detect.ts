import { type NonEmpty, nonEmpty } from '../../src/model/index.js';
import { mentionsProgram } from '../../src/programs/index.js';
import {
  baseChain,
  childStages,
  unquoteValue,
  type DockerfileDoc,
  type Instruction,
  type Pair,
  type Stage,
} from '../../src/dockerfile/index.js';
import { listEvents, type ScriptReader } from '../../src/runs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

const NAME = 'DEBIAN_FRONTEND';

export interface Setting {
  readonly instruction: Instruction;
  readonly pair: Pair;
}
/** `noninteractive` that a stage leaves to its containers, or takes back in a line of its own. */
export interface Leak {
  readonly sets: NonEmpty<Setting>;
  /** The line that sets it back, which goes too; absent where the value stays. */
  readonly reset: Instruction | undefined;
  /** Stages built on this one that install packages and would miss the value. */
  readonly repeatIn: readonly Stage[];
}

/** What to change in a stage; `undefined` where nothing leaks or it cannot be told. */
export function leakIn(doc: DockerfileDoc, stage: Stage): Leak | undefined {
  const settings = settingsOf(stage, 'ENV');
  const sets = nonEmpty(settings.filter((setting) => valueOf(doc, setting) === 'noninteractive'));
  if (!sets) return undefined;
  const last = settings.at(-1)!;
  if (sets.includes(last)) return { sets, reset: undefined, repeatIn: dependants(doc, stage) };
  // Set back at the end: nothing leaks, and both lines can go where nothing runs in between or after.
  return settings.length === sets.length + 1 && canDrop(doc, stage, last)
    ? { sets, reset: last.instruction, repeatIn: [] }
    : undefined;
}

function settingsOf(stage: Stage, keyword: string): Setting[] {
  const found: Setting[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== keyword) continue;
    for (const pair of instruction.pairs().pairs) if (pair.key === NAME) found.push({ instruction, pair });
  }
  return found;
}

function valueOf(doc: DockerfileDoc, { pair }: Setting): string {
  return unquoteValue(pair.rawValue ?? '', doc.escape)
    .trim()
    .toLowerCase();
}

function canDrop(doc: DockerfileDoc, stage: Stage, reset: Setting): boolean {
  if (reset.instruction.pairs().pairs.length > 1 || childStages(doc, stage).length > 0) return false;
  if (stage.instructions.some(({ keyword, index }) => keyword === 'RUN' && index > reset.instruction.index))
    return false;
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  // without the reset a value of the base image would come back
  return (
    profile !== undefined &&
    !Object.hasOwn(profile.env ?? {}, NAME) &&
    !baseChain(stage)
      .slice(1)
      .some((part) => settingsOf(part, 'ENV').length > 0)
  );
}

function dependants(doc: DockerfileDoc, stage: Stage): Stage[] {
  const found: Stage[] = [];
  for (const child of childStages(doc, stage)) {
    const own = [...settingsOf(child, 'ENV'), ...settingsOf(child, 'ARG')];
    const firstRun = child.instructions.find(
      (instruction) =>
        instruction.keyword === 'RUN' &&
        (mentionsProgram(instruction.args, 'asksByDebconf') || runsScript(doc, instruction)),
    );
    const setsItself = own.some(({ instruction }) => !firstRun || instruction.index < firstRun.index);
    if (firstRun && !setsItself) found.push(child);
    if (!own.some(({ instruction }) => instruction.keyword === 'ENV')) found.push(...dependants(doc, child));
  }
  return found;
}

function runsScript(doc: DockerfileDoc, instruction: Instruction): boolean {
  return instruction.heredocs.length > 0 || listEvents(doc, instruction).some(({ kind }) => kind === 'unknown');
}

/**
 * Whether what runs later works with packages: a command that names apt, `$DEBIAN_FRONTEND`, an ONBUILD RUN, or a
 * script, read where the build context has it.
 */
export function usedAtRunTime(
  doc: DockerfileDoc,
  stage: Stage,
  read: ScriptReader,
): { kind: 'seen' | 'unseen'; line: number } | undefined {
  let unseen: { kind: 'unseen'; line: number } | undefined;
  const stages = [...baseChain(stage), ...allBelow(doc, stage)];
  for (const instruction of stages.flatMap((one) => one.instructions)) {
    const { keyword, line } = instruction;
    if (keyword === 'ONBUILD' && /^RUN\b/i.test(instruction.args)) return { kind: 'seen', line };
    if (keyword !== 'CMD' && keyword !== 'ENTRYPOINT' && keyword !== 'HEALTHCHECK') continue;
    const text = instruction.execForm ? instruction.execForm.join(' ') : instruction.args;
    if (mentionsProgram(text, 'asksByDebconf') || text.includes(NAME)) return { kind: 'seen', line };
    const script = /(?:^|\s|\/)[^\s"']{0,200}\.(?:ba|z)?sh\b|\/[^\s"']{0,200}entrypoint[^\s"']*/.exec(text)?.[0].trim();
    if (script === undefined) continue;
    const content = read(script);
    if (content === undefined) unseen ??= { kind: 'unseen', line };
    else if (mentionsProgram(content, 'asksByDebconf') || content.includes(NAME)) return { kind: 'seen', line };
  }
  return unseen;
}

function allBelow(doc: DockerfileDoc, stage: Stage): Stage[] {
  return childStages(doc, stage).flatMap((child) => [child, ...allBelow(doc, child)]);
}
