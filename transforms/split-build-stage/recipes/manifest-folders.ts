// Where the manifest of a package manager may lie that a build installs from.
import type { FilePath } from '../../../src/model/index.js';
import { contextPath, copyArguments } from '../../../src/dockerfile/index.js';
import type { Site } from '../recipe.js';

/** The build contexts, and the folders of them that a COPY takes files from. */
export function manifestFolders({ contexts, body }: Site): ReadonlySet<FilePath | ''> {
  const folders = new Set<FilePath | ''>(contexts);
  for (const context of contexts) {
    for (const instruction of body) {
      if ((instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') || instruction.flag('from')) continue;
      for (const source of copyArguments(instruction)?.sources ?? []) {
        const path = contextPath(context, source.replace(/\/?(?:Gemfile|gems|composer)[\w.*]*$/, ''));
        if (path !== undefined) folders.add(path);
      }
    }
  }
  return folders;
}
