// Who reads what an entry would hide: git's history, `.env`, private keys.
import { exactPattern, anyOf, partPattern } from '../../src/model/index.js';
import type { Tree } from './tree.js';

const MAX_FILES = 40;
const BUILD_FILE = exactPattern(
  `
  package.json pyproject.toml setup.py setup.cfg Pipfile Gemfile Rakefile composer.json go.mod Cargo.toml build.rs
  pom.xml build.gradle build.gradle.kts Makefile makefile justfile CMakeLists.txt meson.build Gulpfile.js
  gulpfile.js Gruntfile.js`,
  {
    also: [
      /requirements.*\.txt/,
      /.*\.gemspec/,
      /.*\.csproj/,
      /Directory\.Build\.\w+/,
      /.*\.mk/,
      /.*\.config\.[cm]?[jt]s/,
      /webpack.*\.js/,
      /.*\.sh/,
    ],
  },
);
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
      if (BUILD_FILE.test(name)) first.push(full);
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

// Shell words, or the words of a list: `git describe`, `["git", "-C", dir, "rev-parse"]`.
const GIT_COMMAND =
  /\bgit\b["'\],[ \t]{1,8}(?:-[^\n]{1,40}?)?\b(?:describe|rev-parse|rev-list|log|show|tag|status|diff|ls-files|submodule|branch|symbolic-ref|name-rev|archive)\b/;
const GIT_TOOLS = anyOf(
  /\.git\/(?:HEAD|refs|index|logs)|setuptools[_-]scm|\bpbr\b|\bvergen\b/,
  partPattern(`
    versioneer hatch-vcs poetry-dynamic-versioning git-commit-id jgitver gitproperties git-version shadow-rs
    Nerdbank.GitVersioning GitVersion MinVer git-rev-sync git-revision git-describe gitinfo git_info husky lefthook`),
);

/** What reads `.git`: a command of the Dockerfile, a build tool, or a file of the context. */
export function gitReader(words: string, files: readonly Scanned[]): string | undefined {
  if (GIT_COMMAND.test(words) || /(?:^|[^\w.])\.git(?![\w-])/m.test(words)) return 'the Dockerfile';
  return files.find(({ text }) => GIT_COMMAND.test(text) || GIT_TOOLS.test(text))?.path;
}

const LOADS_ENV = anyOf(
  partPattern(`
    dotenv environs python-decouple django-environ env_file react-scripts @vue/cli-service laravel/framework
    symfony/framework-bundle symfony/runtime`),
  /\bdecouple\b|pydantic[-_]settings/,
  /"(?:vite|next|nuxt|gatsby|astro|@sveltejs\/kit)"/,
  /(?<![\w)\]])\.env\b(?!\.)/,
);

/** The file of the context that loads `.env`, by itself or through a framework that does. */
export function envReader(words: string, files: readonly Scanned[]): string | undefined {
  if (/(?<![\w)\]])\.env\b(?!\.)/.test(words)) return 'the Dockerfile';
  return files.find(({ path, text }) => !/\.(?:ya?ml|conf|cfg|ini)$/.test(path) && LOADS_ENV.test(text))?.path;
}

/** The file that names another one. */
export function namedBy(name: string, words: string, files: readonly Scanned[]): string | undefined {
  if (words.includes(name)) return 'the Dockerfile';
  return files.find(({ text }) => text.includes(name))?.path;
}
