// What the files of a program say of the places where it lies: by absolute paths, or by paths from its working directory.
import {
  baseName,
  descendant,
  lineMark,
  type FilePath,
  type Folder,
  partPattern,
  type Repository,
  walkFiles,
  words,
} from '../../src/model/index.js';
import { goesToRoot, pathsIn } from './names.js';
import { isCode } from './program.js';

const SCRIPT = /\.(?:sh|bash)$/;
const SETTINGS = /\.(?:ini|cfg|conf|toml|ya?ml|json|env|properties|xml|service)$|^\.env.*$/;
const LOCK = /lock\.(?:json|ya?ml)$|\.lock$|^(?:docker-)?compose.*\.ya?ml$|^Dockerfile|^tsconfig/;
const SKIPPED = words(
  'test tests __tests__ spec specs docs doc examples vendor target dist build coverage e2e .git .github .gitlab',
);
const MOST_FILES = 2000;
const LARGEST = 300_000;

/** A literal that begins as a path does: what stands in front of it, the slash or the dot, and its first name. */
const LITERAL = /["'`](\/|\.\/)?([\w.@+-]{1,80})(?=["'`/?#])/g;
/** Calls that take a literal for a file or a folder, by their whole name. */
const OPENS = words(`
  Path PurePath isfile isdir exists stat lstat stats glob join Join resolve require opendir walk chdir`);
/** The same, by a part of it. */
const OPENS_BY_NAME = partPattern(
  'open exists listdir scandir mkdir makedirs read write load save file include unlink rmtree from_ to_',
  {
    flags: 'i',
  },
);
/** Names of variables, options and keys with a file or a folder. */
const HOLDS_BY_NAME = partPattern('dir folder file root', { flags: 'i' });
/** Calls and names that take it for part of an address. */
const ADDRESSES = partPattern('get post put delete patch use all route fetch href src url redirect push path', {
  flags: 'i',
});
/** Calls that take the root itself for a folder, and names that hold it. */
const AT_ROOT = words('chdir listdir scandir readdir readdirSync walk Path PurePath');
const JOINS_TO_ROOT = words('join Join resolve');
const HOLDS_ROOT = words('cwd chdir pythonpath root_dir static_folder');
const ROOT_LITERAL = /["'`]\/["'`]/g;
/** A setting that takes it for one. */
const SET_TO_ROOT =
  /^[ \t]{0,20}["']?(?:directory|chdir|cwd|working_?dir\w{0,10}|pythonpath|root_dir)["']?[ \t]{0,5}[=:][ \t]{0,5}["']?\/["']?[ \t]{0,5}\r?$/im;
const DATABASE = /sqlite:\/\/\/(\/?)([\w.@+-]{1,80})/g;
const FOLDER_SETTING = partPattern('dir folder root alias chdir home', { flags: 'i' });
/** Folders of the system that are the same by a relative path, as long as the program runs in the root. */
const OF_SYSTEM = /^(?:tmp|var|etc|proc)$/;

/** Where something was read, in words. */
type Place = string;

export interface Said {
  /** By first name: a place that names it by its absolute path. */
  readonly absolute: ReadonlyMap<string, Place>;
  /** By first name: a place that names it from the working directory. */
  readonly relative: ReadonlyMap<string, Place>;
  /** A place that takes the root, or a folder of the system by a relative path, for one of the program's. */
  readonly root: Place | undefined;
  /** There are more files than were read. */
  readonly cut: boolean;
}

/**
 * @param from what is copied.
 * @param names what is looked for, by its first name: a file that lies in the root itself, or a folder.
 * @param apart files that are changed with it.
 */
export function saidOf(
  from: readonly Folder[],
  names: ReadonlyMap<string, 'file' | 'folder'>,
  repository: Repository,
  apart: ReadonlySet<FilePath>,
): Said {
  const absolute = new Map<string, Place>();
  const relative = new Map<string, Place>();
  let root: Place | undefined;
  const walk = walkFiles(repository, {
    from,
    wanted: (name) => !LOCK.test(name),
    enter: (name) => !SKIPPED.has(name),
    mostFiles: MOST_FILES,
    mostFolders: MOST_FILES,
  });
  for (const file of walk) {
    const kind = apart.has(file) ? undefined : kindOf(file, repository);
    const text = kind && repository.read(file);
    if (!text || text.length > LARGEST) continue;
    const note = (into: Map<string, Place>, name: string, at: number): void => {
      if (!into.has(name)) into.set(name, placeIn(file, text, at));
    };
    for (const { 1: slash, 2: name, index } of text.matchAll(DATABASE)) {
      if (names.has(name!)) note(slash ? absolute : relative, name!, index);
    }
    if (kind === 'code') {
      for (const { index } of text.matchAll(ROOT_LITERAL))
        if (takesRoot(text, index)) root ??= placeIn(file, text, index);
      for (const { 1: head = '', 2: name = '', index, 0: whole } of text.matchAll(LITERAL)) {
        const known = names.get(name);
        const isDeep = text[index + whole.length] === '/';
        const isSystem = head !== '/' && OF_SYSTEM.test(name) && isDeep;
        if (!known && !isSystem) continue;
        const taker = takerOf(text, index);
        if (!known) {
          if (opens(taker)) root ??= placeIn(file, text, index);
        } else if (head === '/') {
          if (opens(taker) || (known === 'file' && !isDeep && !ADDRESSES.test(taker.call ?? taker.name ?? '')))
            note(absolute, name, index);
        } else if (opens(taker) || (known === 'folder' && head === './')) note(relative, name, index);
      }
      continue;
    }
    for (const { at, name } of pathsIn(text)) {
      const known = names.get(name);
      if (known === undefined || isRemark(text, at)) continue;
      // Settings hold addresses as well.
      if (
        kind === 'script' ||
        known === 'file' ||
        isFolderSetting(text, at) ||
        hasFile(from, text.slice(at + 1), repository)
      )
        note(absolute, name, at);
    }
    const gone = goesToRoot(text);
    if (gone !== undefined) root ??= placeIn(file, text, gone);
    if (kind === 'settings') root ??= placeOf(file, text, SET_TO_ROOT);
    else {
      for (const match of text.matchAll(/(?<=[\s"'=])(?:\.\/)?([\w.@+-]{1,80})\//g)) {
        if (names.get(match[1]!) === 'folder') note(relative, match[1]!, match.index);
      }
    }
  }
  return { absolute, relative, root, cut: walk.cut };
}

/** What a literal is given to, or set as. */
interface Taker {
  readonly call?: string;
  readonly name?: string;
}

function takerOf(text: string, at: number): Taker {
  const before = text.slice(Math.max(0, at - 80), at);
  const line = before
    .slice(before.lastIndexOf('\n') + 1)
    .replace(/(?<!\w)[bfru]{1,2}$/i, '')
    .trimEnd();
  if (line.endsWith('(')) return { call: lastName(line.slice(0, -1)) };
  if (!/[:=]$/.test(line)) return {};
  return {
    name: lastName(
      line
        .replace(/:?[:=]$/, '')
        .trimEnd()
        .replace(/["']$/, ''),
    ),
  };
}

function lastName(text: string): string {
  return /(?<!\w)\w{1,60}$/.exec(text.trimEnd())?.[0] ?? '';
}

function opens({ call, name }: Taker): boolean {
  if (call !== undefined) return OPENS.has(call) || OPENS_BY_NAME.test(call);
  return name !== undefined && HOLDS_BY_NAME.test(name);
}

function takesRoot(text: string, at: number): boolean {
  const { call, name } = takerOf(text, at);
  if (name !== undefined) return HOLDS_ROOT.has(name);
  if (text.slice(Math.max(0, at - 40), at).includes('sys.path.')) return true;
  if (call === undefined) return false;
  return AT_ROOT.has(call) || (JOINS_TO_ROOT.has(call) && /^\s{0,5},/.test(text.slice(at + 3, at + 10)));
}

function kindOf(file: FilePath, repository: Repository): 'code' | 'script' | 'settings' | undefined {
  const name = baseName(file);
  if (isCode(name)) return 'code';
  if (SCRIPT.test(name)) return 'script';
  if (SETTINGS.test(name)) return 'settings';
  if (name.includes('.')) return undefined;
  // Tables of cron have no name of their own.
  return repository.read(file)?.startsWith('#!') ? 'script' : 'settings';
}

/** `root /static;`, `directory=/src`; not `location /static`. */
function isFolderSetting(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at);
  const name = lastName(
    before
      .slice(before.lastIndexOf('\n') + 1)
      .replace(/["'=:]{1,3}$/, '')
      .trimEnd()
      .replace(/["'=:]{1,3}$/, ''),
  );
  return FOLDER_SETTING.test(name);
}

/** A path that leads to a file of what is copied, and is more than a first name. */
function hasFile(from: readonly Folder[], rest: string, repository: Repository): boolean {
  const path = /^[\w.@+/-]{1,200}/.exec(rest)?.[0] ?? '';
  if (!path.replace(/\/$/, '').includes('/')) return false;
  return from.some((folder) => {
    const at = descendant(folder, path);
    return at !== '' && repository.kind(at) !== undefined;
  });
}

function isRemark(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  return /^[ \t]*[#;]/.test(line);
}

function placeOf(file: FilePath, text: string, pattern: RegExp): Place | undefined {
  const at = text.search(pattern);
  return at === -1 ? undefined : placeIn(file, text, at);
}

function placeIn(file: FilePath, text: string, at: number): Place {
  let line = 1;
  for (let next = text.indexOf('\n'); next !== -1 && next < at; next = text.indexOf('\n', next + 1)) line++;
  return `${file}:${lineMark(file, line)}`;
}

const COMMANDS = /\b(?:docker|podman)\b/;
const TELLS = /\.(?:md|rst|sh|mk|ya?ml)$|^(?:[Mm]akefile|[Jj]ustfile|Jenkinsfile)$/;

/** A line that tells people or machines to run the image, and names what moves. */
export function toldOf(
  names: ReadonlySet<string>,
  repository: Repository,
  apart: ReadonlySet<FilePath>,
): Place | undefined {
  const walk = walkFiles(repository, {
    from: [''],
    wanted: (name) => TELLS.test(name) && !LOCK.test(name),
    opens: 'hidden',
    deepest: 3,
    mostFiles: 200,
    mostFolders: 200,
  });
  for (const file of walk) {
    const text = apart.has(file) ? undefined : repository.read(file);
    if (!text || text.length > LARGEST || !COMMANDS.test(text)) continue;
    for (const { at, name } of pathsIn(text)) {
      if (!names.has(name)) continue;
      const line = text.slice(text.lastIndexOf('\n', at) + 1, at).slice(-300);
      if (COMMANDS.test(line) && (text[at - 1] === ':' || /\bexec\b/.test(line))) return placeIn(file, text, at);
    }
  }
  return undefined;
}
