// The Compose services that run the image: what they mount, start and set is held to the folder in the same step.
import {
  type Edit,
  type FilePath,
  type Folder,
  isStop,
  isWithin,
  type Span,
  type Stop,
  stop,
  parent,
  resolveFile,
  resolveIn,
} from '../../src/model/index.js';
import { serviceMounts, splitOutsideVariables } from '../../src/services/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import type { LinkedService } from '../../src/uses/index.js';
import {
  asMap,
  asText,
  findAliases,
  findEntry,
  findValue,
  replaceInScalar,
  type YamlNode,
  type YamlScalar,
} from '../../src/yaml/index.js';
import { type Inserted, movedValue, type Moves } from './lines.js';
import { pathsIn, rootsIn } from './names.js';

export interface Followed {
  readonly edits: readonly Edit[];
  readonly touches: readonly string[];
}

/** What stands against the move in a service, before its words are looked at. */
export function obstacleIn({ doc, service, below }: LinkedService, context: Folder): Stop | undefined {
  const here = `${service.name} of ${doc.file}`;
  if (service.extends?.file !== undefined)
    return stop('inherited', `${here} extends a service of another file, whose settings are not known here`);
  if (service.get('volumes_from') ?? below?.get('volumes_from'))
    return stop('needs-evidence', `${here} takes volumes from another container, and where they go is not seen`);
  for (const { kind, source, target } of serviceMounts(service)) {
    if (kind === 'file') continue;
    if (target === undefined) return stop('contains-variable', `${here} mounts something where a variable says`);
    const from = kind === 'bind' && source !== undefined ? resolveIn(parent(doc.file), source) : undefined;
    const isAll = /^\$\{?PWD\}?\/?$/.test(source ?? '') || (from !== undefined && isWithin(context, from));
    if (isAll)
      return stop(
        'needs-decision',
        `${here} mounts the whole project at ${target} and works on that; decide where it belongs`,
      );
  }
  return undefined;
}

/** Names below the root that a service mounts something at. */
export function mountedNames({ service }: LinkedService): string[] {
  return serviceMounts(service).flatMap(({ target }) =>
    target === undefined ? [] : pathsIn(target).map(({ name }) => name),
  );
}

/** Files with variables of a service. */
export function variableFiles({ doc, service }: LinkedService): FilePath[] {
  return listed(service.get('env_file')).flatMap((item) => {
    const file = resolveFile(parent(doc.file), asText(item) ?? asText(findValue(item, 'path')) ?? '');
    return file === undefined ? [] : [file];
  });
}

const KEYS = [
  'volumes',
  'tmpfs',
  'configs',
  'secrets',
  'command',
  'entrypoint',
  'working_dir',
  'healthcheck',
  'environment',
  'develop',
] as const;

/** The edits of a service; a reason where a setting cannot be followed. */
export function movedService({ doc, service }: LinkedService, moves: Moves): Followed | Stop {
  const edits: Edit[] = [];
  const touches: string[] = [];
  for (const key of KEYS) {
    const value = service.get(key);
    if (value === undefined) continue;
    const found: Edit[] = [];
    for (const part of partsOf(key, value)) {
      const inserted = insertedIn(key, part, moves, `${service.name} of ${doc.file}`);
      if (isStop(inserted)) return inserted;
      for (const { at, text } of inserted) {
        const edit = replaceInScalar(doc.yaml, part.node, { start: at, end: at }, text);
        if (isStop(edit)) return edit;
        found.push(...edit);
      }
    }
    if (found.length === 0) continue;
    if (service.own(key) === undefined || service.alsoChanges().length > 0 || isShared(doc, service, key))
      return stop('inherited', `what ${service.name} sets in ${key} is used elsewhere as well; write it out`);
    edits.push(...found);
    touches.push(service.place(key));
  }
  return { edits, touches };
}

function isShared(doc: ComposeDoc, service: Service, key: string): boolean {
  const own = service.own(key);
  return own !== undefined && (own.value.kind === 'alias' || findAliases(doc.yaml, own.value).length > 0);
}

interface Part {
  readonly node: YamlScalar;
  /** The part of its text that is of the container. */
  readonly span: Span;
  /** Whose value it is. */
  readonly variable?: string;
}

/** The scalars of a setting that may name paths of the container. */
function partsOf(key: (typeof KEYS)[number], value: YamlNode): Part[] {
  switch (key) {
    case 'volumes':
      return listed(value).flatMap((item) =>
        item.kind === 'scalar'
          ? [{ node: item, span: targetIn(item.text) }]
          : keyed(item, 'target', 'dst', 'destination'),
      );
    case 'tmpfs':
      return listed(value).flatMap((item) => (item.kind === 'scalar' ? [whole(item)] : []));
    case 'configs':
    case 'secrets':
      return listed(value).flatMap((item) => keyed(item, 'target'));
    case 'healthcheck':
      return listed(findEntry(asMap(value)!, 'test')?.value).flatMap(scalar);
    case 'develop':
      return listed(asMap(value) && findEntry(asMap(value)!, 'watch')?.value).flatMap((item) => keyed(item, 'target'));
    case 'environment':
      return value.kind === 'map'
        ? value.entries.flatMap((entry) => scalar(entry.value).map((part) => ({ ...part, variable: entry.name })))
        : listed(value).flatMap(scalar).map(ofPair);
    default:
      return listed(value).flatMap(scalar);
  }
}

/** The items of a list, or the one that stands in its place. */
export function listed(node: YamlNode | undefined): readonly YamlNode[] {
  if (!node) return [];
  return node.kind === 'seq' ? node.items : [node];
}

function scalar(node: YamlNode): Part[] {
  return node.kind === 'scalar' ? [whole(node)] : [];
}

function whole(node: YamlScalar): Part {
  return { node, span: { start: 0, end: node.text.length } };
}

function keyed(item: YamlNode, ...keys: readonly string[]): Part[] {
  const map = asMap(item);
  return keys.flatMap((key) => {
    const node = map && findEntry(map, key)?.value;
    return node?.kind === 'scalar' ? [whole(node)] : [];
  });
}

/** The path of the container in `source:target:options`. */
function targetIn(text: string): Span {
  const parts = splitOutsideVariables(text, ':');
  if (parts.length === 1) return { start: 0, end: text.length };
  const isDrive = /^[A-Za-z]$/.test(parts[0]!) && /^[\\/]/.test(parts[1]!);
  const at = isDrive ? 2 : 1;
  const start = parts.slice(0, at).join(':').length + 1;
  return { start, end: start + (parts[at]?.length ?? 0) };
}

/** `NAME=value` of a list. */
function ofPair(part: Part): Part {
  const [pair, variable] = /^(\w+)=/.exec(part.node.text) ?? [];
  return pair === undefined ? part : { ...part, variable: variable!, span: { ...part.span, start: pair.length } };
}

function insertedIn(
  key: string,
  { node, span: { start, end }, variable }: Part,
  moves: Moves,
  here: string,
): readonly Inserted[] | Stop {
  const text = node.text.slice(start, end);
  if (key === 'environment') {
    const inserted = movedValue(variable ?? '', text, moves);
    if (!inserted)
      return stop(
        'needs-decision',
        `${here} sets ${variable} to what may be a path of the image or part of an address`,
      );
    return inserted.map((each) => ({ ...each, at: start + each.at }));
  }
  const paths = pathsIn(text).filter(({ name }) => moves.names.has(name));
  const roots = rootsIn(text);
  const found = paths.map(({ at }) => ({ at: start + at, text: moves.target }));
  if (roots.length === 0) return found;
  if (key === 'working_dir') return [...found, { at: end, text: moves.target.slice(1) }];
  if (key === 'develop') return [...found, { at: end, text: `${moves.target.slice(1)}/` }];
  if (roots.length === 1 && /(?:^|[\s;&])cd $/.test(text.slice(0, roots[0])))
    return [...found, { at: start + roots[0]! + 1, text: moves.target.slice(1) }];
  return stop(
    'needs-decision',
    `${here} names / itself in ${key}, which is the program's folder and the system's; say which is meant`,
  );
}
