import {
  type FilePath,
  type Folder,
  type Project,
  type Read,
  type Repository,
  type Source,
  type ToldInputs,
  type UntoldCode,
  type UntoldInputs,
  child,
} from '../model/index.js';

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

export function inputsUnclear(code: UntoldCode, message: string, from?: Source): UntoldInputs {
  return { told: false, code, message, from };
}

export function inputsRead(
  { tool }: Pick<Call, 'tool'>,
  ecosystem: ToldInputs['ecosystem'],
  files: {
    readonly needs: readonly FilePath[];
    readonly also?: readonly FilePath[];
    readonly writes?: readonly FilePath[];
  },
  because: readonly Read<string>[] = [],
): ToldInputs {
  const { needs, also = [], writes = [] } = files;
  return { told: true, ecosystem, tool, files: [...new Set([...needs, ...also])], writes, needs, because };
}

/** A manifest that stands in the way of an answer. */
export function manifestUnread({ file, why }: Project['unread'][number]): UntoldInputs {
  return inputsUnclear('unread-manifest', `${file} cannot be read: ${why}`);
}

/** Why the files belong to an install: its tool reads them. */
export function readBy(tool: string, files: readonly FilePath[]): Read<string>[] {
  return files.map((file) => ({ is: `${tool} reads ${file}`, from: { kind: 'source', file } }));
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
export function existingPaths({ repository }: Surroundings, directory: Folder, names: readonly string[]): FilePath[] {
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

/** True for words that a shell reads as they are written, so that they can be written again. */
export function arePlainWords(words: readonly string[]): boolean {
  return words.every((word) => /^[\w@%+=:,./-]+$/.test(word));
}
