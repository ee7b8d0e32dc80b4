import {
  filePath,
  ParseError,
  type Context,
  type FilePath,
  type Group,
  type Repository,
  child,
  parent,
  type Folder,
} from '../model/index.js';
import { parseCompose, type ComposeDoc, type Service } from '../compose/index.js';
import { parseDockerfile, type DockerfileDoc } from '../dockerfile/index.js';

/** A Compose file and the files around it, each read and parsed at most once. */
export interface Surroundings {
  readonly doc: ComposeDoc;
  readonly context: Omit<Context, 'answers'>;
  /** Of the Compose file; `''` is the root. */
  readonly folder: Folder;
  /** The file this one is laid over, where its name says that it is. */
  readonly base: Neighbour | undefined;
  /** Files that are laid over this one, as far as names tell. */
  readonly overlays: readonly Neighbour[];
  /** Services of other files that extend one of this file; those of its folder, the one above and those in it. */
  extenders(service: string): readonly Extender[];
  compose(path: FilePath | undefined): ComposeDoc | undefined;
  dockerfile(path: FilePath | undefined): DockerfileDoc | undefined;
}

export interface Neighbour {
  readonly name: string;
  readonly doc: ComposeDoc;
}

export interface Extender {
  /** The file, as somebody beside this one would write it. */
  readonly name: string;
  readonly service: Service;
}

/** The names Compose looks for when no file is given. Source: https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file */
const BASE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const ANY_NAME = /^(?:docker-)?compose\b.*\.ya?ml$/;

/** Reads what lies beside a Compose file when asked for. */
export function lookAround(doc: ComposeDoc, context: Omit<Context, 'answers'>): Surroundings {
  const { repository } = context.evidence;
  const slash = doc.file.lastIndexOf('/');
  const folder = doc.file.slice(0, Math.max(slash, 0)) as Folder;
  const name = doc.file.slice(slash + 1);
  const isBase = BASE_NAMES.includes(name);
  const composeFiles = new Map<FilePath, ComposeDoc | undefined>();
  const dockerfiles = new Map<FilePath, DockerfileDoc | undefined>();
  function compose(path: FilePath | undefined): ComposeDoc | undefined {
    return path && once(composeFiles, path, () => parsed(parseCompose, path, repository.read(path)));
  }
  function neighbours(names: readonly string[]): Neighbour[] {
    return names.flatMap((each) => {
      const found = compose(child(folder, each));
      return found ? [{ name: each, doc: found }] : [];
    });
  }
  let others: readonly string[] | undefined;
  function beside(): readonly string[] {
    others ??= repository.list(folder).filter((each) => each !== name);
    return others;
  }
  let base: Neighbour | undefined | null = null;
  let overlays: readonly Neighbour[] | undefined;
  return {
    doc,
    context,
    folder,
    get base() {
      if (base === null)
        base = isBase ? undefined : neighbours(BASE_NAMES.filter((each) => beside().includes(each)))[0];
      return base;
    },
    get overlays() {
      overlays ??= isBase
        ? neighbours(beside().filter((each) => ANY_NAME.test(each) && !BASE_NAMES.includes(each)))
        : [];
      return overlays;
    },
    extenders: (service) =>
      extendingFiles(context, folder).flatMap(({ path, doc: other }) =>
        other.services.flatMap((each) => {
          const { file, service: parent } = each.extends ?? {};
          const theirs = other.file.slice(0, Math.max(other.file.lastIndexOf('/'), 0));
          const extendsThis = file !== undefined && parent === service && joinPath(theirs, file) === doc.file;
          return extendsThis ? [{ name: path, service: each }] : [];
        }),
      ),
    compose,
    dockerfile: (path) => path && once(dockerfiles, path, () => parsed(parseDockerfile, path, repository.read(path))),
  };
}

interface Extending {
  readonly path: FilePath;
  readonly doc: ComposeDoc;
}

const extending = new WeakMap<Group, Map<string, readonly Extending[]>>();
/** Of one folder; more YAML files are no Compose project. */
const MOST_FILES = 40;
const MOST_FOLDERS = 30;

/** Compose files near a folder that extend services of other files. What extends what is never changed, so they are read once. */
function extendingFiles(
  { group, evidence: { repository } }: Omit<Context, 'answers'>,
  folder: Folder,
): readonly Extending[] {
  const known = extending.get(group) ?? new Map<string, readonly Extending[]>();
  extending.set(group, known);
  const cached = known.get(folder);
  if (cached) return cached;
  const above = parent(folder);
  const inside = repository.list(folder).filter((name) => repository.kind(child(folder, name)) === 'directory');
  const near = [
    ...yamlIn(repository, folder),
    ...(folder === '' ? [] : yamlIn(repository, above)),
    ...inside.slice(0, MOST_FOLDERS).flatMap((name) => yamlIn(repository, child(folder, name))),
  ];
  const found = near.flatMap((path): Extending[] => {
    const text = repository.read(path);
    const other = text?.includes('extends') ? parsed(parseCompose, path, text) : undefined;
    return other?.services.some((each) => each.extends?.file !== undefined) ? [{ path, doc: other }] : [];
  });
  known.set(folder, found);
  return found;
}

function yamlIn(repository: Repository, folder: Folder): FilePath[] {
  const names = repository.list(folder).filter((name) => /\.ya?ml$/.test(name));
  return names.slice(0, MOST_FILES).map((name) => child(folder, name));
}

function once<T>(known: Map<FilePath, T | undefined>, path: FilePath, make: () => T | undefined): T | undefined {
  if (!known.has(path)) known.set(path, make());
  return known.get(path);
}

function parsed<T>(
  parse: (path: FilePath, text: string) => T,
  path: FilePath,
  text: string | undefined,
): T | undefined {
  if (text === undefined) return undefined;
  try {
    return parse(path, text);
  } catch (error) {
    if (error instanceof ParseError) return undefined; // planning that file reports it
    throw error;
  }
}

/** A path relative to a folder of the root; `undefined` where it leads out, or a variable stands in it. */
export function joinPath(folder: string, path: string): FilePath | undefined {
  if (/^(?:\/|~|[A-Za-z]:)|\$|:\/\//.test(path)) return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? undefined : filePath(parts.join('/'));
}
