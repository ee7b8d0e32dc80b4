// Which applications the list holds: by a rule that knows nothing of how they fare.
import {
  baseChain,
  copiesFromContext,
  copyArguments,
  type DockerfileDoc,
  isWindows,
  parseDockerfile,
  stageReferences,
} from '../../src/dockerfile/index.js';
import type { FilePath } from '../../src/model/index.js';
import type { Application, ApplicationList } from './list.js';
import { git, gitDirectory, repositoriesIn } from './source.js';

/** A repository with more is a collection of Dockerfiles, not software that has some. */
const MOST_IN_A_REPOSITORY = 40;
const MOST_OF_A_REPOSITORY = 3;
const ASIDE = /(?:^|\/)(?:\.[^/]+|node_modules|vendor|third_party|tests?|e2e|fixtures?|examples?|docs?)\//i;
const NAMED = /(?:^|\/)(?:Dockerfile|Dockerfile\.[\w.-]+|[\w-]+\.Dockerfile)$/;
const FOR_EDITORS =
  /(?:dev|develop|development|test|debug|local|windows|nanoserver)\b|\.(?:md|tmpl|template|j2|erb|dockerignore)$/i;

const RULE = `Every public repository that lies in the folder, in order of its name: those that the open corpus is made of, and the first that an index of public files names, in its own order, for the paths server/Dockerfile, api/Dockerfile and app/Dockerfile. Repositories with more than ${MOST_IN_A_REPOSITORY} Dockerfiles are collections, and left out. Of each the first ${MOST_OF_A_REPOSITORY} Dockerfiles in order of their path that copy files of the repository into their last stage or one it is made from, name a program to start there or stand on an image that does, and are not for Windows, tests, documentation or development alone. How they fare is not asked.`;

/** The list, from the newest commit of each repository. */
export function chooseFrom(folder: string): ApplicationList {
  return { rule: RULE, applications: repositoriesIn(folder).flatMap((name) => applicationsOf(folder, name)) };
}

function applicationsOf(folder: string, repository: string): Application[] {
  const directory = gitDirectory(folder, repository)!;
  const commit = git(directory, 'rev-parse', 'HEAD').trim();
  const paths = git(directory, 'ls-tree', '-r', '-z', '--name-only', commit).split('\0').filter(Boolean);
  const named = paths.filter((path) => NAMED.test(path));
  if (named.length > MOST_IN_A_REPOSITORY) return [];
  const found: Application[] = [];
  for (const path of named.filter((each) => !ASIDE.test(each) && !FOR_EDITORS.test(each)).sort()) {
    if (found.length === MOST_OF_A_REPOSITORY) break;
    const about = describe(path, git(directory, 'show', `${commit}:${path}`), paths);
    if (about) found.push({ repository, commit, dockerfile: path, ...about });
  }
  return found;
}

type About = Omit<Application, 'repository' | 'commit' | 'dockerfile'>;

function describe(path: string, text: string, paths: readonly string[]): About | undefined {
  let doc: DockerfileDoc;
  try {
    doc = parseDockerfile(path as FilePath, text);
  } catch {
    return undefined;
  }
  const last = doc.stages.at(-1);
  if (!last || isWindows(doc, last.instruction)) return undefined;
  const sources = copiesFromContext(doc).flatMap((copy) => copyArguments(copy)?.sources ?? []);
  const bases = basesOf(doc);
  const starts = baseChain(last).some(({ instructions }) => instructions.some(({ keyword }) => STARTS.test(keyword)));
  if (sources.length === 0 || !(starts || bases.some((base) => SERVERS.test(base)))) return undefined;
  const ports = last.instructions
    .filter(({ keyword }) => keyword === 'EXPOSE')
    .flatMap((each) => each.words().flatMap((word) => /^\d+/.exec(word.text) ?? []));
  const context = contextOf(path, sources, paths);
  return {
    context,
    ecosystem: ecosystemOf(bases, context, paths),
    answers: ports.length > 0 ? [...new Set(ports)].map((port) => `http ${port}`) : ['start'],
    bases,
  };
}

const STARTS = /^(?:CMD|ENTRYPOINT)$/;
const SERVERS = /(?:^|\/)(?:nginx|httpd|caddy|php:[\w.-]*(?:apache|fpm)|tomcat)/;

/** The images that stages stand on or copy from; `?` for one that a variable without a default names. */
function basesOf(doc: DockerfileDoc): string[] {
  const found = doc.stages.flatMap(({ base, rootImage }) => (base ? [] : [rootImage ?? '?']));
  for (const { instruction, text, stage } of stageReferences(doc))
    if (instruction.keyword !== 'FROM' && !stage && !/^\d+$/.test(text)) found.push(text);
  return [...new Set(found.filter((each) => each !== 'scratch'))];
}

/** The nearest folder, from the Dockerfile's own up, that has what it copies by its plain name; else its own. */
function contextOf(path: string, sources: readonly string[], paths: readonly string[]): string {
  const plain = sources
    .filter((each) => !/[$*?[<]|:\/\//.test(each))
    .map((each) => each.replace(/^\.?\/+|\/+$|^\.$/g, ''));
  const own = path.split('/').slice(0, -1);
  for (let length = own.length; length >= 0; length--) {
    const folder = own
      .slice(0, length)
      .map((part) => `${part}/`)
      .join('');
    const has = (name: string): boolean =>
      name === '' || paths.some((each) => each === folder + name || each.startsWith(`${folder}${name}/`));
    if (plain.every(has)) return folder === '' ? '.' : folder.slice(0, -1);
  }
  return own.length === 0 ? '.' : own.join('/');
}

/** In this order: what is built first says more than what serves it. */
const BY_BASE = [
  ['python', /python|uvicorn|uwsgi|django|conda/],
  ['java', /openjdk|maven|gradle|temurin|java|jdk|jre|tomcat/],
  ['go', /golang/],
  ['rust', /rust|cargo/],
  ['ruby', /ruby|rails/],
  ['php', /php|composer/],
  ['dotnet', /dotnet/],
  ['elixir', /elixir|erlang/],
  ['node', /node|bun|deno/],
  ['static', /nginx|httpd|caddy/],
] as const;
const BY_FILE = [
  ['python', /requirements.*\.txt$|pyproject\.toml$|setup\.py$/],
  ['node', /package\.json$/],
  ['go', /go\.mod$/],
  ['php', /composer\.json$/],
] as const;

function ecosystemOf(bases: readonly string[], context: string, paths: readonly string[]): string {
  const names = bases.map((each) => each.toLowerCase());
  const byBase = BY_BASE.find(([, pattern]) => names.some((name) => pattern.test(name)));
  if (byBase) return byBase[0];
  const start = context === '.' ? '' : `${context}/`;
  const beside = paths.filter((path) => path.startsWith(start) && !path.slice(start.length).includes('/'));
  return BY_FILE.find(([, pattern]) => beside.some((path) => pattern.test(path)))?.[0] ?? 'system';
}
