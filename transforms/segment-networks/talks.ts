// Who talks to whom, as far as the files show.
import { type Repository, wordList, resolveFile, type Folder, child } from '../../src/model/index.js';
import { asMap, asSeq, asText, findEntry, resolveAlias, type YamlNode } from '../../src/yaml/index.js';
import type { Service } from '../../src/compose/index.js';
import type { ServiceView } from '../../src/services/index.js';

const KEYS = wordList(`
  environment command entrypoint depends_on links external_links build labels healthcheck extra_hosts`);
/** Files of a folder that is mounted; more are not read. */
const MOST_FILES = 20;
const LONGEST = 200_000;

/** Names under which others reach a service. */
export function namesOf(service: Service): string[] {
  const own = [service.name, asText(service.get('container_name')), asText(service.get('hostname'))];
  return own.flatMap((name) => (name === undefined || name === '' ? [] : [name]));
}

/** Where a service names another: the key or file; `undefined` where nothing does. What cannot be read counts. */
export function talksTo({ service, around }: ServiceView, names: readonly string[]): string | undefined {
  const key = KEYS.find((each) => holds(service.get(each), names));
  if (key !== undefined) return key;
  const { repository } = around.context.evidence;
  for (const path of pathsOf(service.get('env_file'))) {
    const at = resolveFile(around.folder, path);
    const text = at && repository.read(at);
    if (text === undefined || isNamed(text, names)) return path;
  }
  return mountedFiles(service, repository, around.folder).find(({ text }) => isNamed(text, names))?.path;
}

function holds(node: YamlNode | undefined, names: readonly string[]): boolean {
  if (!node) return false;
  const target = resolveAlias(node);
  if (target.kind === 'scalar') return isNamed(target.text, names);
  if (target.kind === 'seq') return target.items.some((item) => holds(item, names));
  return target.entries.some((entry) => (!entry.merge && isNamed(entry.name, names)) || holds(entry.value, names));
}

/** As a word: `db` of `db:5432` and `@db/`, not of `mydb`. A way round through the host may lead anywhere. */
function isNamed(text: string, names: readonly string[]): boolean {
  if (text.includes('host.docker.internal')) return true;
  return names.some((name) => {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      if (!/[\w-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + name.length] ?? '')) return true;
    }
    return false;
  });
}

function pathsOf(node: YamlNode | undefined): string[] {
  const one = asText(node);
  if (one !== undefined) return [one];
  return (asSeq(node)?.items ?? []).map((item) => {
    const map = asMap(item);
    return asText(map ? findEntry(map, 'path')?.value : item) ?? '$';
  });
}

interface Mounted {
  readonly path: string;
  readonly text: string;
}

/** Files of the repository that are mounted, one by one or with their folder. */
function mountedFiles(service: Service, repository: Repository, folder: Folder): Mounted[] {
  const found: Mounted[] = [];
  for (const item of asSeq(service.get('volumes'))?.items ?? []) {
    const map = asMap(item);
    const source = map ? asText(findEntry(map, 'source')?.value) : asText(item)?.split(':', 1)[0];
    const path = source !== undefined && /^\.{1,2}(?:\/|$)/.test(source) ? resolveFile(folder, source) : undefined;
    if (path === undefined) continue;
    const inside =
      repository.kind(path) === 'directory'
        ? repository
            .list(path)
            .slice(0, MOST_FILES)
            .map((name) => child(path, name))
        : [path];
    for (const each of inside) {
      const text = each && repository.kind(each) === 'file' ? repository.read(each) : undefined;
      if (each && text !== undefined && text.length <= LONGEST) found.push({ path: each, text });
    }
  }
  return found;
}
