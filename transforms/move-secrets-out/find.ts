// Where credentials stand in a Compose file: by the name they are given under, in an address, behind an option.
import {
  asMap,
  asSeq,
  asText,
  entriesOf,
  findValue,
  resolveAlias,
  type YamlNode,
  type YamlScalar,
} from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import { holdsSecret, isPlaceholder, SECRET_VALUE, serviceProfile } from '../../src/knowledge/index.js';

/** A credential as somebody wrote it. */
export interface Found {
  readonly service: Service;
  /** What the variable for it would be called. */
  readonly key: string;
  /** Keys below the service that lead to it, the last the one it is known by: `environment`, `DATABASE_URL`. */
  readonly where: readonly [string, ...string[]];
  readonly scalar: YamlScalar;
  /** As the file has it: `$$` is a dollar. */
  readonly value: string;
  /** How sure the name is: of the server itself, of a variable of that name, or of something longer that holds it. */
  readonly rank: 0 | 1 | 2;
  /** Words around it that make a value no secret: the user, the database. */
  readonly known: readonly string[];
}

/** Every credential of the file, in the order of the services. One that holds a variable is somebody else's matter. */
export function findSecrets(doc: ComposeDoc): Found[] {
  const found: Found[] = [];
  for (const service of doc.services) {
    const environment = pairsOf(service.get('environment'));
    const args = pairsOf(findValue(service.get('build'), 'args'));
    const named = [...environment, ...args].flatMap(({ key, value }) => (NAMES.test(key) ? [value] : []));
    const base = { service, known: [service.name, service.image ?? '', doc.file, ...named] };
    const secrets = serverSecrets(service);
    for (const [section, pairs] of [
      ['environment', environment],
      ['build', args],
    ] as const) {
      for (const { key, value, scalar } of pairs) {
        const where = section === 'build' ? ([section, 'args', key] as const) : ([section, key] as const);
        const server = section === 'environment' && secrets.has(key);
        const inner = insideOf(value);
        for (const each of inner) found.push({ ...base, key: nameInside(key), where, scalar, value: each, rank: 2 });
        if (inner.length === 0 && isLiteral(value) && holdsSecret(server ? 'PASSWORD' : key, value))
          found.push({ ...base, key, where, scalar, value, rank: server ? 0 : 1 });
      }
    }
    for (const key of ['command', 'entrypoint']) {
      for (const { scalar, option, value } of optionsOf(service.get(key)))
        found.push({
          ...base,
          key: nameOfOption(service, option),
          where: [key, `--${option}`],
          scalar,
          value,
          rank: 2,
        });
    }
  }
  return found.filter(({ value }) => isLiteral(value));
}

/** Names of users, databases and hosts: a password that repeats one is no secret. */
const NAMES = /(?:^|_)(?:USER|USERNAME|LOGIN|DB|DATABASE|NAME|HOST|BUCKET|VHOST)$/i;

function serverSecrets(service: Service): ReadonlySet<string> {
  const profile =
    service.image === undefined ? undefined : serviceProfile(service.image.replace(/\$\{\w+:?-([^${}]*)\}/g, '$1'));
  return new Set([...(profile?.secrets?.is ?? []), ...Object.keys(profile?.secretFilesNamed?.is ?? {})]);
}

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly scalar: YamlScalar;
}

/** `environment` or `args`, as a map or a list of `KEY=value`. */
function pairsOf(node: YamlNode | undefined): Pair[] {
  const map = asMap(node);
  if (map) {
    return [...entriesOf(map)].flatMap(([key, entry]) => {
      const scalar = resolveAlias(entry.value);
      return scalar.kind === 'scalar' && scalar.value !== null ? [{ key, value: scalar.text, scalar }] : [];
    });
  }
  return (asSeq(node)?.items ?? []).flatMap((item) => {
    const scalar = resolveAlias(item);
    const equals = scalar.kind === 'scalar' ? scalar.text.indexOf('=') : -1;
    if (scalar.kind !== 'scalar' || equals < 1) return [];
    return [{ key: scalar.text.slice(0, equals), value: scalar.text.slice(equals + 1), scalar }];
  });
}

/** No variable stands in it: `$$` is a plain dollar. */
function isLiteral(value: string): boolean {
  return !value.replaceAll('$$', '').includes('$');
}

// A value that is longer than this is no address.
const LONGEST = 2000;
const IN_ADDRESS = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'<{]{0,100}:([^\s/@"'<{]{1,100})@/gi;
const IN_SETTINGS = /(?:^|[;,\s&?])(?:password|pwd)=([^\s;,&"']{1,100})/gi;

/** Passwords inside a longer value: in an address, or in `Server=db;Password=...`. */
function insideOf(value: string): string[] {
  if (value.length > LONGEST || !/[:=]/.test(value)) return [];
  return [...value.matchAll(IN_ADDRESS), ...value.matchAll(IN_SETTINGS)]
    .map((match) => match[1]!)
    .filter((inner) => holdsSecret('PASSWORD', inner));
}

/** `DATABASE_URL` holds the `DATABASE_PASSWORD`. */
function nameInside(key: string): string {
  return `${key.replace(/_?(?:URLS?|URIS?|DSN|ADDRESS|CONNECTION_?(?:STRING|URL|URI)|CONN)$/i, '') || key}_PASSWORD`;
}

interface Option {
  readonly scalar: YamlScalar;
  readonly option: string;
  readonly value: string;
}

const OPTION =
  /^--?((?:[a-z]+[-_.])*(?:password|passwd|pass|requirepass|masterauth|secret|token|secret[-_]key|api[-_]?key|auth[-_]?key))$/i;

/** `--requirepass s3cret` and `--password=s3cret`, in a command of words or of one line. */
function optionsOf(node: YamlNode | undefined): Option[] {
  const list = asSeq(node);
  const words: { text: string; scalar: YamlScalar }[] = [];
  for (const item of list ? list.items : node ? [node] : []) {
    const scalar = resolveAlias(item);
    const text = asText(item);
    if (scalar.kind !== 'scalar' || text === undefined || text.length > LONGEST) continue;
    // A list of words is no line: what has blanks in it is one word, except the script of `sh -c`.
    for (const word of text.split(/\s+/)) words.push({ text: word.replace(/^["']|["']$/g, ''), scalar });
  }
  return words.flatMap(({ text, scalar }, index) => {
    const equals = text.indexOf('=');
    const option = OPTION.exec(equals === -1 ? text : text.slice(0, equals))?.[1];
    if (option === undefined) return [];
    const next = words[index + 1];
    const value = equals === -1 ? next?.text : text.slice(equals + 1).replace(/^["']|["']$/g, '');
    if (value === undefined || value.startsWith('-') || !holdsSecret('PASSWORD', value)) return [];
    return [{ scalar: equals === -1 ? next!.scalar : scalar, option, value }];
  });
}

function nameOfOption(service: Service, option: string): string {
  const word = /requirepass|masterauth|pass/i.test(option) ? 'PASSWORD' : option.replace(/[-.]/g, '_');
  return `${service.name}_${word}`.toUpperCase();
}

/** What nobody has to keep to himself, unless its form says that an issuer made it. */
export function isKnown({ value, known, key }: Found): boolean {
  const issued = SECRET_VALUE.test(value) && !/x{3,}/i.test(value);
  return !issued && isPlaceholder(value, [...known, key]);
}
