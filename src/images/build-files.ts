// Files that build images and are no pipelines: bake files, makefiles and shell scripts.
import { child, factOf, type FilePath, type Repository, wordList } from '../model/index.js';

/** As `docker buildx bake` looks for them. Source: https://docs.docker.com/build/bake/reference/#file-format */
export const BAKE_FILES = wordList(
  'docker-bake.hcl docker-bake.override.hcl docker-bake.json docker-bake.override.json',
);
/** As make looks for them. Source: https://www.gnu.org/software/make/manual/html_node/Makefile-Names.html */
export const MAKEFILES = wordList('GNUmakefile makefile Makefile');

/** Where scripts of the build lie; so many of them are read. */
const SCRIPT_FOLDERS = ['', 'scripts', 'ci', '.ci'] as const;
const MOST_SCRIPTS = 40;

/** The shell scripts of the root, and of the folders that hold those of a build. */
export function shellScripts(repository: Repository): readonly FilePath[] {
  return SCRIPT_FOLDERS.flatMap((name) => {
    const folder = name === '' ? '' : child('', name);
    return repository
      .list(folder)
      .filter((each) => each.endsWith('.sh'))
      .map((each) => child(folder, each));
  }).slice(0, MOST_SCRIPTS);
}

export interface BuildFile {
  readonly path: FilePath;
  readonly text: string;
}

/** The makefiles of the root, as they are before any step. */
export function makefiles(repository: Repository): readonly BuildFile[] {
  return factOf(repository.over?.base ?? repository, readMakefiles);
}

function readMakefiles(repository: Repository): readonly BuildFile[] {
  return readAll(
    repository,
    MAKEFILES.map((name) => child('', name)),
  );
}

/** The makefiles, shell scripts and bake files that may build images. */
export function buildFiles(repository: Repository): readonly BuildFile[] {
  const bakes = BAKE_FILES.map((name) => child('', name));
  return [...makefiles(repository), ...readAll(repository, [...shellScripts(repository), ...bakes])];
}

/** What stands in those of the files that are there. */
export function readAll(repository: Repository, paths: readonly FilePath[]): readonly BuildFile[] {
  return paths.flatMap((path) => {
    const text = repository.kind(path) === 'file' ? repository.read(path) : undefined;
    return text === undefined ? [] : [{ path, text }];
  });
}
