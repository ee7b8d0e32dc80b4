// The files that Compose itself reads when it works out a model: it fills their content in, so that a look at the model
// comes too late. compose-reads never takes the word of a path that a variable is part of.
import { type Handover, parent, resolveIn } from '../model/index.js';
import { isObject, toJS, type PlainValue, type YamlNode } from '../yaml/index.js';
import { fromTree, inTree } from './in-tree.js';
import type { Subject } from './subjects.js';
import type { Tools } from './tools.js';

type ComposeSubject = Pick<Extract<Subject, { kind: 'compose' }>, 'files' | 'folder'>;

export interface ComposeReads {
  /** Names of the services, as far as the files say them. */
  readonly services: readonly string[];
  /** What lies outside of the tree, is fetched, or cannot be told. */
  readonly asks: readonly Handover[];
  /** Variables without a value, which are those of this machine, by service: Compose has filled them in when it is done. */
  readonly variables: ReadonlyMap<string, readonly string[]>;
  /** Names in place of which Compose puts a variable of this machine, where there is one. */
  readonly filled: readonly string[];
}

const MOST_FILES = 100;

/** Reads the Compose files and those that they include or extend. */
export function composeReads({ files, folder }: ComposeSubject, tools: Pick<Tools, 'bench' | 'memory'>): ComposeReads {
  const { bench, memory } = tools;
  const services = new Set<string>();
  const asks: Handover[] = [];
  const variables = new Map<string, string[]>();
  const filled = new Set<string>();
  const seen = new Set<string>();
  const open = files.map((file) => ({ path: inTree(bench.tree, file), base: inTree(bench.tree, folder) }));

  /** Where a path of a file leads; `undefined` where it must not be followed. */
  function follow(value: PlainValue | undefined, base: string): string | undefined {
    if (typeof value !== 'string' || value === '') return undefined;
    if (value.includes('$') || /^[a-z][a-z0-9+.-]*:|^git@|^~/i.test(value)) {
      asks.push({ kind: value.includes('$') || value.startsWith('~') ? 'file' : 'remote', name: value });
      return undefined;
    }
    const path = value.startsWith('/') ? value : joined(base, value);
    const found = path === undefined ? undefined : bench.place(path);
    if (found?.kind === 'inside' || found?.kind === 'missing') return path;
    asks.push({ kind: 'file', name: found?.kind === 'outside' ? found.path : value });
    return undefined;
  }

  function joined(base: string, value: string): string | undefined {
    const inside = fromTree(bench.tree, base);
    const path = inside === undefined ? undefined : resolveIn(inside, value);
    return path === undefined ? undefined : inTree(bench.tree, path);
  }

  function parentOf(path: string): string {
    return inTree(bench.tree, parent(fromTree(bench.tree, path) ?? ''));
  }

  function service(value: PlainValue, base: string): void {
    if (!isObject(value)) return;
    for (const key of ['env_file', 'label_file'] as const)
      for (const each of [value[key]].flat()) follow(isObject(each) ? each.path : each, base);
    const extended = isObject(value.extends) ? follow(value.extends.file, base) : undefined;
    if (extended !== undefined) open.push({ path: extended, base: parentOf(extended) });
  }

  for (let next = open.pop(); next; next = open.pop()) {
    const { path, base } = next;
    if (seen.has(path)) continue;
    seen.add(path);
    if (seen.size > MOST_FILES) {
      asks.push({ kind: 'file', name: `more than ${MOST_FILES} Compose files` });
      break;
    }
    follow('.env', base);
    const inside = fromTree(bench.tree, path);
    if (follow(path, base) === undefined || inside === undefined || inside === '') continue;
    const text = bench.read(inside);
    if (text === undefined) {
      // A link within the tree: what it leads to has a name of its own.
      if (bench.place(path).kind === 'inside') asks.push({ kind: 'file', name: inside });
      continue;
    }
    for (const [, name] of text.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]{0,200})/g)) filled.add(name!);
    // A text that is not read here and may be by Compose is one that nobody looked at.
    const documents = memory.yaml.find(inside, text)?.documents;
    if (!documents) asks.push({ kind: 'file', name: `${inside}, which cannot be read as Compose reads it,` });
    for (const root of documents ?? []) {
      const tag = oddTag(root);
      // Tags make Compose read another text than is seen here.
      if (tag !== undefined) asks.push({ kind: 'file', name: `whatever a value tagged ${tag} names` });
      const model = toJS(root);
      if (!isObject(model)) continue;
      for (const each of [model.include].flat()) {
        const paths = isObject(each) ? [each.path].flat() : [each];
        const folderOf = isObject(each) ? follow(each.project_directory, base) : undefined;
        if (isObject(each)) for (const file of [each.env_file].flat()) follow(file, base);
        for (const file of paths) {
          const found = follow(file, base);
          if (found !== undefined) open.push({ path: found, base: folderOf ?? parentOf(found) });
        }
      }
      const all = isObject(model.services) ? model.services : model;
      for (const [name, value] of Object.entries(all)) {
        if (isObject(model.services)) services.add(name);
        service(value, base);
        if (!isObject(value)) continue;
        const args = isObject(value.build) ? value.build.args : undefined;
        const own = [...withoutValue(value.environment), ...withoutValue(args)];
        if (own.length > 0) variables.set(name, [...(variables.get(name) ?? []), ...own]);
      }
    }
  }
  return { services: [...services], asks, variables, filled: [...filled] };
}

/** Names without a value in a map or in a list of `NAME=value`. */
function withoutValue(value: PlainValue | undefined): string[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'string' && !each.includes('=')).map(String);
  return isObject(value) ? Object.keys(value).filter((name) => value[name] === null) : [];
}

function oddTag(node: YamlNode): string | undefined {
  if (
    node.tag !== undefined &&
    !/^!(?:reset|override)$|^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/.test(node.tag)
  )
    return node.tag;
  const below =
    node.kind === 'map'
      ? node.entries.flatMap(({ key, value }) => [key, value])
      : node.kind === 'seq'
        ? node.items
        : [];
  for (const each of below) {
    const found = oddTag(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
