// bun.lock, bun.lockb and bunfig.toml. Sources: https://bun.com/docs/pm/lockfile, https://bun.com/docs/runtime/bunfig
import { child, type FilePath, type Folder, type Repository } from '../../model/index.js';
import type { BunProject } from './project.js';

export function readBun(repository: Repository, directory: Folder): BunProject | undefined {
  const at = (...names: readonly string[]): FilePath[] =>
    names.map((name) => child(directory, name)).filter((path) => repository.kind(path) === 'file');
  const manifests = at('bun.lock', 'bun.lockb', 'bunfig.toml');
  if (manifests.length === 0) return undefined;
  return { ecosystem: 'bun', directory, manifests, unread: [], lock: at('bun.lock', 'bun.lockb')[0] };
}
