// Who else speaks of the home directory of root: Compose files and manifests, scripts, the source that is copied.
import {
  lineMark,
  type Context,
  type FilePath,
  type Repository,
  type Folder,
  anyOf,
  exactPattern,
  partPattern,
  isWithin,
  words,
  walkFiles,
} from '../../src/model/index.js';
import { placementsIn, sourcesOf } from '../../src/runs/index.js';
import type { DockerfileDoc, Stage } from '../../src/dockerfile/index.js';

const NAMED = /(?<![\w./@$}-])\/root(?![\w.-])/;
/** The program may look into its home, which was its folder. */
const HOME_IN_SOURCE =
  /\bexpanduser\b|\bPath\.home\(|\bhomedir\(|\bUserHomeDir\(|user\.home\b|\bhome_dir\(|\bDir\.home\b|["'$.{]HOME\b/;
const CONFIGURES = anyOf(
  partPattern('yaml yml sh bash json toml hcl tf service conf ini cfg env mk', {
    before: /\./,
    after: /$/,
    flags: 'i',
  }),
  exactPattern('Makefile Jenkinsfile Procfile Tiltfile Vagrantfile justfile', { flags: 'i' }),
);
/** Pages count where the image is at home: those of another folder speak of something else. */
const PAGE = /\.(?:md|rst|txt)$/i;
const CODE = /\.(?:py|[cm]?[jt]sx?|go|rb|ru|php|java|kt|scala|groovy|cs|fs|vb|rs|c|cc|cpp|cxx|h|hpp)$/;
const SKIPPED = words('vendor target dist build');
const LOCK = /lock\.(?:json|ya?ml)$|^composer\.lock$/;

const MOST_FILES = 3000;
const LARGEST = 300_000;

/** The first file that names the home of root, or looks for a home where the program is; in words. */
export function mentionAround(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  { evidence, group }: Context,
): string | undefined {
  const { repository } = evidence;
  const isFolder = (path: Folder): boolean => path === '' || repository.kind(path) !== 'file';
  let left = MOST_FILES;
  // What only the build copies is in the program where it is code.
  const built = search(
    repository,
    sourcesOf(doc, stage, folder, repository).filter((path) => isFolder(path) || CODE.test(path)),
    (name) => CODE.test(name),
  );
  const copied = placementsIn(doc, stage, folder, repository).flatMap(({ source, stage: from }) =>
    from ? [] : [source],
  );
  const inImage = search(repository, copied, () => true);
  const around = search(
    repository,
    [''],
    (name, at) => CONFIGURES.test(name) || (isWithin(folder, at) && PAGE.test(name)),
  );
  const seen = new Set<FilePath>();
  for (const [files, isSource] of [
    [[...group.compose, ...group.kubernetes], false],
    [inImage, true],
    [built, true],
    [around, false],
  ] as const) {
    for (const file of files) {
      if (seen.has(file) || file === doc.file || /(?:^|[./])(?:Docker|Container)file/.test(file)) continue;
      seen.add(file);
      if (left-- === 0) return 'there are more files than were searched for its name';
      const text = repository.read(file);
      if (text === undefined || text.length > LARGEST) continue;
      const named = lineOf(text, NAMED);
      if (named !== undefined) return `${file}:${lineMark(file, named)} speaks of it`;
      const home = isSource ? lineOf(text, HOME_IN_SOURCE) : undefined;
      if (home !== undefined) return `${file}:${lineMark(file, home)} looks into the home directory of whoever runs it`;
    }
  }
  return undefined;
}

function lineOf(text: string, pattern: RegExp): number | undefined {
  const at = text.search(pattern);
  return at === -1 ? undefined : text.slice(0, at).split('\n').length;
}

function search(
  repository: Repository,
  from: readonly Folder[],
  wanted: (name: string, folder: Folder) => boolean,
): Iterable<FilePath> {
  return walkFiles(repository, {
    from,
    wanted: (name, folder) => !LOCK.test(name) && wanted(name, folder),
    enter: (name) => !SKIPPED.has(name),
    opens: 'hidden',
    mostFolders: MOST_FILES,
  });
}
