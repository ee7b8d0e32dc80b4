// Variables that files of the repository set: `.env` beside a Compose file for its text, `env_file` for a container.
import { child, type FilePath, type Repository, resolveFile } from '../model/index.js';
import { asMap, asSeq, asText, findEntry, type YamlNode } from '../yaml/index.js';
import type { Surroundings } from './around.js';

/** What Compose fills into the text of a file where its environment sets nothing: the `.env` of the folder. */
export function projectVariables({ folder, context }: Pick<Surroundings, 'folder' | 'context'>): Variables {
  return readVariables(child(folder, '.env'), context.evidence.repository);
}

/** The files that `env_file` names, as they are written; `$` for what a variable decides. */
export function envFiles(node: YamlNode | undefined): string[] {
  const one = asText(node);
  if (one !== undefined) return [one];
  return (asSeq(node)?.items ?? []).map((item) => {
    const map = asMap(item);
    return asText(map ? findEntry(map, 'path')?.value : item) ?? '$';
  });
}

/** What a container gets from the files of `env_file`, as far as they are in the repository. */
export function variablesOfFiles(
  node: YamlNode | undefined,
  { folder, context }: Pick<Surroundings, 'folder' | 'context'>,
): [name: string, value: string][] {
  return envFiles(node).flatMap((path) => {
    const file = resolveFile(folder, path);
    return file === undefined ? [] : [...readVariables(file, context.evidence.repository)];
  });
}

type Variables = ReadonlyMap<string, string>;

/** `NAME=value` on a line; of a file that git ignores nothing is known. */
function readVariables(file: FilePath, repository: Repository): Variables {
  const text = repository.kind(file) === 'file' && !repository.ignored(file) ? repository.read(file) : undefined;
  const found = new Map<string, string>();
  for (const line of (text ?? '').split(/\r?\n/)) {
    const [, name, written = ''] = /^\s*(?:export\s+)?(\w{1,80})\s*=(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const value = written.trim().replace(/^(["'])(.*)\1$/, '$2');
    if (!value.includes('$')) found.set(name, value);
  }
  return found;
}

/** A text with `$NAME`, `${NAME}` and `${NAME:-default}` filled in where the value is known. */
export function filledIn(text: string, variables: Variables): string {
  return text.replace(
    /(?<!\$)\$(?:(\w+)|\{(\w+)(?::?-([^${}]*))?\})/g,
    (whole, plain: string | undefined, braced: string | undefined, fallback: string | undefined) =>
      (variables.get((plain ?? braced)!) || fallback) ?? whole,
  );
}
