// What the variable is called that stands for a value.
import { type Stop, stop, partPattern } from '../../src/model/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import type { Found } from './find.js';

export interface Names {
  /** What `.env` sets, as Compose reads it. */
  readonly set: ReadonlyMap<string, string>;
  /** Variables that the Compose files of the folder read. */
  readonly read: ReadonlySet<string>;
  /** Values of the folder's other Compose files, by the key they stand under. */
  readonly others: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names given to other values of this file. */
  readonly given: ReadonlySet<string>;
}

/**
 * A name nobody uses for something else: that of the key, else with the service in front. Refuses where `.env`, or a
 * file beside this one that reads the same `.env`, has another value under it.
 */
export function nameOf(found: readonly [Found, ...Found[]], names: Names): string | Stop {
  const [best] = [...found].sort(
    (a, b) => a.rank - b.rank || Number(/ROOT/i.test(a.key)) - Number(/ROOT/i.test(b.key)),
  );
  const { key, service, value } = best!;
  const plain = shout(key);
  const prefix = shout(service.name);
  const long = plain.startsWith(`${prefix}_`) ? plain : `${prefix}_${plain}`;
  const candidates = isGeneral(plain) ? [long] : [...new Set([plain, long])];
  let no: Stop | undefined;
  for (const name of candidates) {
    const other = [...(names.others.get(key) ?? [])].some((each) => each !== value);
    const inEnv = names.set.get(name) ?? '';
    if (inEnv !== '') {
      if (inEnv === value.replaceAll('$$', '$')) return name;
      no ??= stop('conflicts', `.env sets ${name} to another value; decide which of the two counts`);
    } else if (names.given.has(name) || names.read.has(name)) {
      no ??= stop('conflicts', `${name} is the name of another variable of this folder's Compose files`);
    } else if (other) {
      no ??= stop(
        'ambiguous',
        `another Compose file of the folder gives ${key} another value, and one .env would serve both`,
      );
    } else return name;
  }
  return no!;
}

function shout(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_');
}

/** Names that a shell or a CI system may have set to something else, which would win over `.env`. */
const ELSEWHERE = partPattern(
  'GITHUB GH GITLAB CI NPM NODE_AUTH AWS AZURE GOOGLE DOCKER OPENAI ANTHROPIC HF PG REDISCLI',
  { before: /^/, after: /(?:_|$)/, also: [/MYSQL_PWD$/, /PGPASSWORD$/] },
);

function isGeneral(name: string): boolean {
  return !name.includes('_') || ELSEWHERE.test(name);
}

/** The variables a text of Compose reads. */
export function variablesOf({ text }: Pick<ComposeDoc, 'text'>): string[] {
  return [...text.replaceAll('$$', '').matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1]!);
}

/** `.env` as Compose reads it, as far as names and values go. Source: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax */
export function readEnvFile(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*(\S.*)?$/.exec(line);
    if (match) found.set(match[1]!, unquoted(match[2] ?? ''));
  }
  return found;
}

function unquoted(text: string): string {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1);
    if (end !== -1) return text.slice(1, end);
  }
  return text.replace(/(?<=\s)#.*/s, '').trimEnd();
}
