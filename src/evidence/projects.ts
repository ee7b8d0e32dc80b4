// Which projects lie in a directory: one entry for each ecosystem and tool whose manifests are there.
import type { Folder, Project, Repository } from '../model/index.js';
import {
  readDotnet,
  readGo,
  readGradle,
  readMaven,
  readNative,
  readStatic,
  readNode,
  readPython,
  readRust,
  readPhp,
  readRuby,
} from '../ecosystems/index.js';

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
