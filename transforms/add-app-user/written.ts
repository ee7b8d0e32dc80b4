// Where the program writes, in the image: what is given to the account.
import {
  type Context,
  type Evidence,
  type FilePath,
  type Unread,
  type Write,
  type Folder,
  type Stop,
  stop,
  partPattern,
  isWithin,
} from '../../src/model/index.js';
import { pathsInImage } from '../../src/runs/index.js';
import {
  buildStates,
  normalisePath,
  type DockerfileDoc,
  type Stage,
  absoluteIn,
  imageParent,
} from '../../src/dockerfile/index.js';
import { liesInPackage } from '../../src/ecosystems/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import type { ImageSource, ImageUse } from '../../src/uses/index.js';
import { isFree, isShared, isSystem } from './paths.js';
import { placeOf } from './reasons.js';

export interface Written {
  /** Absolute folders that are made for the account, or given to it. */
  readonly folders: ReadonlySet<string>;
  /** Those that are mounts. */
  readonly mounted?: ReadonlySet<string>;
  /** Those of them of which it has to own all that lies in them. */
  readonly whole: ReadonlySet<string>;
  /** Working directories in which it makes files; `true`: it may change whatever lies in them as well. */
  readonly own: ReadonlyMap<string, boolean>;
  /** Folders that are made for it behind all that the build puts around them. */
  readonly caches?: readonly string[];
  /** Those of them in which the build may have left files of root. */
  readonly filled?: ReadonlySet<string>;
  /** Files in them that come from the repository and are written. */
  readonly files: ReadonlySet<string>;
  /** Why there may be more that is written. */
  readonly unread: readonly Unread[];
  readonly evidence: readonly Evidence[];
}

const MOST_EVIDENCE = 4;

/** Everything that the uses of a stage write, as folders of the image; or a reason why they cannot be given away. */
export function writtenBy(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  uses: readonly ImageUse[],
  source: ImageSource,
  context: Context,
): Written | Stop {
  const folders = new Set<string>();
  const whole = new Set<string>();
  const caches = new Set<string>();
  const files = new Set<string>();
  const own = new Map<string, boolean>();
  const unread: Unread[] = [];
  const evidence: Evidence[] = [];
  const { variables } = buildStates(doc)[stage.instructions.at(-1)!.index]!;
  for (const use of uses) {
    const open: Unread[] = [...use.program.writes.unread, ...source.facts.writes.unread];
    const { directories } = use.program;
    const homes: readonly (string | undefined)[] = directories.length > 0 ? directories : [use.directory];
    const byStart = use.program.writes.known.map((write) => ({ write, starts: [use.directory] }));
    // What the source writes beside itself is in each folder that something is started in.
    const inSource = source.facts.writes.known.map((write) => ({ write, starts: homes }));
    for (const { write, starts } of [...byStart, ...inSource]) {
      // The account has a home of its own.
      if (write.path.startsWith('~')) continue;
      const { variable } = write;
      const value = variable === undefined ? undefined : (use.environment.get(variable) ?? variables.get(variable));
      const placed = value === undefined ? write : { ...write, path: value + (write.rest ?? ''), base: undefined };
      const paths = pathsOf(doc, stage, folder, use, placed, starts, context);
      if (paths.length === 0) open.push({ says: `where ${write.path} is, is not known`, from: write.from });
      for (const path of paths) {
        const place = placeIn(path, write, use, doc);
        if (place === undefined) continue;
        if (typeof place === 'object') return place;
        const isHome = place === use.directory || homes.includes(place);
        // What a build has made in its working directory is somebody else's.
        if (isHome && write.whole)
          return stop(
            'needs-decision',
            `it changes the mode of all of ${path} (${placeOf(write.from, doc.file)}); let it change that of what it writes`,
          );
        if (write.whole) whole.add(place);
        if (liesInPackage(place)) caches.add(place);
        else if (!isHome) folders.add(place);
        else {
          own.set(place, (own.get(place) ?? false) || write.folder);
          if (!write.folder) files.add(path);
        }
        if (evidence.length < MOST_EVIDENCE) evidence.push({ says: `it writes ${path}`, from: write.from });
      }
    }
    unread.push(...open);
    const [first] = open;
    const unsafe = homes.find((each) => each === undefined || each === '/');
    if (own.has('/') || (first && homes.includes(unsafe))) {
      const where = first?.from ? ` (${placeOf(first.from, doc.file)})` : '';
      const why = first ? `${first.says}${where}` : 'it writes into its working directory';
      return stop(
        'needs-evidence',
        `${why}, and its working directory is ${unsafe ?? (own.has('/') ? '/' : 'not known')}; give it a WORKDIR of its own, or write to a folder that a line makes`,
      );
    }
    if (first) for (const each of homes) own.set(each!, true);
  }
  for (const each of environmentFolders(doc, stage)) if (!own.has(each)) folders.add(each);
  for (const each of foldersOfBase(stage, uses)) folders.add(each);
  return { folders, whole, own, caches: [...caches], files, unread, evidence };
}

/** What the program of the base image writes, where that is what is started. */
function foldersOfBase({ rootImage }: Stage, uses: readonly ImageUse[]): readonly string[] {
  const { starts, writes = [] } = (rootImage === undefined ? undefined : imageProfile(rootImage)) ?? {};
  const isStarted = uses.some(({ program }) => program.started.at(-1)?.name === starts?.[0]);
  return isStarted ? writes : [];
}

type Placed = Omit<Write, 'base'> & { readonly base?: FilePath | undefined };

function pathsOf(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  use: ImageUse,
  { path, base }: Placed,
  starts: readonly (string | undefined)[],
  { evidence }: Context,
): string[] {
  if (base === undefined || path.startsWith('/')) {
    const absolute = starts.map((each) => absoluteIn(path, each));
    return [...new Set(absolute.filter((each) => each !== undefined))];
  }
  const found = pathsInImage(doc, stage, base, folder, evidence.repository).map((file) =>
    normalisePath(`${imageParent(file)}/${path}`),
  );
  // A manifest need not be in the image.
  const isManifest = found.length === 0 && use.directory !== undefined && /\.json$|file$/.test(base);
  return isManifest ? [normalisePath(`${use.directory}/${path}`)] : found;
}

/** The folder that has to be the account's for a write; `undefined` where everybody may write; or a reason. */
function placeIn(path: string, { folder, from }: Write, use: ImageUse, doc: DockerfileDoc): string | Stop | undefined {
  if (isFree(path)) return undefined;
  const directory = use.directory ?? '/';
  const place = folder ? path : imageParent(path);
  const where = placeOf(from, doc.file);
  if (directory !== '/' && isWithin(place, directory)) return place;
  if (isSystem(path))
    return stop('needs-decision', `it writes ${path} (${where}), which belongs to the system; let it write elsewhere`);
  if (isShared(place)) {
    return stop(
      'needs-decision',
      `it writes ${path} (${where}), beside the files of others; let it write into a folder of its own`,
    );
  }
  return place;
}

const DATA_NAME = partPattern('DATA UPLOAD UPLOADS STORAGE LOG LOGS MEDIA OUTPUT DB DATABASE STATE CACHE', {
  before: /(?:^|_)/,
  after: /(?:_(?:DIR|DIRECTORY|PATH|FOLDER|ROOT|HOME|FILE))?$/,
});

/** Folders that ENV names for data: `ENV DATA_DIR=/data`. */
function environmentFolders(doc: DockerfileDoc, stage: Stage): string[] {
  const { variables } = buildStates(doc)[stage.instructions.at(-1)!.index]!;
  const found: string[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'ENV') continue;
    for (const { key } of instruction.pairs().pairs) {
      const value = DATA_NAME.test(key) ? variables.get(key) : undefined;
      if (!value?.startsWith('/') || isSystem(value) || isFree(value)) continue;
      const path = normalisePath(value);
      const isFile = /\.\w{1,7}$/.test(path);
      const place = isFile ? imageParent(path) : path;
      if (!isShared(place)) found.push(place);
    }
  }
  return found;
}
