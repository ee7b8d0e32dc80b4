// What a service was when it was observed, as two hashes: what the Compose file says of it, and the files its build copies.
import { composeLinks, type Service } from '../compose/index.js';
import { toJS } from '../yaml/index.js';
import {
  contextPath,
  copyArguments,
  isDockerignored,
  parseDockerignore,
  type DockerfileDoc,
  isContextCopy,
  runMounts,
} from '../dockerfile/index.js';
import { copySources } from '../runs/index.js';
import { sha256Of } from '../io/index.js';
import type { Workspace } from './workspace.js';
import { type FilePath, type Repository, child, parent, withSuffix, type Folder, descend } from '../model/index.js';

export interface Stamp {
  /** Of the settings that decide what the service does. Absent where the file does not define it. */
  readonly definition?: string;
  /** Of the text files that its build copies. Absent where there are too many, or no build is seen. */
  readonly sources?: string;
  /** Of the text files of the repository that it mounts. Absent where it mounts none. */
  readonly mounts?: string;
}

/**
 * Settings that decide what a service does. Those that steps write which rest on observations are none of them: applying
 * a step does not make the observation old.
 */
const DECIDING = [
  ...['build', 'command', 'configs', 'devices', 'entrypoint', 'env_file', 'environment', 'extends', 'ipc'],
  ...['network_mode', 'pid', 'platform', 'privileged', 'secrets', 'sysctls', 'volumes', 'volumes_from', 'working_dir'],
] as const;
const MOST_FILES = 5000;
const MOST_TEXT = 50_000_000;

/** The stamp of a service as the tree has it now. */
export function stampOf({ repository, memory }: Workspace, file: FilePath, service: string): Stamp {
  const documents = memory.of(repository);
  const doc = documents.compose(file);
  const found = doc?.service(service);
  if (!doc || !found) return {};
  const settings = DECIDING.flatMap((key) => {
    const node = found.get(key);
    return node === undefined ? [] : [[key, toJS(node)]];
  });
  const definition = sha256Of(JSON.stringify(settings));
  const link = composeLinks(doc).find((each) => each.service === service);
  const built = link?.dockerfile !== undefined && link.context !== undefined;
  const sources = built
    ? sourcesHash(repository, documents.dockerfile(link.dockerfile), link.context!, file)
    : undefined;
  const mounts = mountsHash(repository, found, file);
  return { definition, ...(sources === undefined ? {} : { sources }), ...(mounts === undefined ? {} : { mounts }) };
}

/** Of the files that a build copies. */
function sourcesHash(
  repository: Repository,
  doc: DockerfileDoc | undefined,
  context: Folder,
  compose: FilePath,
): string | undefined {
  if (!doc) return undefined;
  const own = withSuffix(doc.file, '.dockerignore');
  const rules = parseDockerignore(repository.read(own) ?? repository.read(child(context, '.dockerignore')) ?? '');
  const left = new Set([doc.file, compose]);
  return hashOf(repository, copiedFrom(doc, context, repository), (path) => {
    const inside = context === '' ? path : path.slice(context.length + 1);
    return left.has(path) || isDockerignored(rules, inside);
  });
}

/** Of the files and folders of the repository that a service mounts. */
function mountsHash(repository: Repository, service: Service, compose: FilePath): string | undefined {
  const folder = parent(compose);
  const volumes = service.get('volumes');
  const items = volumes && toJS(volumes);
  const roots = (Array.isArray(items) ? items : []).flatMap((item: unknown) => {
    const { type, source } = Object(item) as { type?: unknown; source?: unknown };
    const from = typeof item === 'string' ? item.split(':')[0] : type === 'bind' ? source : undefined;
    if (typeof from !== 'string' || !from.startsWith('.')) return [];
    const path = descend('', `${folder}/${from}`);
    return path === undefined ? [] : [path];
  });
  return roots.length === 0 ? undefined : hashOf(repository, roots, (path) => path === compose);
}

/** Of what git ignores and of files that are no text only the names are taken, if that: they differ from clone to clone. */
function hashOf(
  repository: Repository,
  roots: readonly Folder[],
  isLeftOut: (path: FilePath) => boolean,
): string | undefined {
  const waiting = [...roots];
  const seen = new Set<string>();
  const lines: string[] = [];
  let size = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const here: Folder = at;
    if (seen.has(here)) continue;
    seen.add(here);
    if (seen.size > MOST_FILES) return undefined;
    if (isOwn(here) || (here !== '' && repository.ignored(here))) continue;
    if (here === '' || repository.kind(here) !== 'file') {
      waiting.push(...repository.list(here).map((name) => child(here, name)));
      continue;
    }
    if (isLeftOut(here)) continue;
    const held = repository.read(here) ?? '';
    size += held.length;
    if (size > MOST_TEXT) return undefined;
    lines.push(`${here} ${sha256Of(held)}`);
  }
  return sha256Of(lines.sort().join('\n'));
}

/** What harden itself writes, and history. */
function isOwn(path: string): boolean {
  return /(?:^|\/)(?:\.git|\.harden|\.harden\.yaml|harden\.lock|\.dockerignore)$|\.dockerignore$/.test(path);
}

/**
 * Files and folders that COPY, ADD and mounts of RUN take from the context; of what a variable or a pattern of folders
 * stands for, the folder above.
 */
function copiedFrom(doc: DockerfileDoc, context: Folder, repository: Repository): Folder[] {
  const written = doc.instructions.flatMap((instruction) => {
    if (instruction.keyword === 'RUN')
      return runMounts(instruction).flatMap((mount) =>
        mount.get('type') === 'bind' && !mount.has('from') ? [mount.get('source') ?? mount.get('src') ?? '.'] : [],
      );
    if (!isContextCopy(instruction)) return [];
    return copyArguments(instruction)?.sources ?? [];
  });
  return written.flatMap((source) => {
    if (/^(?:[a-z+]+:\/\/|git@|<<)/i.test(source)) return [];
    const named = /^[^$*?[]*[*?[][^/$]*$/.test(source) ? copySources(source, context, repository) : [plainPart(source)];
    return named.flatMap((each) => contextPath(context, each) ?? []);
  });
}

/** The source itself, or the folder that lies above its first pattern or variable. */
function plainPart(source: string): string {
  const odd = source.search(/[$*?[]/);
  return odd === -1 ? source : source.slice(0, source.lastIndexOf('/', odd) + 1);
}
