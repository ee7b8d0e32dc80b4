// Who reads what an entry would hide: git's history, `.env`, private keys.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import type { Tree } from './tree.js';

const MAX_FILES = 40;
/** Besides those of the ecosystems. */
const BUILD_FILE = /^justfile$|\.sh$/;
const SOURCE = /\.(?:py|[cm]?[jt]sx?|rb|php|go|rs|ya?ml|toml|conf|cfg|ini|json)$/;

export interface Scanned {
  readonly path: string;
  readonly text: string;
}

/** Manifests and scripts first, then sources, nearest first; at most forty files. */
export function scanSources(tree: Tree): readonly Scanned[] {
  const first: string[] = [];
  const then: string[] = [];
  for (const { path, names } of tree.folders) {
    for (const name of names) {
      const full = path === '' ? name : `${path}/${name}`;
      if (isBuildFile(name)) first.push(full);
      else if (SOURCE.test(name) && !/(?:^|[.-])lock\b|package-lock|(?:^|\/)(?:docker-)?compose\b/.test(full))
        then.push(full);
    }
  }
  const scanned: Scanned[] = [];
  for (const path of [...first, ...then].slice(0, MAX_FILES)) {
    const text = tree.read(path);
    if (text !== undefined) scanned.push({ path, text });
  }
  return scanned;
}

function isBuildFile(name: string): boolean {
  return BUILD_FILE.test(name) || ECOSYSTEMS.some(({ buildFiles }) => buildFiles?.test(name));
}

// Shell words, or the words of a list: `git describe`, `["git", "-C", dir, "rev-parse"]`.
const GIT_COMMAND =
  /\bgit\b["'\],[ \t]{1,8}(?:-[^\n]{1,40}?)?\b(?:describe|rev-parse|rev-list|log|show|tag|status|diff|ls-files|submodule|branch|symbolic-ref|name-rev|archive)\b/;
const GIT_TOOLS = /\.git\/(?:HEAD|refs|index|logs)|git-version|git-describe|git_info/;

function readsGit(text: string): boolean {
  return GIT_COMMAND.test(text) || GIT_TOOLS.test(text) || ECOSYSTEMS.some(({ readsGit: tools }) => tools?.test(text));
}

/** What reads `.git`: a command of the Dockerfile, a build tool, or a file of the context. */
export function gitReader(words: string, files: readonly Scanned[]): string | undefined {
  if (GIT_COMMAND.test(words) || /(?:^|[^\w.])\.git(?![\w-])/m.test(words)) return 'the Dockerfile';
  return files.find(({ text }) => readsGit(text))?.path;
}

const LOADS_ENV = /dotenv|env_file|(?<![\w)\]])\.env\b(?!\.)/;

function loadsEnv(text: string): boolean {
  return LOADS_ENV.test(text) || ECOSYSTEMS.some(({ loadsEnv: loader }) => loader?.test(text));
}

/** The file of the context that loads `.env`, by itself or through a framework that does. */
export function envReader(words: string, files: readonly Scanned[]): string | undefined {
  if (/(?<![\w)\]])\.env\b(?!\.)/.test(words)) return 'the Dockerfile';
  return files.find(({ path, text }) => !/\.(?:ya?ml|conf|cfg|ini)$/.test(path) && loadsEnv(text))?.path;
}

/** The file that names another one. */
export function namedBy(name: string, words: string, files: readonly Scanned[]): string | undefined {
  if (words.includes(name)) return 'the Dockerfile';
  return files.find(({ text }) => text.includes(name))?.path;
}
