import { existsSync, lstatSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { trackedIgnored } from './git.js';
import { parseIgnore, type IgnoreRule } from './gitignore.js';
import type { IgnoreRules } from './ignore-tree.js';
import { relativeTo } from './paths.js';
import { readRegular } from './read-file.js';

/** No `.gitignore` that a person keeps is larger. */
const MAX_IGNORE_BYTES = 1024 * 1024;
const NONE: readonly IgnoreRule[] = [];

/**
 * The ignore rules that hold below a folder on disk: nested `.gitignore`, those above it up to the top of the work tree,
 * `info/exclude`, and the user's own file. Links are not followed, as git does not since 2.32. A plain folder counts as
 * the top of a work tree.
 */
export function diskRules(realRoot: string): IgnoreRules {
  const top = topOf(realRoot);
  const base = top ?? realRoot;
  let tracked: ReadonlySet<string> | undefined;
  return {
    prefix: top === undefined ? '' : relativeTo(top, realRoot),
    in: (directory) => rulesIn(join(base, directory, '.gitignore')),
    last: [excludeRules(top), globalRules()],
    tracks(path) {
      if (top === undefined) return false;
      tracked ??= withParents(trackedIgnored(top));
      return tracked.has(path);
    },
  };
}

function rulesIn(file: string): readonly IgnoreRule[] {
  const bytes = existsSync(file) ? readRegular(file, MAX_IGNORE_BYTES) : undefined;
  return bytes instanceof Uint8Array ? parseIgnore(Buffer.from(bytes).toString('utf8')) : NONE;
}

/** The nearest directory that holds `.git`, going up. Only ignore rules are ever read above the root. */
function topOf(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

function excludeRules(top: string | undefined): readonly IgnoreRule[] {
  const directory = top === undefined ? undefined : gitDirectory(join(top, '.git'));
  return directory === undefined ? NONE : rulesIn(join(directory, 'info', 'exclude'));
}

/** The directory git keeps shared data in: `.git`, or where a `.git` file of a linked work tree points. */
function gitDirectory(git: string): string | undefined {
  if (lstatSync(git).isDirectory()) return git;
  const pointer = gitPointer(git);
  if (pointer === undefined) return undefined;
  const common = textOf(join(pointer, 'commondir'))?.trim();
  return common === undefined ? pointer : resolve(pointer, common);
}

/** What a `.git` file points at; `undefined` when it is no such file. */
export function gitPointer(file: string): string | undefined {
  const text = textOf(file);
  if (text === undefined || !text.startsWith('gitdir:')) return undefined;
  return resolve(dirname(file), text.slice('gitdir:'.length).trim());
}

function textOf(file: string): string | undefined {
  const bytes = existsSync(file) ? readRegular(file, MAX_IGNORE_BYTES) : undefined;
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : undefined;
}

/** `core.excludesFile` of the user's own configuration, or the place git looks in without it. */
function globalRules(): readonly IgnoreRule[] {
  const home = homedir();
  const config = process.env.XDG_CONFIG_HOME || join(home, '.config');
  const own = process.env.GIT_CONFIG_GLOBAL;
  const files = own === undefined ? [join(config, 'git', 'config'), join(home, '.gitconfig')] : [own];
  let file = join(config, 'git', 'ignore');
  for (const candidate of files) {
    const set = excludesFileIn(textOf(candidate) ?? '');
    if (set !== undefined) file = set.startsWith('~/') ? join(home, set.slice(2)) : set;
  }
  if (!isAbsolute(file) || !existsSync(file) || !statSync(file).isFile()) return NONE;
  return rulesIn(file);
}

/** The last `excludesFile` under `[core]`. Included files are not read. */
function excludesFileIn(config: string): string | undefined {
  let section = '';
  let found: string | undefined;
  for (const line of config.split('\n')) {
    const text = line.trim();
    if (text.startsWith('[')) section = text.toLowerCase();
    const equals = text.indexOf('=');
    if (section !== '[core]' || equals === -1 || text.slice(0, equals).trim().toLowerCase() !== 'excludesfile')
      continue;
    found = text
      .slice(equals + 1)
      .trim()
      .replaceAll('"', '');
  }
  return found;
}

function withParents(files: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const file of files) {
    all.add(file);
    for (let slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
      all.add(file.slice(0, slash));
    }
  }
  return all;
}
