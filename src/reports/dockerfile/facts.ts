import { factOf, type Context, baseName } from '../../model/index.js';
import { behindWrappers, programIs } from '../../programs/index.js';
import {
  baseChain,
  isWindows,
  stageByReference,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../dockerfile/index.js';
import type { ShellCommand } from '../../shell/index.js';
import { packageCommand, type PackageCommand } from '../../runs/index.js';

/** A command of a RUN with its words as text: the value where it is fixed, else what is written. */
export interface RunCommand {
  /** Without its directory, behind `sudo`, `env`, `exec` and the like; empty where it is computed. */
  readonly name: string;
  /** What follows the name. */
  readonly args: readonly string[];
  readonly command: ShellCommand;
}

/** A RUN that goes through a POSIX shell and parses. */
export interface Run {
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly commands: readonly RunCommand[];
  readonly calls: readonly PackageCommand[];
  /** Pipelines of the top level, in order. */
  readonly pipes: readonly (readonly RunCommand[])[];
}

/** What several checks ask of one file, read in one walk. */
export interface Facts {
  readonly runs: readonly Run[];
  of(keyword: string): readonly Instruction[];
  /** Stages of a Windows image, where nothing about POSIX shells and users holds. */
  readonly windows: ReadonlySet<Stage>;
}

const NONE: readonly Instruction[] = [];

export function factsOf(doc: DockerfileDoc): Facts {
  return factOf(doc, readFacts);
}

function readFacts(doc: DockerfileDoc): Facts {
  const byKeyword = new Map<string, Instruction[]>();
  const windows = new Set<Stage>();
  const runs: Run[] = [];
  for (const stage of doc.stages) if (isWindows(doc, stage.instruction)) windows.add(stage);
  for (const instruction of doc.instructions) {
    const list = byKeyword.get(instruction.keyword);
    if (list) list.push(instruction);
    else byKeyword.set(instruction.keyword, [instruction]);
    if (instruction.keyword !== 'RUN') continue;
    const stage = doc.stages[instruction.stage];
    if (stage && !windows.has(stage) && !isWindows(doc, instruction)) readRun(runs, instruction, stage);
  }
  return { runs, windows, of: (keyword) => byKeyword.get(keyword) ?? NONE };
}

function readRun(runs: Run[], instruction: Instruction, stage: Stage): void {
  const script = instruction.shell;
  if (!script.ok) return;
  const commands: RunCommand[] = [];
  const calls: PackageCommand[] = [];
  const pipes = new Map<number, RunCommand[]>();
  for (const command of script.commands) {
    const named = nameOf(command);
    commands.push(named);
    const call = packageCommand(command);
    if (call) calls.push(call);
    if (command.place !== 'pipe') continue;
    const pipe = pipes.get(command.link);
    if (pipe) pipe.push(named);
    else pipes.set(command.link, [named]);
  }
  runs.push({ instruction, stage, commands, calls, pipes: [...pipes.values()] });
}

function nameOf(command: ShellCommand): RunCommand {
  const { words } = command;
  const texts = words.map(({ value, raw }) => value ?? raw);
  const at = behindWrappers(texts, 'prefix', 'sudo');
  return { name: baseName(words[at]?.value ?? ''), args: texts.slice(at + 1), command };
}

/** What a stage hands to its containers, stages it builds on included. The last of each kind counts. */
export interface Outcome {
  readonly user: Instruction | undefined;
  readonly entrypoint: Instruction | undefined;
  readonly cmd: Instruction | undefined;
  readonly healthcheck: Instruction | undefined;
  readonly workdir: Instruction | undefined;
  readonly exposes: boolean;
}

/** The last USER, ENTRYPOINT, CMD and so on of a stage and the stages below it. */
export function outcomeOf(stage: Stage): Outcome {
  return factOf(stage, readOutcome);
}

function readOutcome(stage: Stage): Outcome {
  const last = new Map<string, Instruction>();
  for (const each of baseChain(stage).reverse()) {
    for (const instruction of each.instructions) last.set(instruction.keyword, instruction);
  }
  return {
    user: last.get('USER'),
    entrypoint: last.get('ENTRYPOINT'),
    cmd: last.get('CMD'),
    healthcheck: last.get('HEALTHCHECK'),
    workdir: last.get('WORKDIR'),
    exposes: last.has('EXPOSE'),
  };
}

/** The stages that containers are started from: what Compose files name as target, else the last one. */
export function runtimeStages(doc: DockerfileDoc, context: Pick<Context, 'group'>): readonly Stage[] {
  const last = doc.stages.at(-1)!;
  const stages = new Set<Stage>();
  for (const link of context.group.links) {
    if (link.dockerfile !== doc.file) continue;
    const stage = link.target === undefined ? last : stageByReference(doc, link.target, doc.stages.length);
    stages.add(stage ?? last);
  }
  return stages.size === 0 ? [last] : [...stages];
}

/** True when the stage and those below it run something of their own: a program, not a shell to work in. */
export function isService(stage: Stage): boolean {
  const { entrypoint, cmd } = outcomeOf(stage);
  const start = entrypoint ?? cmd;
  if (!start) return false;
  const words = start.execForm ?? start.words().map(({ text }) => text);
  const program = (words[0] ?? '').replace(/^.*\//, '');
  if (program === '') return cmd !== undefined && cmd !== start;
  if (words.length === 1 && (programIs(program, 'shell') || program === 'fish'))
    return entrypoint !== undefined && cmd !== undefined;
  return !(
    start.execForm &&
    words.length === 2 &&
    programIs(program, 'shell') &&
    words[1]!.startsWith('-') &&
    words[1] !== '-c'
  );
}

export type { Stage, DockerfileDoc };
