// What holds where: user, working directory and shell at each instruction, following stages that build on stages.
import { factOf } from '../model/index.js';
import { expandArgs, type DockerfileDoc, type Stage } from './document.js';
import { normalisePath } from './image-path.js';
import { unquoteValue, type Instruction } from './instruction.js';

/** What an instruction finds when it runs. `undefined`: set by the base image, or by a value not known here. */
export interface BuildState {
  /** As written in USER; `undefined` when the base image decides. */
  readonly user: string | undefined;
  /** Absolute; `undefined` when the base image decides or a variable is in it. */
  readonly workdir: string | undefined;
  /** Strings of the last SHELL; `undefined` for the base image's. */
  readonly shell: readonly string[] | undefined;
  /** ENV and ARG set so far, unquoted. */
  readonly variables: Variables;
}

/** Variables at one point of a stage. `get` gives `undefined` for what is not set and for values not known. */
export interface Variables {
  get(name: string): string | undefined;
  has(name: string): boolean;
}

/** What each name is set to, and from which instruction on: one table for a stage, however many variables it has. */
type Timeline = Map<string, { readonly from: number; readonly value: string | undefined }[]>;

interface Layered extends Variables {
  /** Those of the stage that this one stands on. */
  readonly base: Variables | undefined;
  find(name: string): { readonly value: string | undefined } | undefined;
}

function variablesAt(timeline: Timeline, index: number, base: Variables | undefined): Layered {
  function find(name: string): { readonly value: string | undefined } | undefined {
    const settings = timeline.get(name);
    if (!settings) return undefined;
    let low = 0;
    let high = settings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (settings[middle]!.from <= index) low = middle + 1;
      else high = middle;
    }
    return settings[low - 1];
  }
  const own: Layered = {
    base,
    find,
    get: (name) => findLayered(own, name)?.value,
    has: (name) => findLayered(own, name) !== undefined,
  };
  return own;
}

/** By a loop: stages may stand on each other by the thousand. */
function findLayered(from: Layered, name: string): { readonly value: string | undefined } | undefined {
  let at: Variables | undefined = from;
  while (at && isLayered(at)) {
    const found = at.find(name);
    if (found) return found;
    at = at.base;
  }
  return at?.has(name) ? { value: at.get(name) } : undefined;
}

function isLayered(variables: Variables): variables is Layered {
  return 'find' in variables;
}

/** The state each instruction runs in, by instruction index. */
export function buildStates(doc: DockerfileDoc): readonly BuildState[] {
  return factOf(doc, readStates);
}

function readStates(doc: DockerfileDoc): readonly BuildState[] {
  const states: BuildState[] = [];
  const last = new Map<Stage, BuildState>();
  const empty: BuildState = { user: undefined, workdir: undefined, shell: undefined, variables: new Map() };
  for (const instruction of doc.instructions) if (instruction.stage === -1) states[instruction.index] = empty;
  for (const stage of doc.stages) {
    const inherited = stage.base && last.get(stage.base);
    const timeline: Timeline = new Map();
    let state = inherited ?? empty;
    for (const instruction of stage.instructions) {
      states[instruction.index] = state;
      state = after(state, instruction, doc, timeline, inherited?.variables);
    }
    last.set(stage, state);
  }
  return states;
}

function after(
  state: BuildState,
  instruction: Instruction,
  doc: DockerfileDoc,
  timeline: Timeline,
  base: Variables | undefined,
): BuildState {
  switch (instruction.keyword) {
    case 'USER':
      return { ...state, user: instruction.args };
    case 'WORKDIR':
      return { ...state, workdir: resolveWorkdir(state, instruction) };
    case 'SHELL':
      return { ...state, shell: instruction.execForm ?? state.shell };
    case 'ENV':
    case 'ARG':
      set(state.variables, instruction, doc, timeline);
      return { ...state, variables: variablesAt(timeline, instruction.index, base) };
    default:
      return state;
  }
}

function set(before: Variables, instruction: Instruction, doc: DockerfileDoc, timeline: Timeline): void {
  for (const { key, rawValue } of instruction.pairs().pairs) {
    const isArg = instruction.keyword === 'ARG';
    if (isArg && before.has(key)) continue;
    // A build argument may be given on the command line, so its default is only what it usually is.
    const value =
      isArg && rawValue === undefined
        ? doc.metaArgs.get(key)
        : expandArgs(unquoteValue(rawValue ?? '', instruction.escape), before);
    const settings = timeline.get(key);
    if (settings) settings.push({ from: instruction.index, value });
    else timeline.set(key, [{ from: instruction.index, value }]);
  }
}

/** Where a WORKDIR leads from the state it runs in; `undefined` when the base image or a variable decides. */
export function resolveWorkdir(state: BuildState, instruction: Instruction): string | undefined {
  const value = expandArgs(unquoteValue(instruction.args, instruction.escape), state.variables);
  if (value === undefined) return undefined;
  if (value.startsWith('/')) return normalisePath(value);
  return state.workdir === undefined || /^[A-Za-z]:/.test(value)
    ? undefined
    : normalisePath(state.workdir + '/' + value);
}
