// The source code below some folders, read as far as it pays: a bounded number of files, each for itself.
import {
  type Facts,
  type FilePath,
  type Repository,
  type Sign,
  type SourceFacts,
  type SourceLanguage,
  type Unread,
  child,
  parent,
  type Folder,
  exactPattern,
  anyOf,
  walkFiles,
  factOf,
} from '../model/index.js';
import { commandWrites } from './writes.js';
import { LruMap } from '../text/index.js';
import { ECOSYSTEMS, type Findings, readSettings, rootCalls, signalHandlers } from '../ecosystems/index.js';

/** What does not run in the container, or is not the project's own, besides what is no walker's. */
const NOT_RUN = exactPattern(
  `
  vendor third_party dist build target obj out coverage
  __tests__ test tests testing spec specs e2e cypress doc docs example examples sample samples public static assets
  migrations fixtures benchmark benchmarks env`,
  { also: [/\..*/], flags: 'i' },
);
const TESTS = anyOf(
  /^test_|_test\.|\.test\.|\.spec\.|_spec\.rb$|Tests?\.java$|^conftest\.py$/i,
  /\.stories\.|\.d\.ts$|\.min\.js$|\.config\.[cm]?[jt]s$|^(?:gulp|grunt)file|^setup\.py$/i,
);

const MOST_FILES = 400;
const MOST_FOLDERS = 400;
const LARGEST = 200_000;
const MOST_TEXT = 4_000_000;
/** Characters of the files whose facts are kept, for each language. */
const KEPT_TEXT = 1_000_000;

/** What the source of a language below these folders and files does when it runs. */
export function readSource(repository: Repository, roots: readonly Folder[], language: SourceLanguage): SourceFacts {
  const own = ECOSYSTEMS.find(({ source }) => source?.language === language);
  if (!own?.source) throw new RangeError(`nobody reads ${language}`);
  const { files: extension, parser, rootCalls: calls, signalHandlers: handlers, entry } = own.source;
  const { files, unread } = collect(repository, roots, extension, entry);
  const all: Findings[] = [];
  const root: Sign[] = [];
  const signals: Sign[] = [];
  let size = 0;
  let missing: string | undefined;
  for (const [at, file] of files.entries()) {
    const text = repository.read(file);
    if (text === undefined || text.length > LARGEST) {
      unread.push({ says: `${file} is too large to be read`, from: { kind: 'source', file } });
      continue;
    }
    size += text.length;
    if (at >= MOST_FILES || size > MOST_TEXT) {
      unread.push({ says: `only ${at} of ${files.length} source files were read`, from: { kind: 'source', file } });
      break;
    }
    const found = findingsOf(own.source, file, text);
    if (!found) {
      missing = parser?.name;
      unread.push({ says: `the package ${missing}, which reads ${parser?.reads}, is not installed` });
      break;
    }
    all.push(found);
    root.push(...rootCalls(file, text, calls));
    signals.push(...signalHandlers(file, text, handlers));
  }
  const settings = ECOSYSTEMS.flatMap((each) => each.settings ?? []);
  for (const folder of projectFolders(repository, roots))
    all.push(...readSettings(repository, folder, settings, own.settings));
  return {
    files: all.length,
    listens: facts(all, 'listens', unread),
    routes: facts(all, 'routes', unread),
    writes: withCommands(facts(all, 'writes', unread), all),
    spawns: facts(all, 'spawns', unread),
    root,
    signals,
    ...(missing === undefined ? {} : { missing }),
  };
}

type SourceReader = NonNullable<(typeof ECOSYSTEMS)[number]['source']>;

/** What one file does, which rests on its name and text alone: Dockerfiles that take different parts of a tree share it. */
function findingsOf(reader: SourceReader, file: FilePath, text: string): Findings | undefined {
  const known = factOf(reader, nothingRead);
  const key = `${file}\n${text}`;
  let found = known.get(key);
  if (!found) {
    found = reader.read(file, text);
    if (found) known.set(key, found);
  }
  return found;
}

function nothingRead(): LruMap<string, Findings> {
  return new LruMap(KEPT_TEXT, ({ length }) => length);
}

/** The folders that manifests and settings lie in: of a file its own, of `src` the one above. */
function projectFolders(repository: Repository, roots: readonly Folder[]): Set<Folder> {
  const folders = new Set<Folder>();
  for (const root of roots) {
    const above = parent(root);
    const isFile = root !== '' && repository.kind(root) === 'file';
    if (!isFile) folders.add(root);
    if (isFile || /(?:^|\/)src$/.test(root)) folders.add(above);
  }
  return folders;
}

function facts<K extends 'listens' | 'routes' | 'writes' | 'spawns'>(
  all: readonly Findings[],
  kind: K,
  unread: readonly Unread[],
): SourceFacts[K] {
  const known = all.flatMap((each) => each[kind] as readonly unknown[]);
  return {
    known,
    unread: [...unread, ...all.flatMap((each) => each.unread[kind])],
  } as Facts<unknown> as SourceFacts[K];
}

/** And what the command lines write that it starts. */
function withCommands({ known, unread }: SourceFacts['writes'], all: readonly Findings[]): SourceFacts['writes'] {
  const started = all.flatMap(({ spawns }) =>
    spawns.flatMap(({ command, from }) => (command === undefined ? [] : commandWrites(command, from))),
  );
  return { known: [...known, ...started], unread };
}

function collect(
  repository: Repository,
  roots: readonly Folder[],
  extension: RegExp,
  entry: RegExp | undefined,
): { files: FilePath[]; unread: Unread[] } {
  const isEntered = (path: Folder): boolean =>
    entry !== undefined && repository.list(path).some((name) => entry.test(name));
  const isOther = (path: Folder): boolean => path !== '' && repository.kind(path) === 'file' && !extension.test(path);
  const met = walkFiles(repository, {
    from: roots.filter((root) => !isOther(root)),
    wanted: (name) => extension.test(name) && !TESTS.test(name) && !NOT_RUN.test(name),
    enter: (name, folder) => !NOT_RUN.test(name) || isEntered(child(folder, name)),
    tracked: true,
    mostFolders: MOST_FOLDERS,
    mostFiles: MOST_FILES,
  });
  const files = [...met];
  return { files, unread: met.cut ? [{ says: 'there are more source folders than are read' }] : [] };
}
