// Poetry, PDM and uv keep the packages in an environment of the project: what they start runs without them.
import { type Assumption, baseName, type Stop, sourceLine, stop } from '../../model/index.js';
import { copyArguments, type Instruction, isCopy } from '../../dockerfile/index.js';
import { type Site, usesOf } from '../../runs/index.js';
import { execForm, pathAtEnd, type Producer, type Start } from '../../splits/index.js';
import { ownFolder } from './split-folders.js';
import { normalisedName } from './requirements.js';
import type { Required } from './split-requirements.js';

export interface EnvironmentStart {
  readonly start: Start;
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** What brings the tool from another image, where nothing else calls it. */
  readonly brings: readonly Instruction[];
  readonly assumption: Assumption;
}

/** What puts an environment on the path and starts a program of it. Pipenv reads `.env` as well, and is not one of them. */
const RUNS = /^(?:poetry|pdm|uv)$/;

/** These start a script through an interpreter: `uv run main.py` is `python main.py`. `poetry run` starts it as it is. */
const STARTS_SCRIPTS = /^(?:pdm|uv)$/;

/** Options of `uv run` that say how far it brings the environment up to date, which it is. None takes a value. */
const UP_TO_DATE = /^--(?:frozen|locked|no-sync|no-dev|no-default-groups|offline)$/;

/** Options of `uv run`, and variables in their place, after which it installs nothing. */
const INSTALLS_NOTHING = new Set(['--frozen', '--locked', '--no-sync']);
const INSTALLS_NOTHING_WHERE = ['UV_FROZEN', 'UV_LOCKED', 'UV_NO_SYNC'];

/**
 * Where the lock file lags behind the manifest, `uv sync --frozen` installs what the lock file says, and `uv run` what
 * is missing, whenever the image starts: without it the program would not find that.
 * Source: https://docs.astral.sh/uv/concepts/projects/sync/
 */
export function stopLaggingLock(site: Site, installs: readonly Producer[]): Stop<Instruction> | undefined {
  const start = site.entrypoint ?? site.cmd;
  const install = installs.find(({ command: { name }, words }) => name === 'uv' && words[1] === 'sync');
  if (!start || !install || !isFrozen(site, install.instruction, install.words)) return undefined;
  const words = start.execForm ?? start.args.split(/\s+/);
  if (isFrozen(site, start, words)) return undefined;
  for (const directory of site.contexts) {
    const lock = site.context.evidence.locks(directory).find(({ file }) => baseName(file) === 'uv.lock');
    if (!lock || lock.unread !== undefined) continue;
    const names = new Set([...lock.packages.keys()].map(normalisedName));
    for (const project of site.context.evidence.projects(directory)) {
      const missing =
        project.ecosystem === 'python' && project.dependencies.find(({ is }) => !names.has(normalisedName(is)));
      if (!missing) continue;
      return stop(
        'needs-decision',
        `${lock.file} lacks ${missing.is}, which ${missing.from.file} line ${sourceLine(missing.from)} asks for, so uv run installs it whenever the image starts; run uv lock first`,
        start,
      );
    }
  }
  return undefined;
}

function isFrozen(site: Site, at: Instruction, words: readonly string[]): boolean {
  const { variables } = site.stateAt(at);
  return words.some((word) => INSTALLS_NOTHING.has(word)) || INSTALLS_NOTHING_WHERE.some((name) => variables.has(name));
}

/** The same start without the tool, where all of it is started through the one that installs. */
export function environmentStart(
  site: Site,
  installs: readonly Producer[],
  required: readonly Required[],
): EnvironmentStart | undefined {
  const install = installs.find(
    ({ command: { name = '' }, words }) => RUNS.test(name) && /^(?:install|sync)$/.test(words[1] ?? ''),
  );
  const instruction = site.entrypoint ?? site.cmd;
  if (!install || !instruction || (site.entrypoint && site.cmd)) return undefined;
  const tool = install.command.name!;
  const at = site.directoryAt(install.instruction, install.command.command);
  const folder = ownFolder(site, install.instruction, install.words, tool, at);
  if (folder === undefined || folder === 'unknown') return undefined;
  const found = withoutTool(site, instruction, tool);
  if (!found || found.programs.length === 0) return undefined;
  // A script of the project itself is in the environment only where the project is installed.
  const names = new Set(required.map(({ name }) => name));
  const isSeen = found.programs.every((name) => /^python[\d.]*$/.test(name) || names.has(normalisedName(name)));
  return {
    start: { instruction, args: found.args },
    settings: [
      ['VIRTUAL_ENV', folder],
      ['PATH', `${folder}/bin:$PATH`],
    ],
    brings: bringing(site, instruction, tool),
    assumption: startsWithout(tool, folder, isSeen),
  };
}

function bringing(site: Site, replaced: Instruction, tool: string): Instruction[] {
  const starting = site.body.filter(
    (each) => /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(each.keyword) && each !== replaced,
  );
  if (usesOf(site.doc, site.context, starting, new Set([tool])).uses.length > 0) return [];
  return site.body.filter((each) => {
    const sources = each.flag('from') && isCopy(each) ? (copyArguments(each)?.sources ?? []) : [];
    return sources.length > 0 && sources.every((source) => [tool, `${tool}x`].includes(baseName(source)));
  });
}

interface Without {
  readonly args: string;
  /** What is started, by its name. */
  readonly programs: readonly string[];
}

/** A command line without `poetry run`; `undefined` where it calls the tool otherwise. */
function withoutTool(site: Site, instruction: Instruction, tool: string): Without | undefined {
  if (instruction.execForm) {
    const called = calledThrough(tool, instruction.execForm);
    if (!called) return undefined;
    const words = instruction.execForm.slice(called.at);
    return { args: execForm([...called.interpreter, ...words]), programs: [called.program] };
  }
  if (!instruction.shell.ok || pathAtEnd(site, '.') === undefined) return undefined;
  const programs: string[] = [];
  let { args } = instruction;
  for (const { words } of instruction.shell.commands.toReversed()) {
    const from = words.findIndex(({ value }) => value === tool);
    if (from === -1) continue;
    const called = calledThrough(
      tool,
      words.slice(from).map(({ value = '' }) => value),
    );
    if (!called) return undefined;
    programs.unshift(called.program);
    const [start, end] = [words[from]!.start, words[from + called.at]!.start].map((at) => at - instruction.argsStart);
    args = args.slice(0, start) + called.interpreter.map((word) => `${word} `).join('') + args.slice(end);
  }
  return new RegExp(`\\b${tool}\\b`).test(args) ? undefined : { args, programs };
}

interface Called {
  /** The word that it starts. */
  readonly at: number;
  readonly interpreter: readonly string[];
  readonly program: string;
}

/**
 * What `poetry run` starts.
 * Sources: https://docs.astral.sh/uv/reference/cli/#uv-run, https://pdm-project.org/en/latest/usage/scripts/
 */
function calledThrough(tool: string, [first, run, ...rest]: readonly string[]): Called | undefined {
  if (first !== tool || run !== 'run') return undefined;
  const at = tool === 'uv' ? rest.findIndex((word) => !UP_TO_DATE.test(word)) : 0;
  const program = rest[at];
  if (program === undefined || program === '' || program.startsWith('-')) return undefined;
  const isScript = STARTS_SCRIPTS.test(tool) && /\.py$/i.test(program);
  return { at: at + 2, interpreter: isScript ? ['python'] : [], program: isScript ? 'python' : baseName(program) };
}

function startsWithout(tool: string, folder: string, isSeen: boolean): Assumption {
  return {
    id: 'starts-without-its-tool',
    believes: `What ${tool} run starts is in ${folder}/bin, and it does nothing else for it but put that on the path`,
    breaksIf: `the program calls ${tool}, or the command is a script that only ${tool} knows`,
    checkBy: 'build the image and start it; a program that is not found is named',
    ...(isSeen ? {} : { needsRun: true }),
  };
}
