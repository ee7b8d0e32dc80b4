// Where the manifest of a package manager may lie that a build installs from.
import type { Folder } from '../../../src/model/index.js';
import { contextPath, copyArguments, isContextCopy } from '../../../src/dockerfile/index.js';
import type { Site } from '../recipe.js';

/** The build contexts, and the folders of them that a COPY takes files from. */
export function manifestFolders({ contexts, body }: Site): ReadonlySet<Folder> {
  const folders = new Set<Folder>(contexts);
  for (const context of contexts) {
    for (const instruction of body) {
      if (!isContextCopy(instruction)) continue;
      for (const source of copyArguments(instruction)?.sources ?? []) {
        const path = contextPath(context, source.replace(/\/?(?:Gemfile|gems|composer)[\w.*]{0,100}$/, ''));
        if (path !== undefined) folders.add(path);
      }
    }
  }
  return folders;
}
