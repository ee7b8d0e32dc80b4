import type { FileError, FilePath, Group, Repository, SkippedFile, SourceFile, Target } from '../model/index.js';
import type { Config } from '../config/index.js';
import { looksLikeCompose } from '../compose/index.js';
import { DocumentMemory, overlayRepository } from '../planner/index.js';
import {
  decodeSource,
  diskTree,
  discover,
  type DiscoverOptions,
  memoryRepository,
  readSource,
  sha256Of,
  treeRepository,
  type Tree,
} from '../io/index.js';
import { faultError } from './faults.js';
import type { Frame } from './frame.js';
import { looksLikeKubernetes } from '../kubernetes/index.js';

export interface WorkspaceFile {
  readonly path: FilePath;
  readonly target: Target;
}

/** Where the files are, as plain data: another thread opens the same. */
export interface TreeSource {
  /** A folder on disk; without it the files are in memory. */
  readonly root?: string;
  readonly texts?: Readonly<Record<string, string>>;
  /** Laid over them. */
  readonly changes?: ReadonlyMap<FilePath, string>;
}

/** The files to plan and the tree around them. */
export interface Workspace {
  readonly repository: Repository;
  /** Absent where no other thread can open them. */
  readonly source?: TreeSource;
  readonly files: readonly WorkspaceFile[];
  readonly errors: readonly FileError[];
  readonly skipped: readonly SkippedFile[];
  /** What was parsed of it. */
  readonly memory: DocumentMemory;
  /** Only files that belong together with one of these are planned. Absent: all are. */
  readonly changed?: ReadonlySet<FilePath>;
  /** What belongs together, where that was read before. Absent: it is read. */
  readonly groups?: readonly Group[];
  /** What its files are read and planned under. Absent: nothing is ended. */
  readonly frame?: Frame;
  /** The exact text, read each time: nothing is kept. */
  read(path: FilePath): SourceFile | FileError;
}

/** Tells the kind of a YAML file by what is in it. */
export function sniffYaml(text: string): 'compose' | 'kubernetes' | undefined {
  if (looksLikeKubernetes(text)) return 'kubernetes';
  return looksLikeCompose(text) ? 'compose' : undefined;
}

interface WorkspaceOptions {
  /** As typed. */
  readonly paths: readonly string[];
  /** Its ignored paths are left alone. */
  readonly config?: Pick<Config, 'file' | 'ignores'>;
  /** Takes templates and generated files when they are named one by one. */
  readonly force?: boolean;
  readonly onFile?: (count: number) => void;
  readonly frame?: Frame;
}

export interface TreeOptions extends WorkspaceOptions {
  readonly tree: Tree;
}

export interface DiskOptions extends WorkspaceOptions {
  /** Absolute path of the root nothing is read outside of. */
  readonly root: string;
  /** What paths are relative to; the root when absent. */
  readonly cwd?: string;
}

/** Characters kept from discovery, so that most files are read once; beyond it a file is read again when it is planned. */
const KEPT = 16_000_000;

/** A workspace on disk. */
export function diskWorkspace({ root, cwd, ...options }: DiskOptions): Workspace {
  return treeWorkspace({ ...options, tree: diskTree(root, cwd) });
}

/** A workspace of a folder on disk or of a commit. */
export function treeWorkspace(options: TreeOptions): Workspace {
  const files: WorkspaceFile[] = [];
  const errors: FileError[] = [];
  const skipped: SkippedFile[] = [];
  const sources = new Map<FilePath, SourceFile>();
  let kept = 0;
  const { tree, paths, config, force = false, frame } = options;
  const why = `ignore in ${config?.file ?? 'the configuration'}`;
  const ignored = (path: FilePath, directory: boolean): string | undefined =>
    config?.ignores(directory ? `${path}/` : path) ? why : undefined;
  const judged = frame ? { judged: judgeIn(frame) } : {};
  for (const found of discover({ tree, paths, force, sniff: sniffYaml, ignored, ...judged })) {
    if (found.kind === 'error') errors.push(found.error);
    else if (found.kind === 'skipped') skipped.push(found.skipped);
    else if (found.kind === 'link')
      continue; // its target is planned under its own name
    else {
      files.push({ path: found.path, target: found.target });
      kept += found.source.text.length;
      if (kept <= KEPT) sources.set(found.path, found.source);
      options.onFile?.(files.length);
    }
  }
  const opened = unsearched(tree);
  const own = frame ? { frame } : {};
  return { ...opened, ...own, files, errors, skipped, read: (path) => sources.get(path) ?? opened.read(path) };
}

/** A file that cannot be judged within the limits is an error; the others go on. */
function judgeIn(frame: Frame): NonNullable<DiscoverOptions['judged']> {
  return (path, judge) => {
    const framed = frame.run({ here: judge, size: 0 });
    if ('is' in framed) return framed.is;
    return { kind: 'error', error: faultError([path], framed.fault, 'reading') };
  };
}

/** Without a look at which files there are. */
function unsearched(tree: Tree): Workspace {
  return {
    repository: treeRepository(tree),
    ...(tree.root === undefined ? {} : { source: { root: tree.root } }),
    files: [],
    errors: [],
    skipped: [],
    memory: new DocumentMemory(),
    read(path) {
      const read = readSource(tree, path);
      return read.source ?? read.error!;
    },
  };
}

/** The workspace of a tree, for whoever is told which of its files to plan. */
export function openSource({ root, texts, changes }: TreeSource): Workspace {
  const base = root === undefined ? memoryWorkspace(texts ?? {}, []) : unsearched(diskTree(root));
  return changes ? overlayWorkspace(base, changes) : base;
}

/** A workspace in memory: for tests, standard input and the library. */
export function memoryWorkspace(
  texts: Readonly<Record<string, string>>,
  files: readonly WorkspaceFile[],
  frame?: Frame,
): Workspace {
  return {
    ...(frame ? { frame } : {}),
    repository: memoryRepository(texts),
    source: { texts },
    files,
    errors: [],
    skipped: [],
    memory: new DocumentMemory(),
    read(path) {
      const decoded = decodeSource(path, Buffer.from(texts[path] ?? '', 'utf8'));
      return decoded.source ?? decoded.error!;
    },
  };
}

/** A workspace with changed texts laid over it, as they are now. */
export function overlayWorkspace(workspace: Workspace, changed: ReadonlyMap<FilePath, string>): Workspace {
  const changes = new Map(changed);
  const { source } = workspace;
  return {
    ...workspace,
    repository: overlayRepository(workspace.repository, changes),
    ...(source ? { source: { ...source, changes: new Map([...(source.changes ?? []), ...changes]) } } : {}),
    read(path) {
      const text = changes.get(path);
      return text === undefined ? workspace.read(path) : { path, text, sha256: sha256Of(Buffer.from(text, 'utf8')) };
    },
  };
}
