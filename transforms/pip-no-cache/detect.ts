import { isAssignedBefore, hasOption, packageCommand, type PackageCommand } from '../../src/runs/index.js';
import {
  buildStates,
  type DockerfileDoc,
  type Instruction,
  type Stage,
  mountsOver,
} from '../../src/dockerfile/index.js';
import { takesOption } from '../../src/knowledge/index.js';

/** The `pip install` calls of one RUN that leave a cache in its layer. */
export interface CachingRun {
  readonly instruction: Instruction;
  readonly calls: readonly {
    readonly call: PackageCommand;
    /** Whether pip knows --no-cache-dir by then; `undefined` where nobody says. */
    readonly takesFlag: boolean | undefined;
  }[];
}

/** What a stage knows of its pips at some line. */
interface PipState {
  /** What the base image's pip does. */
  readonly first: boolean | undefined;
  /** Pips a line changed, by `pipKey`: Python 2 and 3 and every virtual environment have their own. */
  readonly changed: Map<string, boolean>;
  /** The cache is off by configuration. */
  off: boolean;
}

/** pip reads both from the environment; any value of the first turns the cache off, `0` and `false` too. */
const VARIABLES = ['PIP_NO_CACHE_DIR', 'PIP_CACHE_DIR'];
const REMOVES_CACHE = /\brm\b[^;&|]{0,300}(?:\.cache|~\/\.\*|\/root\/\*)|\bcache purge\b/;
const CONFIGURES = /no-cache-dir["' ]{0,3}[ =:]{1,3}["']?(?:true|yes|1|on|off|false|no|0)\b/i;
const BRINGS_NEW_PIP = /get-pip\.py|easy_install[^;&|]{0,200}\bpip\b/;

/** The RUNs whose pip fills a cache, in order. Follows which pip a stage has, from its base image through its lines. */
export function cachingRuns(doc: DockerfileDoc, runs: readonly Instruction[]): CachingRun[] {
  const found: CachingRun[] = [];
  const states = new Map<Stage, PipState>();
  for (const instruction of runs) {
    const state = stateOf(doc.stages[instruction.stage]!, states);
    const mounted = cacheIsElsewhere(instruction);
    const calls: CachingRun['calls'][number][] = [];
    let environment = '';
    for (const command of instruction.shell.commands) {
      const text = instruction.shellText.slice(command.start, command.end);
      const call = packageCommand(command);
      if (call?.manager === 'pip') {
        const key = environment + pipKey(call);
        const takesFlag = state.changed.get(key) ?? state.first;
        if (!mounted && !state.off && fillsCache(doc, instruction, call)) calls.push({ call, takesFlag });
        noteChange(state, key, call);
      } else if (BRINGS_NEW_PIP.test(text) && command.place !== 'nested') {
        state.changed.set(environment + (/python3|easy_install3/.test(text) ? 'pip3' : 'pip'), true);
      }
      if (CONFIGURES.test(text)) state.off = true;
      if (/\bactivate\b|^workon\b/.test(text)) environment = 'environment ';
    }
    if (calls.length > 0) found.push({ instruction, calls });
  }
  return found;
}

/** The state of a stage so far; a stage starts where the one it stands on ended, else with what its image brings. */
function stateOf(stage: Stage, states: Map<Stage, PipState>): PipState {
  const known = states.get(stage);
  if (known) return known;
  let base = stage.base;
  while (base && !states.has(base)) base = base.base;
  const before = base && states.get(base);
  const state: PipState = before
    ? { ...before, changed: new Map(before.changed) }
    : { first: takesOption(stage.rootImage, 'pip --no-cache-dir'), changed: new Map(), off: false };
  states.set(stage, state);
  return state;
}

/** `pip3` for Python 3's, the path for one that is called by a path, else `pip`. */
function pipKey({ tool, command }: PackageCommand): string {
  if (tool.raw.includes('/') && !/^\/usr\/(?:local\/)?bin\//.test(tool.raw)) return tool.raw;
  const module = command.words[command.words.indexOf(tool) - 2]?.value ?? '';
  return /pip3/.test(tool.raw) || /python3[\d.]*$/.test(module) ? 'pip3' : 'pip';
}

/** Whether the call changes pip itself: `-U pip` to the newest, `pip==1.5.4` to one from before 6.0. */
function noteChange(state: PipState, key: string, call: PackageCommand): void {
  if (call.verb !== 'install') return;
  for (const { raw, value } of call.packages) {
    const version = /^pip(?:(?:==|<|<=|~=)(\d{1,4})\b.*)?$/.exec(value ?? raw);
    if (!version) continue;
    const isNew =
      version[1] === undefined
        ? hasOption(call, '-U', '--upgrade', '-I', '--ignore-installed', '--force-reinstall')
        : Number(version[1]) >= 6;
    if (!isNew && version[1] === undefined) continue;
    if (isNew && call.command.place === 'nested') continue;
    state.changed.set(key, isNew);
    // Python 3's pip writes /usr/local/bin/pip as well.
    if (key === 'pip3') state.changed.set('pip', isNew);
  }
}

function fillsCache(doc: DockerfileDoc, instruction: Instruction, call: PackageCommand): boolean {
  if (call.verb !== 'install' || hasOption(call, '--no-cache-dir', '--cache-dir', '--help')) return false;
  const { variables } = buildStates(doc)[instruction.index]!;
  if (VARIABLES.some((name) => variables.has(name) || isAssignedBefore(instruction, call.command, name))) return false;
  return !REMOVES_CACHE.test(instruction.shellText.slice(call.command.end));
}

/** A mount that may lie over the cache: its place follows HOME and XDG_CACHE_HOME. */
function cacheIsElsewhere(instruction: Instruction): boolean {
  return mountsOver(instruction, /pip|\.cache|^\/root$|^\/home\/[^/]+$/);
}
