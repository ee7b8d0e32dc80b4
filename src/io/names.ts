// What a name alone says. The lists are closed on purpose: a file that is not plainly one of ours is asked by content
// or left alone.
import { words } from '../model/index.js';

export type NameKind =
  | 'dockerfile'
  /** A Dockerfile when its first instruction is one: `Dockerfile-dev`, `Dockerfile_python`. */
  | 'maybe-dockerfile'
  | 'compose'
  | 'yaml'
  | 'template';

const TEMPLATE_ENDINGS = words(`
  j2 jinja jinja2 njk erb epp ejs tmpl tpl gotmpl template in mustache hbs handlebars liquid m4`);
/** After `Dockerfile.`: documentation, data, copies. They are not Dockerfiles, and nobody misses them. */
const OTHER_ENDINGS = words(`
  dockerignore containerignore md mdx markdown rst txt adoc html htm pdf png svg json json5 yml yaml toml ini cfg
  conf env lock xml csv log orig bak backup old save swp swo tmp rej patch diff gz zip tar tgz sha256 sig asc`);
/** After `Dockerfile.`: a program that handles one, or the one for programs of that language. The content tells. */
const LANGUAGE_ENDINGS = words(`
  sh bash zsh fish ps1 bat cmd py rb js cjs mjs ts go java kt rs php pl lua c h cpp cs nix bzl bazel`);

/** What the name says of a file; `undefined` for names that are none of harden's business. */
export function kindOfName(name: string): NameKind | undefined {
  const dot = name.lastIndexOf('.');
  const ending = dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
  if (TEMPLATE_ENDINGS.has(ending)) {
    const inner = kindOfName(name.slice(0, dot));
    return inner === undefined ? undefined : 'template';
  }
  if (ending === 'yaml' || ending === 'yml') return isComposeName(name) ? 'compose' : 'yaml';
  if (name.endsWith('~') || name.startsWith('.#')) return undefined;
  return kindOfDockerfileName(name, ending);
}

function kindOfDockerfileName(name: string, ending: string): NameKind | undefined {
  // `dockerfile`: what the builder falls back to when there is no `Dockerfile`.
  if (name === 'Dockerfile' || name === 'Containerfile' || name === 'dockerfile') return 'dockerfile';
  if (ending === 'dockerfile' || ending === 'containerfile') return 'dockerfile';
  if (OTHER_ENDINGS.has(ending)) return undefined;
  const lower = name.toLowerCase();
  const begins = lower.startsWith('dockerfile') || lower.startsWith('containerfile');
  if (begins && LANGUAGE_ENDINGS.has(ending)) return 'maybe-dockerfile';
  if (name.startsWith('Dockerfile.') || name.startsWith('Containerfile.'))
    return ending === '' ? undefined : 'dockerfile';
  const ends = lower.endsWith('dockerfile') || lower.endsWith('containerfile');
  return begins || ends ? 'maybe-dockerfile' : undefined;
}

/** `compose.yaml`, `docker-compose.yml`, and one with more words between: `compose.prod.yaml`, `docker-compose-dev.yml`. */
function isComposeName(name: string): boolean {
  const stem = name.slice(0, name.lastIndexOf('.')).toLowerCase();
  return stem === 'compose' || stem.startsWith('compose.') || stem.startsWith('docker-compose');
}

/** Never looked into, never mentioned: the history of the repository. */
export const HISTORY = new Set(['.git', '.hg', '.svn', '.jj', '.bzr', 'CVS']);

/** Other people's code, put there by a tool that will put it there again. */
const VENDORED: ReadonlyMap<string, string> = new Map([
  ['node_modules', 'packages installed by npm'],
  ['bower_components', 'packages installed by Bower'],
  ['jspm_packages', 'packages installed by jspm'],
  ['vendor', "other people's code"],
  ['third_party', "other people's code"],
  ['third-party', "other people's code"],
  ['site-packages', 'installed Python packages'],
  ['dist-packages', 'installed Python packages'],
  ['.venv', 'a Python virtual environment'],
  ['.tox', 'a Python virtual environment'],
  ['.nox', 'a Python virtual environment'],
  ['.terraform', 'modules fetched by Terraform'],
  ['.terragrunt-cache', 'modules fetched by Terragrunt'],
  ['.yarn', 'packages installed by Yarn'],
  ['.pnpm-store', 'packages installed by pnpm'],
  ['Godeps', "other people's code"],
]);

/** Why a directory of this name is left alone; `undefined` when it is not. */
export function vendoredDirectory(name: string): string | undefined {
  return VENDORED.get(name);
}

/** Folders of a project generator carry their placeholder in the name: `{{cookiecutter.slug}}`. */
export function isPlaceholderName(name: string): boolean {
  return name.includes('{{') || name.includes('{%') || name.includes('<%');
}
