import { baseName, wordPattern, splitPath } from '../../src/model/index.js';
import { interpreterOf, programIs, runsItsWords } from '../../src/programs/index.js';
import {
  childStages,
  copiesFromContext,
  copyArguments,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { commandName, parseShell, type ShellCommand } from '../../src/shell/index.js';
import { packageCommand, type PackageCommand, type ScriptReader } from '../../src/runs/index.js';
import { nativePython } from '../../src/ecosystems/index.js';
import { packageCommands } from '../../src/knowledge/index.js';

interface Use {
  /** The words that show it. */
  readonly by: string;
  /** 0-based. */
  readonly line: number;
}
/** Whether something behind an install uses a package, and where. */
export type Uses = (name: string) => Use | undefined;

/** Programs that fetch over https although the file does not spell an address. */
const FETCHES = wordPattern('add-apt-repository', {
  also: [
    /go (?:get|mod|install)/,
    /cargo (?:build|install|fetch)/,
    /composer (?:install|require|update)/,
    /(?:gem|bundle|yarn) install/,
    /npm (?:i|install|ci)/,
  ],
  flags: 'g',
});
/** Go calls the C compiler for cgo, which is on where nothing turns it off. */
const GO_BUILDS = /\bgo (?:build|install|get|run|test)\b/g;
const HINTS: readonly (readonly [string, RegExp])[] = [
  ['ca-certificates', /https:\/\//g],
  ['ca-certificates', FETCHES],
  ['gcc', GO_BUILDS],
  ['libc6-dev', GO_BUILDS],
  ['gnupg', /--recv-keys?\b|--keyserver\b|apt-key\b|\bgpg\b/g],
  ['dirmngr', /--keyserver\b|--recv-keys?\b/g],
  ['openssh-client', /\bgit@|\bssh:\/\//g],
  ['xz-utils', /\.t?xz\b|\btar\s{1,9}-?[a-zA-Z]{0,9}J/g],
  ['bzip2', /\.t?bz2\b|\btar\s{1,9}-?[a-zA-Z]{0,9}j/g],
];

let owners: ReadonlyMap<string, readonly string[]> | undefined;

/** Which packages a command belongs to. The table is turned round with the first command. */
function ownersOf(command: string): readonly string[] {
  owners ??= packagesByCommand();
  return owners.get(command) ?? [];
}

function packagesByCommand(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, commands] of packageCommands()) {
    for (const command of commands) found.set(command, [...(found.get(command) ?? []), name]);
  }
  return found;
}

/** The last use of a package: the instruction, and where in its shell text. */
interface Last extends Use {
  readonly index: number;
  readonly offset: number;
}
export type StageUses = ReadonlyMap<string, Last>;

/**
 * The last use of each package in every stage; those in stages built on it count as behind everything. Reads each
 * instruction once, the last stage first, so that stages built on others are known when their base is read.
 */
export function readUses(doc: DockerfileDoc, read: ScriptReader): ReadonlyMap<Stage, StageUses> {
  const all = new Map<Stage, StageUses>();
  for (const stage of doc.stages.toReversed()) {
    const uses = new Map<string, Last>();
    const script = scriptsIn(stage, read);
    for (const instruction of stage.instructions) addUses(uses, instruction, read, script);
    for (const child of childStages(doc, stage)) {
      for (const [name, use] of all.get(child) ?? []) uses.set(name, { ...use, index: Number.POSITIVE_INFINITY });
    }
    all.set(stage, uses);
  }
  return all;
}

/** What the file does behind a call: the rest of its RUN, the stage, and the stages built on it. */
export function usesAfter(instruction: Instruction, call: PackageCommand, stageUses: StageUses): Uses {
  return (name) => {
    const use = stageUses.get(name);
    if (!use || use.index < instruction.index) return undefined;
    return use.index > instruction.index || use.offset >= call.command.end ? use : undefined;
  };
}

const LONGEST_SCRIPT = 60_000;

/** Shell scripts that are copied into a stage, by the path they have there. */
function scriptsIn(stage: Stage, read: ScriptReader): ScriptReader {
  const sources = new Map<string, string>();
  for (const copy of copiesFromContext(stage)) {
    const { sources: from, destination } = copyArguments(copy) ?? { sources: [], destination: '' };
    for (const source of from) {
      sources.set(destination, source);
      sources.set(`${destination.replace(/(?<!\/)\/$/, '')}/${baseName(source)}`, source);
    }
  }
  return (path) => {
    const text = read(sources.get(path) ?? path);
    const isShell = text !== undefined && (programIs(interpreterOf(text), 'shell') || /\.(?:ba)?sh$/.test(path));
    return isShell && text.length <= LONGEST_SCRIPT ? text : undefined;
  };
}

function addUses(uses: Map<string, Last>, instruction: Instruction, read: ScriptReader, script: ScriptReader): void {
  const { keyword, index, line } = instruction;
  const runs = keyword === 'RUN' || keyword === 'CMD' || keyword === 'ENTRYPOINT' || keyword === 'HEALTHCHECK';
  // ENV and ARG may keep an address for a later curl
  if (!runs && keyword !== 'ENV' && keyword !== 'ARG') return;
  function add(name: string, by: string, offset: number): void {
    const known = uses.get(name);
    if (!known || known.index < index || known.offset <= offset) uses.set(name, { by, line, index, offset });
  }
  const text =
    runs && !instruction.execForm ? instruction.shellText : (instruction.execForm?.join(' ') ?? instruction.args);
  for (const [name, hint] of HINTS) {
    for (const match of text.matchAll(hint)) add(name, match[0], match.index);
  }
  if (!runs) return;
  for (const word of instruction.execForm ?? []) {
    addCommand(baseName(word), 0, add);
    addScript(word, 0, script, add);
  }
  for (const command of instruction.shell.commands) {
    const name = commandName(command);
    if (name !== undefined) addCommand(name, command.start, add);
    for (const { value } of command.words.slice(0, 3)) addScript(value, command.start, script, add);
    if (runsItsWords(name)) {
      for (const word of command.words) if (word.value) addCommand(word.value, command.start, add);
    }
    const compiles = compilesIn(command, read);
    if (compiles) for (const compiler of COMPILERS) add(compiler, compiles, command.start);
  }
}

function addCommand(command: string, offset: number, add: (name: string, by: string, offset: number) => void): void {
  // Many a package is named after the one program that it has.
  for (const name of new Set([command, ...ownersOf(command)])) add(name, command, offset);
}

/** What a script of the context calls that is started here: `CMD ["/build.sh"]`. Those that it starts are not followed. */
function addScript(
  path: string | undefined,
  offset: number,
  script: ScriptReader,
  add: (name: string, by: string, offset: number) => void,
): void {
  const text = path !== undefined && /[./]/.test(path) ? script(path) : undefined;
  if (text === undefined) return;
  function addFrom(name: string, by: string): void {
    add(name, `${by} in ${baseName(path!)}`, offset);
  }
  for (const [name, hint] of HINTS) {
    const [match] = text.matchAll(hint);
    if (match) addFrom(name, match[0]);
  }
  for (const command of parseShell(text.replaceAll('\r\n', '\n')).commands) {
    const name = commandName(command);
    if (name !== undefined) addCommand(name, offset, addFrom);
  }
}

/** What pip needs to compile: Debian's pip recommends them. */
const COMPILERS = ['build-essential', 'python3-dev', 'python-all-dev'];

function compilesIn(command: ShellCommand, read: ScriptReader): string | undefined {
  const call = packageCommand(command);
  if (call?.manager === 'pip' && call.action === 'install') return compiledBy(call, read);
  const setup =
    commandName(command)?.startsWith('python') && command.words.some((word) => word.value?.endsWith('setup.py'));
  return setup ? 'setup.py' : undefined;
}

/** The word that shows that pip compiles something. */
function compiledBy(call: PackageCommand, read: ScriptReader): string | undefined {
  for (const { value } of call.packages) {
    if (value === undefined) continue;
    const name = pythonName(value);
    if (nativePython(name)?.compiled) return name;
    if (value === '.' || value.startsWith('git+')) return `pip install ${value}`;
  }
  const words = call.command.words;
  for (let at = 0; at < words.length; at++) {
    const raw = words[at]!.raw;
    if (raw.startsWith('--no-binary')) return raw;
    const file =
      raw === '-r' || raw === '--requirement' ? words[at + 1]?.value : /^(?:-r|--requirement=)(.+)$/.exec(raw)?.[1];
    const found = file === undefined ? undefined : compiledIn(file, read, 0);
    if (found) return found;
  }
  return undefined;
}

const MOST_NESTED = 5;

/** The line of a requirements file that makes pip compile; the file itself where it is not here to be read. */
function compiledIn(file: string, read: ScriptReader, depth: number): string | undefined {
  const text = depth < MOST_NESTED ? read(file) : undefined;
  if (text === undefined) return `${file}, which is not here to be read`;
  for (const line of text.split('\n')) {
    const name = pythonName(line.trim());
    if (nativePython(name)?.compiled) return `${name} in ${file}`;
    if (/^\s*(?:-e\s|--no-binary|\S{0,100}\s?@?\s?git\+)/.test(line)) return `${line.trim().slice(0, 60)} in ${file}`;
    const other = /^\s*(?:-r|--requirement)[\s=]\s*(\S+)/.exec(line)?.[1];
    const found = other === undefined ? undefined : compiledIn(besides(file, other), read, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** pip reads a nested file beside the one that names it. */
function besides(file: string, other: string): string {
  return other.startsWith('/') ? other : splitPath(file).folder + other;
}

function pythonName(requirement: string): string {
  return (/^[A-Za-z0-9._-]+/.exec(requirement)?.[0] ?? '').toLowerCase().replace(/[._]/g, '-');
}
