import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { child, type FilePath } from '../model/index.js';
import { openObjects } from './blobs.js';
import { foldersOf } from './entries.js';
import { needGit } from './process.js';

/**
 * Writes what a commit holds into an empty folder, to the byte: no filter, hook or attribute has a say. It has no `.git`,
 * and submodules are empty folders.
 * @param fetch gets files that a partial clone has left behind.
 * @throws GitError where there is no such commit.
 */
export async function checkOut(
  dir: string,
  id: string,
  folder: string,
  fetch: (ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const folders = foldersOf(await needGit(['ls-tree', '-r', '-l', '-z', '--full-tree', id], { dir }), id);
  const links: { readonly path: FilePath; readonly id: string }[] = [];
  const files: { readonly path: FilePath; readonly id: string; readonly executable: boolean }[] = [];
  const missing: string[] = [];
  for (const [above, held] of folders) {
    if (above === '.git' || above.startsWith('.git/')) continue;
    mkdirSync(join(folder, above), { recursive: true });
    for (const [name, node] of held) {
      if (node.kind === 'directory') continue;
      const path = child(above, name);
      if (node.size === undefined) missing.push(node.id);
      if (node.kind === 'link') links.push({ path, id: node.id });
      else files.push({ path, id: node.id, executable: node.executable });
    }
  }
  await fetch(missing);
  const objects = openObjects(dir);
  try {
    const bytesOf = (id: string): Uint8Array => objects.read(id) ?? new Uint8Array();
    for (const { path, id, executable } of files)
      writeFileSync(join(folder, path), bytesOf(id), { flag: 'wx', mode: executable ? 0o755 : 0o644 });
    // Last: nothing is written through one.
    for (const { path, id } of links) symlinkSync(Buffer.from(bytesOf(id)).toString('utf8'), join(folder, path));
  } finally {
    objects.close();
  }
}
