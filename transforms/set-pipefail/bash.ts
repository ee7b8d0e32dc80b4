// bash for the rest of a stage, where its own shell has no pipefail.
import { type Edit, factOf, isStop, type Stop, stop } from '../../src/model/index.js';
import {
  baseChain,
  childStages,
  insertLinesAbove,
  instructionPlace,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { pipesInNeed } from './need.js';
import { judge } from './pipes.js';
import { shellOf } from './shells.js';

/** As the documentation of Docker writes it. Source: https://docs.docker.com/reference/dockerfile/#shell */
const BASH = 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]';

/** What a shell reads of the instructions that come after a SHELL. */
const READ_BY_SHELL: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

export interface BashFromHere {
  readonly edits: readonly Edit[];
  readonly touches: readonly string[];
}

/**
 * SHELL above the first RUN of a stage that is in need of it. It holds for all that follows in the stage and in those that
 * stand on it, so all of that has to mean the same to bash, and to end well with pipefail.
 * @returns `undefined` for a RUN that the SHELL above another one is going to serve.
 */
export function bashFor(doc: DockerfileDoc, run: Instruction): BashFromHere | Stop | undefined {
  const stage = doc.stages[run.stage]!;
  const places = factOf(doc, shellPlaces);
  if (baseChain(stage).some((each) => each !== stage && places.get(each)?.first)) return undefined;
  const { first, own, hazards, above } = places.get(stage)!;
  if (first === run) {
    const place = instructionPlace(doc, stage.instruction).replace(/\.from$/, '');
    const read = [...own.filter(({ index }) => index >= run.index), ...readAbove(doc, stage, places)];
    return {
      edits: [insertLinesAbove(doc, run, [BASH])],
      touches: [`${place}.shell`, `${place}.order`, ...read.map((each) => instructionPlace(doc, each))],
    };
  }
  const hazard = hazards.find(({ at }) => at.index >= run.index) ?? above;
  return (
    hazard &&
    stop(
      'needs-shell',
      `/bin/sh of ${stage.rootImage ?? 'the base image'} is dash, which may have no pipefail; ${BASH} has it, and would also count for line ${hazard.at.lineMark}: ${hazard.why}`,
    )
  );
}

interface Hazard {
  readonly at: Instruction;
  readonly why: string;
}

/** What a SHELL in a stage would count for: all up to a SHELL of its own, and else also the stages that stand on it. */
interface ShellPlace {
  readonly own: readonly Instruction[];
  /** Those of them that would be another thing. */
  readonly hazards: readonly Hazard[];
  readonly hasShell: boolean;
  /** The first RUN in need of pipefail above which SHELL can stand. */
  readonly first: Instruction | undefined;
  /** Where it would be another thing, in the stages that stand on it. */
  readonly above: Hazard | undefined;
  /** The same, with the stage itself. */
  readonly whole: Hazard | undefined;
}

type ShellPlaces = ReadonlyMap<Stage, ShellPlace>;

function shellPlaces(doc: DockerfileDoc): ShellPlaces {
  const places = new Map<Stage, ShellPlace>();
  // A stage stands below those that are built on it.
  for (const stage of doc.stages.toReversed()) {
    const end = stage.instructions.find(({ keyword }) => keyword === 'SHELL');
    const own = stage.instructions.filter((each) => isReadByShell(each) && (!end || each.index < end.index));
    const children = end ? [] : childStages(doc, stage);
    const above = children.flatMap((child) => places.get(child)?.whole ?? [])[0];
    const hazards = own.flatMap((at) => hazardOf(at) ?? []);
    const first = above ? undefined : firstInNeed(doc, own, hazards.at(-1));
    places.set(stage, { own, hazards, hasShell: end !== undefined, first, above, whole: hazards[0] ?? above });
  }
  return places;
}

function readAbove(doc: DockerfileDoc, stage: Stage, places: ShellPlaces): Instruction[] {
  if (places.get(stage)!.hasShell) return [];
  return childStages(doc, stage).flatMap((child) => [...places.get(child)!.own, ...readAbove(doc, child, places)]);
}

function firstInNeed(doc: DockerfileDoc, instructions: readonly Instruction[], last?: Hazard): Instruction | undefined {
  return instructions.find(
    (each) => each.keyword === 'RUN' && (!last || each.index > last.at.index) && isInNeed(doc, each),
  );
}

function isInNeed(doc: DockerfileDoc, run: Instruction): boolean {
  const pipes = pipesInNeed(doc, run);
  if (pipes === undefined || isStop(pipes)) return false;
  const shell = shellOf(doc, run);
  return !isStop(shell) && !shell.takesIt;
}

function isReadByShell({ keyword, execForm }: Instruction): boolean {
  // In exec form a RUN does not ask the shell, but it is one of those that have it.
  return keyword === 'ONBUILD' || keyword === 'RUN' || (READ_BY_SHELL.has(keyword) && execForm === undefined);
}

function hazardOf(at: Instruction): Hazard | undefined {
  const why = whyOtherwise(at);
  return why === undefined ? undefined : { at, why };
}

/** Why it may be another thing with bash and pipefail than with dash. */
function whyOtherwise(instruction: Instruction): string | undefined {
  const { keyword, shellText: text, heredocs } = instruction;
  if (instruction.execForm) return undefined;
  if (keyword === 'ONBUILD') return 'what it leaves to other files is not seen';
  if (heredocs.length > 0) return 'what the lines do in a pipe is not read';
  if (READ_OTHERWISE.test(text)) return 'bash may read something otherwise';
  if (keyword !== 'RUN') return text.includes('|') ? 'a pipe would end otherwise' : undefined;
  if (text.includes('`')) return 'a command in backticks may hold a pipe';
  if (!instruction.shell.ok) return 'the command is not read';
  for (const pipeline of instruction.shell.pipelines) {
    const verdict = judge(pipeline);
    if (typeof verdict === 'object') return verdict.hazard;
  }
  return undefined;
}

/**
 * A backslash that the echo of dash takes for an escape, and `-e`, which it writes out; words in `$'...'`, both streams in
 * one redirection, and `==` in a test. Source: dash(1), bash(1)
 */
const READ_OTHERWISE = /\becho\b[^\n;&|]{0,2000}(?:\\|[ \t]-e)|\$['"]|&>|[^=!<>]==[^=]/;
