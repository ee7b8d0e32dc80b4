// A secret of Compose in place of a variable, for images that read a value from a file.
import {
  type Edit,
  type Repository,
  type Folder,
  child,
  isStop,
  followedBy,
  parent,
  resolveIn,
  walkFiles,
} from '../../src/model/index.js';
import {
  addListItem,
  addMapKey,
  addMapKeys,
  asMap,
  asSeq,
  asText,
  findEntry,
  findValue,
  findOwnEntry,
  dottedPlace,
  type YamlNode,
  type YamlScalar,
} from '../../src/yaml/index.js';
import { type ComposeDoc, type Service, serviceKeyOrder } from '../../src/compose/index.js';
import { serviceProfile } from '../../src/knowledge/index.js';
import { isIgnored } from './files.js';
import type { Found } from './find.js';
import type { Replaced } from './uses.js';

export interface SecretFile extends Replaced {
  /** Of the secret and of the file that holds it. */
  readonly name: string;
}

/** Where the files lie, beside the Compose file. */
const SECRETS_FOLDER = 'secrets';

/**
 * Gives every service that holds the value a secret, and the variable that names its file. `undefined` where one of
 * them cannot read it from a file, or where the value stands anywhere else: then one variable serves all.
 */
export function asSecretFile(
  doc: ComposeDoc,
  repository: Repository,
  found: readonly Found[],
  uses: Replaced,
  variable: string,
): SecretFile | undefined {
  const name = variable.toLowerCase();
  if (doc.yaml.documents.length > 1 || !doc.root || uses.places !== found.length) return undefined;
  if (findValue(doc.root, 'secrets', name)) return undefined;
  const edits: Edit[] = [];
  const top = findOwnEntry(doc.root, 'secrets');
  const touches = new Set<string>([top ? dottedPlace('secrets', name) : 'secrets']);
  const given = new Set<Service>();
  for (const { service, where, scalar } of found) {
    const [section, key] = where;
    const variableOfFile = section === 'environment' && key !== undefined ? fileVariable(service, key) : undefined;
    if (variableOfFile === undefined || key === undefined || isShared(doc, service) || isReadElsewhere(service, key))
      return undefined;
    if (isReadByMounted(service, key, parent(doc.file), repository)) return undefined;
    const change = renamed(doc, service, scalar, key, variableOfFile, `/run/secrets/${name}`);
    if (!change) return undefined;
    edits.push(...change);
    touches.add(service.place('environment'));
    touches.add(service.place('secrets'));
    if (given.has(service)) continue;
    given.add(service);
    const list = service.own('secrets');
    const added = list
      ? addListItem(doc.yaml, list, name)
      : addMapKey(doc.yaml, service.entry, 'secrets', [name], serviceKeyOrder(doc));
    if (isStop(added)) return undefined;
    edits.push(...added);
  }
  const secret = { file: `./${SECRETS_FOLDER}/${name}` };
  const declared = top
    ? addMapKeys(doc.yaml, top, { [name]: secret })
    : addMapKey(doc.yaml, doc.root, 'secrets', { [name]: secret });
  if (isStop(declared)) return undefined;
  return { name, edits: followedBy(edits, declared), touches: [...touches], places: uses.places };
}

/** `POSTGRES_PASSWORD_FILE`, where the image is known to read it. */
function fileVariable(service: Service, key: string): string | undefined {
  const image = service.build ? undefined : service.image?.replace(/\$\{\w+:?-([^${}]*)\}/g, '$1');
  const profile = image === undefined ? undefined : serviceProfile(image);
  const named = profile?.secretFilesNamed?.is;
  if (named && Object.hasOwn(named, key)) return named[key];
  return profile?.secretFiles?.is.includes(key) ? `${key}_FILE` : undefined;
}

/** What others get too cannot be renamed for one. */
function isShared(doc: ComposeDoc, service: Service): boolean {
  const own = service.own('environment');
  const merged = asMap(own?.value)?.entries.some((entry) => entry.merge);
  return (
    !own ||
    own.value.kind === 'alias' ||
    own.value.anchor !== undefined ||
    merged === true ||
    service.extends !== undefined ||
    service.has('entrypoint') ||
    service.alsoChanges().length > 0 ||
    doc.services.filter(({ name }) => name === service.name).length > 1
  );
}

/** A check or a command that reads the variable finds it empty, since only the server is given the value. */
function isReadElsewhere(service: Service, key: string): boolean {
  return ['command', 'healthcheck', 'labels', 'post_start'].some((each) => holds(service.get(each), key));
}

/** More files of a folder that is mounted are not read: one of them may read the variable. */
const MOST_FILES = 100;

/** A script that is mounted into the container, such as that of a check, finds the variable empty too. */
function isReadByMounted(service: Service, key: string, folder: Folder, repository: Repository): boolean {
  const sources = (asSeq(service.get('volumes'))?.items ?? []).flatMap((item) => {
    const source = asMap(item) ? asText(findValue(item, 'source')) : asText(item)?.split(':', 1)[0];
    return source !== undefined && /^\.{1,2}(?:\/|$)/.test(source) ? (resolveIn(folder, source) ?? []) : [];
  });
  const files = walkFiles(repository, { from: sources, opens: 'hidden', mostFiles: MOST_FILES });
  for (const path of files) if (repository.read(path)?.includes(key)) return true;
  return files.cut;
}

function holds(node: YamlNode | undefined, word: string): boolean {
  if (node?.kind === 'scalar') return node.text.includes(word);
  const map = asMap(node);
  if (map) return map.entries.some((entry) => holds(entry.value, word));
  return asSeq(node)?.items.some((item) => holds(item, word)) ?? false;
}

/** `KEY: value` or `- KEY=value` with the other name and the path; nothing where the name is taken or quoted oddly. */
function renamed(
  doc: ComposeDoc,
  service: Service,
  scalar: YamlScalar,
  key: string,
  other: string,
  path: string,
): Edit[] | undefined {
  const node = service.own('environment')?.value;
  const raw = doc.text.slice(scalar.span.start, scalar.span.end);
  if (scalar.anchor !== undefined || scalar.style === 'block' || raw.includes('\n')) return undefined;
  const quote = /^["']/.exec(raw)?.[0] ?? '';
  function edit(span: Edit['span'], text: string): Edit {
    return { kind: 'edit', file: doc.file, span, expect: doc.text.slice(span.start, span.end), text };
  }
  if (node?.kind === 'seq') {
    if (node.items.some((item) => item.kind === 'scalar' && item.text.startsWith(`${other}=`))) return undefined;
    return [edit(scalar.span, `${quote}${other}=${path}${quote}`)];
  }
  const entry = node?.kind === 'map' ? findOwnEntry(node, key) : undefined;
  if (node?.kind !== 'map' || !entry || entry.value !== scalar || entry.explicit || findEntry(node, other))
    return undefined;
  const keyText = doc.text.slice(entry.key.span.start, entry.key.span.end);
  return [
    edit(
      entry.key.span,
      keyText.replace(key, () => other),
    ),
    edit(scalar.span, `${quote}${path}${quote}`),
  ];
}

/** Files of the folder are in git: a secret must not join them. */
export function isFolderTaken(repository: Repository, folder: Folder): boolean {
  const exists = repository.kind(child(folder, SECRETS_FOLDER)) !== undefined;
  return exists && !isIgnored(repository, folder, `${SECRETS_FOLDER}/`);
}
