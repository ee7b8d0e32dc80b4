import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needGit } from './process.js';

/**
 * Gives files of a commit, checked out into a folder, the `.git` that a shallow clone of it has: builds copy it, or ask it
 * for a version. It names no remote and no person, and has no hooks.
 * @param dir holds the whole commit.
 * @throws GitError where it does not.
 */
export async function makeShallow(dir: string, id: string, folder: string): Promise<void> {
  const format = id.length === 64 ? 'sha256' : 'sha1';
  const own = join(folder, '.git');
  await needGit(['init', '--quiet', '--template=', `--object-format=${format}`, '.'], { cwd: folder });
  const objects = await needGit(['rev-list', '--objects', '--no-walk', id], { dir });
  await needGit(['pack-objects', '--quiet', join(own, 'objects', 'pack', 'pack')], { dir, input: objects });
  writeFileSync(join(own, 'shallow'), `${id}\n`);
  // Of no branch, as jobs of CI have it.
  writeFileSync(join(own, 'HEAD'), `${id}\n`);
  await needGit(['read-tree', id], { dir: own });
}
