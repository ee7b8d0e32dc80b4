// What the machine's settings say about registries: registries.conf of Podman and Buildah, daemon.json of Docker.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { type JsonRecord, listIn, parseJson, recordIn, stringsIn, textIn } from './json.js';

/** A `[[registry]]` table. */
export interface ContainersRegistry {
  readonly prefix: string;
  /** Absent: the prefix stays as it is. */
  readonly location: string | undefined;
  readonly blocked: boolean;
  readonly insecure: boolean;
  readonly mirrors: readonly string[];
  readonly insecureMirrors: readonly string[];
}

/**
 * The `[[registry]]` tables of registries.conf, version 2: the user's file instead of the machine's, then the files of
 * the `.d` folders, of which a later one replaces an earlier rule of the same prefix. A file that is not TOML is passed
 * over. Mirrors that serve digests only are left out, since tags are asked. Source: containers-registries.conf(5).
 */
export function readContainersConf(
  etc: string,
  home: string | undefined,
  named: string | undefined,
): ContainersRegistry[] {
  const system = join(etc, 'containers', 'registries.conf');
  const user = home === undefined ? undefined : join(home, '.config', 'containers', 'registries.conf');
  const main = named ?? (user !== undefined && readText(user) !== undefined ? user : system);
  const folders = named === undefined ? [`${system}.d`, ...(user === undefined ? [] : [`${user}.d`])] : [];
  const rules = new Map<string, ContainersRegistry>();
  for (const file of [main, ...folders.flatMap(confFiles)]) {
    for (const rule of readTables(file)) rules.set(rule.prefix, rule);
  }
  return [...rules.values()];
}

export interface DaemonSettings {
  /** Of docker.io, and of nothing else. */
  readonly mirrors: readonly string[];
  readonly insecure: readonly string[];
}

/** `registry-mirrors` and `insecure-registries` of daemon.json; networks (`10.0.0.0/8`) among the latter are left out. */
export function readDaemonJson(etc: string, home: string | undefined): DaemonSettings {
  const files = [join(etc, 'docker', 'daemon.json')];
  if (home !== undefined)
    files.push(join(home, '.config', 'docker', 'daemon.json'), join(home, '.docker', 'daemon.json'));
  const mirrors: string[] = [];
  const insecure: string[] = [];
  for (const file of files) {
    const settings = recordIn(parseJson(readText(file)));
    mirrors.push(...stringsIn(settings['registry-mirrors']));
    insecure.push(...stringsIn(settings['insecure-registries']).filter((each) => !each.includes('/')));
  }
  return { mirrors, insecure };
}

function confFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.conf'))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return []; // no such folder
  }
}

function readTables(file: string): ContainersRegistry[] {
  const text = readText(file);
  const tables = text === undefined ? [] : listIn(recordIn(parseToml(text)).registry);
  const rules: ContainersRegistry[] = [];
  for (const table of tables.map(recordIn)) {
    const { prefix, location, blocked, insecure } = table;
    const own = textIn(prefix) ?? textIn(location);
    if (own === undefined) continue;
    const mirrors = listIn(table.mirror).map(recordIn).filter(servesTags);
    rules.push({
      prefix: own,
      location: location === own ? undefined : textIn(location),
      blocked: blocked === true,
      insecure: insecure === true,
      mirrors: table['mirror-by-digest-only'] === true ? [] : stringsIn(mirrors.map((each) => each.location)),
      insecureMirrors: stringsIn(mirrors.filter((each) => each.insecure === true).map((each) => each.location)),
    });
  }
  return rules;
}

function servesTags(mirror: JsonRecord): boolean {
  return mirror['pull-from-mirror'] !== 'digest-only';
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // absent, or not ours to read
  }
}

function parseToml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
