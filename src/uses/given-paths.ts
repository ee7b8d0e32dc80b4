// What of the repository lies at which path of a container: mounted by its service, or copied by its Dockerfile.
import {
  type Context,
  type FilePath,
  type Folder,
  type Repository,
  resolveFile,
  resolveIn,
  walkFiles,
} from '../model/index.js';
import { asText, findValue } from '../yaml/index.js';
import { baseChain, copyArguments, type DockerfileDoc, isCopy, type Stage } from '../dockerfile/index.js';
import { copyTarget, pathInRepository, placementsOf } from '../runs/index.js';
import { serviceMounts, type ServiceView } from '../services/index.js';

/** Something at a path of the container; `undefined` where it is not in the repository. */
export interface GivenPath {
  readonly target: string;
  readonly path: Folder | undefined;
}

/** What a service mounts, memory apart; `undefined` where something is mounted at a path that is not known. */
export function mountedPaths({ service, around }: ServiceView): readonly GivenPath[] | undefined {
  const mounts = serviceMounts(service);
  if (mounts.some(({ target, kind }) => target === undefined && kind !== 'file')) return undefined;
  return mounts.flatMap(({ kind, source, target }): GivenPath[] => {
    if (target === undefined || kind === 'tmpfs') return [];
    if (kind === 'bind') return [{ target, path: source === undefined ? undefined : resolveIn(around.folder, source) }];
    return [{ target, path: kind === 'file' ? fileOf(source, around) : undefined }];
  });
}

/** The file of a config; what a secret holds is not read. */
function fileOf(name: string | undefined, { doc, folder }: ServiceView['around']): FilePath | undefined {
  for (const root of doc.yaml.documents) {
    const file = name === undefined ? undefined : asText(findValue(root, 'configs', name, 'file'));
    if (file !== undefined) return resolveFile(folder, file);
  }
  return undefined;
}

/**
 * What a stage and those below it copy, also out of a stage that copied it from the repository. Of what comes from
 * elsewhere (an address, another image, text in the Dockerfile) only the place is known, or not even that: then it is `/`.
 */
export function copiedPaths(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  { evidence: { repository } }: Context,
): readonly GivenPath[] {
  const copies = baseChain(stage).flatMap(({ instructions }) => instructions.filter(isCopy).reverse());
  return copies.flatMap((instruction) => {
    const placements = placementsOf(doc, instruction, folder, repository);
    const found = placements.map(({ target, source, stage: from }): GivenPath => {
      return { target, path: from ? pathInRepository(doc, from, source, folder, repository) : source };
    });
    const isAll = placements.length >= (copyArguments(instruction)?.sources.length ?? 1);
    return isAll ? found : [...found, { target: copyTarget(doc, instruction) ?? '/', path: undefined }];
  });
}

const MOST_FILES = 60;

/** The files at or below a path; `undefined` where nothing is there, or too much. */
export function filesAt(path: Folder, repository: Repository): readonly FilePath[] | undefined {
  const kind = path === '' ? 'directory' : repository.kind(path);
  if (path !== '' && kind === 'file') return [path];
  if (kind !== 'directory') return undefined;
  const walk = walkFiles(repository, { from: [path], mostFiles: MOST_FILES, mostFolders: MOST_FILES });
  const files = [...walk];
  return walk.cut ? undefined : files;
}
