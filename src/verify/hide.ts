// Secrets that a run was given, taken out of what it printed: logs end up in reports, pull requests and the cache. hide
// never takes a name for a secret that the files use for something else, or logs of a database called `app` lose that word.
import { holdsSecret } from '../knowledge/index.js';
import type { ModelMap } from '../io/index.js';
import { listIn, mapIn, textIn } from './values.js';

/** Takes the secrets out of a text. */
export type Hide = (text: string) => string;

export interface Reading {
  /** The content of a file that a secret names; `undefined` where it cannot be read. */
  file(path: string): string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Shorter ones are words of any log. */
export const SHORTEST = 4;
const MOST = 500;
const MASK = '***';
const PASSWORD_IN_ADDRESS = /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@]{0,100}:([^\s/@]{1,200})@/gi;

/** The secrets of a Compose model, as `config` prints it: of builds, of `secrets`, and credentials in variables. */
export function secretsOf(model: ModelMap, reading: Reading): string[] {
  const found = new Set<string>();
  const known = new Set<string>();
  const take = (name: string, value: string | undefined): void => {
    if (value === undefined) return;
    if (holdsSecret(name, value)) found.add(value);
    else known.add(value);
    for (const [, password] of value.matchAll(PASSWORD_IN_ADDRESS)) found.add(password!);
  };
  for (const { file, environment, content } of Object.values(mapIn(model.secrets)).map(mapIn)) {
    const path = textIn(file);
    const text = path === undefined ? textIn(content) : reading.file(path);
    for (const line of (text ?? '').split('\n')) found.add(line.trim());
    const name = textIn(environment);
    if (name !== undefined) found.add(reading.env[name] ?? '');
  }
  for (const [service, value] of Object.entries(mapIn(model.services))) {
    const { environment, build, image } = mapIn(value);
    known.add(service);
    for (const word of (textIn(image) ?? '').split(/[/:@]/)) known.add(word);
    const { args, secrets } = mapIn(build);
    for (const [name, each] of [...Object.entries(mapIn(environment)), ...Object.entries(mapIn(args))])
      take(name, each === null ? reading.env[name] : textIn(each)?.replaceAll('$$', '$'));
    for (const each of listIn(secrets)) {
      const source = textIn(each) ?? textIn(mapIn(each).source) ?? '';
      if (mapIn(model.secrets)[source] === undefined) found.add(reading.env[source] ?? '');
    }
  }
  return [...found].filter((value) => value.length >= SHORTEST && !known.has(value)).slice(0, MOST);
}

/** Credentials among variables that an image brings along, `NAME=value` each. */
export function secretsIn(variables: readonly string[]): string[] {
  return variables.flatMap((pair) => {
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1);
    return value.length >= SHORTEST && holdsSecret(pair.slice(0, at), value) ? [value] : [];
  });
}

/** The right-hand sides of a file of variables: what a message about a file that cannot be read may repeat. */
export function valuesOf(text: string | undefined): string[] {
  return (text ?? '').split('\n').flatMap((line) => {
    const value = line
      .slice(line.indexOf('=') + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
    return value.length >= SHORTEST && !line.trimStart().startsWith('#') ? [value] : [];
  });
}

/** The longest first, so that none leaves the rest of another behind; as an address writes them, too. */
export function hiderOf(secrets: readonly string[]): Hide {
  const all = [
    ...new Set(secrets.flatMap((each) => [each, ...(/^[ -~]*$/.test(each) ? [encodeURIComponent(each)] : [])])),
  ].sort((a, b) => b.length - a.length);
  return (text) => all.reduce((left, secret) => left.replaceAll(secret, MASK), text);
}
