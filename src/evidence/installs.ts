// Which files of the repository an install command reads, and which folders of the project it fills. Where a hook, a link
// into the repository or an option may make it read more, it says so instead of an answer.
import {
  type FilePath,
  type Folder,
  type InstallInputs,
  type Project,
  type Read,
  type Repository,
  type Source,
  type UntoldCode,
  baseName,
  child,
} from '../model/index.js';
import { readCompiled } from './installs-compiled.js';
import { readJava } from './installs-java.js';
import { readNodeInstall } from './installs-node.js';
import { readPythonInstall } from './installs-python.js';
import { readScriptingInstall } from './installs-scripting.js';

type Untold = Extract<InstallInputs, { told: false }>;
type Told = Extract<InstallInputs, { told: true }>;

export interface Surroundings {
  readonly repository: Repository;
  readonly projectsIn: (directory: Folder) => readonly Project[];
}

/** A command taken apart: the tool, its verb, and what follows. */
export interface Call {
  readonly tool: string;
  readonly args: readonly string[];
  readonly directory: Folder;
}

export function untold(code: UntoldCode, message: string, from?: Source): Untold {
  return { told: false, code, message, from };
}

export function told(
  { tool }: Pick<Call, 'tool'>,
  ecosystem: Told['ecosystem'],
  files: {
    readonly needs: readonly FilePath[];
    readonly also?: readonly FilePath[];
    readonly writes?: readonly FilePath[];
  },
  because: readonly Read<string>[] = [],
): Told {
  const { needs, also = [], writes = [] } = files;
  return { told: true, ecosystem, tool, files: [...new Set([...needs, ...also])], writes, needs, because };
}

/** The first of each kind in a directory. */
export function projectOf<E extends Project['ecosystem']>(
  around: Surroundings,
  directory: Folder,
  ecosystem: E,
): Extract<Project, { ecosystem: E }> | undefined {
  const found = around.projectsIn(directory).find((each) => each.ecosystem === ecosystem);
  return found as Extract<Project, { ecosystem: E }> | undefined;
}

/** Those of the names that are files, or folders with something in them, in a directory. */
export function existing({ repository }: Surroundings, directory: Folder, names: readonly string[]): FilePath[] {
  return names
    .map((name) => child(directory, name))
    .filter((path) => {
      const kind = repository.kind(path);
      return kind === 'file' || (kind === 'directory' && repository.list(path).length > 0);
    });
}

/** Splits options from the rest. `valued` take the next word; `--name=value` is one word. */
export function splitOptions(
  args: readonly string[],
  valued: ReadonlySet<string>,
): { readonly options: ReadonlyMap<string, readonly string[]>; readonly plain: readonly string[] } {
  const options = new Map<string, string[]>();
  const plain: string[] = [];
  const add = (name: string, value: string): void => {
    const list = options.get(name);
    if (list) list.push(value);
    else options.set(name, [value]);
  };
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (!word.startsWith('-') || word === '-') {
      plain.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    if (equals !== -1) add(word.slice(0, equals), word.slice(equals + 1));
    else if (valued.has(word)) add(word, args[++at] ?? '');
    else add(word, '');
  }
  return { options, plain };
}

const READERS = [readPythonInstall, readNodeInstall, readCompiled, readJava, readScriptingInstall];

/**
 * @param words program and arguments, quotes taken off.
 * @param directory where it runs, as a folder of the repository.
 */
export function installInputs(words: readonly string[], directory: Folder, around: Surroundings): InstallInputs {
  const [program = '', ...args] = words;
  const tool = program.startsWith('./') ? program : baseName(program);
  for (const read of READERS) {
    const found = read({ tool, args, directory }, around);
    if (found) return found;
  }
  return untold('not-an-install', `${tool} installs nothing that a manifest names`);
}
