// deno.json and deno.lock. Source: https://docs.deno.com/runtime/fundamentals/configuration/
import { child, type FilePath, type Folder, type Repository } from '../../model/index.js';
import { readManifest } from '../manifest-text.js';
import type { DenoProject } from './project.js';

export function readDeno(repository: Repository, directory: Folder): DenoProject | undefined {
  const at = (...names: readonly string[]): FilePath[] =>
    names.map((name) => child(directory, name)).filter((path) => repository.kind(path) === 'file');
  const [file] = at('deno.json', 'deno.jsonc');
  const [lock] = at('deno.lock');
  if (file === undefined && lock === undefined) return undefined;
  const manifest = file && readManifest(repository, file);
  const setting = manifest && /"nodeModulesDir"\s{0,9}:/.test(manifest.text) ? file : undefined;
  return {
    ecosystem: 'deno',
    directory,
    manifests: [file, lock].flatMap((path) => path ?? []),
    unread: file && !manifest ? [{ file, why: 'it is too large, or not UTF-8' }] : [],
    lock,
    besideSource: setting,
  };
}
