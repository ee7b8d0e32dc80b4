// What stands in the way of another user, in the build: files that only root can read, in places that only root can enter.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import {
  baseChain,
  buildStates,
  copyArguments,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { placementsOf } from '../../src/runs/index.js';
import type { ShellCommand } from '../../src/shell/index.js';
import { type Context, type Folder, type Stop, stop } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import { isMoved } from './caches.js';

/** Root's home, in whatever spelling. */
const ROOT_HOME = /(?:^|[\s"'=:,(])(?:\/root(?=[/\s"':;,)]|$)|~\/|\$HOME\b|\$\{HOME\})/;
/** Tools that put what a program needs at run time into the home of whoever runs them: of each language, and others. */
const INTO_HOME = [
  ...ECOSYSTEMS.flatMap(({ intoHome = [] }) => intoHome),
  { pattern: /\bcabal\s+install\b|\bstack\s+(?:install|setup)\b/, what: 'a Haskell tool' },
  {
    pattern: /\bopenssl\s+(?:genrsa|genpkey|req|ecparam)\b|\bssh-keygen\b|\bmkcert\b/,
    what: 'a tool that makes keys',
  },
  // Sources: https://docs.julialang.org/en/v1/manual/environment-variables/#JULIA_DEPOT_PATH,
  // https://dart.dev/tools/pub/environment-variables
  {
    pattern: /\bPkg\.(?:add|develop|instantiate|build|precompile)\b/,
    what: 'the package manager of Julia',
    variables: ['JULIA_DEPOT_PATH'],
  },
  { pattern: /\b(?:dart|flutter)\s+pub\s+get\b/, what: 'the package manager of Dart', variables: ['PUB_CACHE'] },
  { pattern: /\bgcloud\b|\baws\s+configure\b/, what: 'settings of a cloud tool' },
];

/** The first thing in a stage and those it stands on that another user could not do without root. */
export function obstacleIn(doc: DockerfileDoc, stage: Stage, folder: Folder, context: Context): Stop | undefined {
  for (const each of baseChain(stage)) {
    for (const instruction of each.instructions) {
      const found = obstacleAt(doc, stage, instruction, folder, context);
      if (found) return found;
    }
  }
  return undefined;
}

function obstacleAt(
  doc: DockerfileDoc,
  stage: Stage,
  instruction: Instruction,
  folder: Folder,
  context: Context,
): Stop | undefined {
  const line = `line ${instruction.lineMark}`;
  switch (instruction.keyword) {
    case 'ONBUILD':
      return stop(
        'onbuild',
        `${line} works in the build of somebody else, who may count on root; decide where USER belongs`,
      );
    case 'WORKDIR':
    case 'ENV':
      if (ROOT_HOME.test(` ${instruction.args}`)) {
        if (
          instruction.keyword === 'ENV' &&
          !/\b(?:HOME|PATH|[A-Z_]*(?:DIR|HOME|ROOT|PREFIX|CACHE|FILE|CONFIG))[= ]/.test(instruction.args)
        )
          return undefined;
        return inRootHome(line);
      }
      return undefined;
    case 'COPY':
    case 'ADD':
      return obstacleInCopy(doc, instruction, line, folder, context);
    case 'RUN':
      return obstacleInRun(doc, stage, instruction, line);
    default:
      return undefined;
  }
}

/** In the way only where it is: the program could be moved. */
function inRootHome(line: string): Stop & { readonly inHome: true } {
  const message = `${line} uses the home directory of root, which nobody else can enter; let it stand elsewhere, as in /app, then another user can run it`;
  return { ...stop('used-later', message), inHome: true };
}

function obstacleInCopy(
  doc: DockerfileDoc,
  instruction: Instruction,
  line: string,
  folder: Folder,
  { evidence }: Context,
): Stop | undefined {
  const args = copyArguments(instruction);
  if (args && ROOT_HOME.test(` ${args.destination}`)) return inRootHome(line);
  const into = placementsOf(doc, instruction, folder, evidence.repository).map(({ target }) => target);
  if (into.some((path) => path === '/root' || path.startsWith('/root/'))) return inRootHome(line);
  const mode = instruction.flag('chmod')?.value;
  if (mode !== undefined && closedMode(mode)) return closed(line, mode);
  return undefined;
}

function obstacleInRun(doc: DockerfileDoc, stage: Stage, instruction: Instruction, line: string): Stop | undefined {
  const text = instruction.heredocs.length > 0 ? instruction.shellText : instruction.args;
  const state = buildStates(doc)[instruction.index]!;
  for (const { pattern, what, variables = [] } of INTO_HOME) {
    if (!pattern.test(text) || isMovedElsewhere(variables, state.variables) || isMoved(doc, stage, instruction, what))
      continue;
    const [variable] = variables;
    return stop(
      'used-later',
      `${line} runs ${what}, which leaves files that only root can read; let it put them where the program can read them${variable === undefined ? '' : `, with ${variable}`}`,
    );
  }
  const venv = ECOSYSTEMS.map((each) => each.homeEnvironment?.(text, doc.text, state.variables)).find(Boolean);
  if (venv)
    return stop(
      'used-later',
      `${line} lets ${venv} make its virtual environment in the home directory of root; let it install into the system, or into the project`,
    );
  if (!instruction.shell.ok) return ROOT_HOME.test(` ${text}`) ? inRootHome(line) : undefined;
  for (const command of instruction.shell.commands) {
    const found = obstacleInCommand(command, instruction, line);
    if (found) return found;
  }
  return undefined;
}

function obstacleInCommand(command: ShellCommand, instruction: Instruction, line: string): Stop | undefined {
  const name = (command.words[0]?.value ?? '').replace(/^.*\//, '');
  const text = instruction.shellText.slice(command.start, command.end);
  if (!programIs(name, 'harmless') && ROOT_HOME.test(` ${text}`)) return inRootHome(line);
  if (name === 'chmod') {
    const mode = command.words.find(({ raw }, at) => at > 0 && !/^-[A-Za-z-]+$/.test(raw))?.value ?? '';
    // A program that only root starts, cron or ssh, is refused for what it is.
    if (closedMode(mode)) return closed(line, mode);
  }
  return undefined;
}

/** `700`, `0640`, `o-rwx`: others get nothing. */
function closedMode(mode: string): boolean {
  return (
    /^0?[0-7]?[0-7]{2}0$/.test(mode) ||
    /(?:^|,)(?:go|o|a|ugo)?-[wx]*r[wx]*(?:,|$)/.test(mode) ||
    /(?:^|,)(?:g?o)=(?:,|$)/.test(mode) ||
    // Only the owner may start it.
    /^0?[0-7]?[1357][0-7][0246]$/.test(mode) ||
    /(?:^|,)u\+[rws]*x/.test(mode)
  );
}

function closed(line: string, mode: string): Stop {
  return stop(
    'used-later',
    `${line} closes files to everybody but their owner (${mode}); decide whether the new user has to read them`,
  );
}

function isMovedElsewhere(names: readonly string[], variables: { get(name: string): string | undefined }): boolean {
  return names.some((name) => {
    const value = variables.get(name);
    return value !== undefined && !value.startsWith('/root') && !value.startsWith('~');
  });
}
