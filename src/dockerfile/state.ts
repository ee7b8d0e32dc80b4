// What holds where: user, working directory and shell at each instruction, following stages that build on stages.
import { expandArgs, type DockerfileDoc, type Stage } from './document.js';
import { unquoteValue, type Instruction } from './instruction.js';

/** What an instruction finds when it runs. `undefined`: set by the base image, or by a value not known here. */
export interface BuildState {
  /** As written in USER; `undefined` when the base image decides. */
  readonly user: string | undefined;
  /** Absolute; `undefined` when the base image decides or a variable is in it. */
  readonly workdir: string | undefined;
  /** Strings of the last SHELL; `undefined` for the base image's. */
  readonly shell: readonly string[] | undefined;
  /** ENV and ARG set so far, unquoted; `undefined` values are not known. */
  readonly variables: ReadonlyMap<string, string | undefined>;
}

const known = new WeakMap<DockerfileDoc, readonly BuildState[]>();

/** The state each instruction runs in, by instruction index. */
export function buildStates(doc: DockerfileDoc): readonly BuildState[] {
  const cached = known.get(doc);
  if (cached) return cached;
  const states: BuildState[] = [];
  const last = new Map<Stage, BuildState>();
  const empty: BuildState = { user: undefined, workdir: undefined, shell: undefined, variables: new Map() };
  for (const instruction of doc.instructions) if (instruction.stage === -1) states[instruction.index] = empty;
  for (const stage of doc.stages) {
    let state = (stage.base && last.get(stage.base)) ?? empty;
    for (const instruction of stage.instructions) {
      states[instruction.index] = state;
      state = after(state, instruction, doc);
    }
    last.set(stage, state);
  }
  known.set(doc, states);
  return states;
}

function after(state: BuildState, instruction: Instruction, doc: DockerfileDoc): BuildState {
  switch (instruction.keyword) {
    case 'USER':
      return { ...state, user: instruction.args };
    case 'WORKDIR':
      return { ...state, workdir: resolveWorkdir(state, instruction) };
    case 'SHELL':
      return { ...state, shell: instruction.execForm ?? state.shell };
    case 'ENV':
    case 'ARG':
      return { ...state, variables: withPairs(state, instruction, doc) };
    default:
      return state;
  }
}

function withPairs(state: BuildState, instruction: Instruction, doc: DockerfileDoc): Map<string, string | undefined> {
  const variables = new Map(state.variables);
  for (const { key, rawValue } of instruction.pairs().pairs) {
    if (instruction.keyword === 'ARG') {
      if (state.variables.has(key)) continue;
      // A build argument may be given on the command line, so its default is only what it usually is.
      const fallback = rawValue === undefined ? doc.metaArgs.get(key) : expandArgs(unquoteValue(rawValue, instruction.escape), state.variables);
      variables.set(key, fallback);
    } else variables.set(key, expandArgs(unquoteValue(rawValue ?? '', instruction.escape), state.variables));
  }
  return variables;
}

function resolveWorkdir(state: BuildState, instruction: Instruction): string | undefined {
  const value = expandArgs(unquoteValue(instruction.args, instruction.escape), state.variables);
  if (value === undefined) return undefined;
  if (value.startsWith('/')) return normalise(value);
  return state.workdir === undefined || /^[A-Za-z]:/.test(value) ? undefined : normalise(state.workdir + '/' + value);
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return '/' + parts.join('/');
}
