// mix.exs, which is a program: what is written out in it is read, and nothing is run. Source: https://hexdocs.pm/mix/Mix.Project.html
import { child, type Folder, type Read, type Repository } from '../../model/index.js';
import { type ManifestText, readManifest } from '../manifest-text.js';
import type { ElixirProject } from './project.js';

export function readElixir(repository: Repository, directory: Folder): ElixirProject | undefined {
  const file = child(directory, 'mix.exs');
  if (repository.kind(file) !== 'file') return undefined;
  const manifest = readManifest(repository, file);
  const lock = child(directory, 'mix.lock');
  const hasLock = repository.kind(lock) === 'file';
  return {
    ecosystem: 'elixir',
    directory,
    manifests: [file, ...(hasLock ? [lock] : [])],
    unread: manifest ? [] : [{ file, why: 'it is too large, or not UTF-8' }],
    app: manifest && found(manifest, /\bapp:\s{0,9}:(\w{1,80})/),
    foreignErlang: manifest && found(manifest, /\binclude_erts:\s{0,9}([^\s,\]]{1,80})/, 'true'),
    lock: hasLock ? lock : undefined,
  };
}

/** The first that a pattern finds, but for one value. */
function found(manifest: ManifestText, pattern: RegExp, but?: string): Read<string> | undefined {
  const match = pattern.exec(manifest.text);
  const value = match?.[1];
  if (!match || value === undefined || value === but) return undefined;
  return manifest.read(value, match.index, match.index + match[0].length);
}
