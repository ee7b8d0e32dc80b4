// Where the manifest of a package manager may lie that a build installs from.
import type { Folder } from '../model/index.js';
import { contextPath, copyArguments, isContextCopy } from '../dockerfile/index.js';
import type { Site } from '../runs/index.js';

/**
 * The build contexts, and the folders of them that a COPY takes files from.
 * @param manifests the end of a path that names a manifest.
 */
export function manifestFolders({ contexts, body }: Site, manifests: RegExp): ReadonlySet<Folder> {
  const folders = new Set<Folder>(contexts);
  for (const context of contexts) {
    for (const instruction of body) {
      if (!isContextCopy(instruction)) continue;
      for (const source of copyArguments(instruction)?.sources ?? []) {
        const path = contextPath(context, source.replace(manifests, ''));
        if (path !== undefined) folders.add(path);
      }
    }
  }
  return folders;
}
