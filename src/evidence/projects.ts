// Which projects lie in a directory: one entry for each ecosystem and tool whose manifests are there.
import type { Folder, Project, Repository } from '../model/index.js';
import { readDotnet } from './projects-dotnet.js';
import { readGo } from './projects-go.js';
import { readGradle, readMaven } from './projects-java.js';
import { readNative, readStatic } from './projects-native.js';
import { readNode } from './projects-node.js';
import { readPython } from './projects-python.js';
import { readRust } from './projects-rust.js';
import { readPhp, readRuby } from './projects-scripting.js';

const READERS: readonly ((repository: Repository, directory: Folder) => Project | undefined)[] = [
  readPython,
  readNode,
  readGo,
  readMaven,
  readGradle,
  readRust,
  readDotnet,
  readPhp,
  readRuby,
  readStatic,
  readNative,
];

/** The projects whose manifests lie in a directory. Files that are not there cost nothing. */
export function readProjects(repository: Repository, directory: Folder): Project[] {
  const found: Project[] = [];
  for (const read of READERS) {
    const project = read(repository, directory);
    if (project) found.push(project);
  }
  return found;
}
