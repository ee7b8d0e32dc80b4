// What a root holds between keys: its files as discovery found them, its configuration and its lock.
import { CONFIG_FILES, defaultConfig, LOCK_FILE, parseConfig, type Config } from '../config/index.js';
import { diskTree, type Tree } from '../io/index.js';
import { ConfigError, filePath, type FileError, type FilePath, type TransformMeta } from '../model/index.js';
import type { PlanOptions } from '../planner/index.js';
import {
  createLookUp,
  findConfig,
  Frame,
  limitsOf,
  metasOf,
  planOptions,
  readLock,
  treeWorkspace,
  type LockFile,
  type LookUp,
  type Workspace,
} from '../run/index.js';
import type { Engine } from './engine.js';

interface Mistake extends FileError {
  readonly path: FilePath;
}

export interface State {
  readonly tree: Tree;
  readonly config: Config;
  readonly options: PlanOptions;
  readonly lock: LockFile;
  readonly lookUp: LookUp;
  readonly workspace: Workspace;
  /** Of the configuration and the lock. What they say is left out until they are mended. */
  readonly mistakes: readonly Mistake[];
}

const SETTINGS: ReadonlySet<string> = new Set(CONFIG_FILES);

/** True for `.harden.yaml` in the root. */
export function isSettingsFile(path: FilePath): boolean {
  return SETTINGS.has(path);
}

/**
 * Reads a root: a walk over all of its folders.
 * @param texts of open files, which count before what is on disk.
 * @param before the state it takes the place of: its configuration stays in force while the new one holds a mistake.
 */
export function readState(engine: Engine, root: string, texts: ReadonlyMap<FilePath, string>, before?: State): State {
  const tree = diskTree(root);
  const metas = metasOf(engine.registry);
  const mistakes: Mistake[] = [];
  const config = attempt(mistakes, settingsFile(tree, texts), () => configIn(tree, texts, metas));
  const settings = config ?? before?.config ?? defaultConfig(metas);
  const lock = attempt(mistakes, LOCK_FILE, () => readLock(tree)) ?? { answers: new Map() };
  const frame = new Frame(limitsOf(engine.limits, settings, false), engine.worker);
  before?.workspace.frame?.close();
  return {
    tree,
    config: settings,
    options: planOptions(settings, {}, metas),
    lock,
    lookUp: createLookUp({ config: settings, trusted: false, folder: root, offline: true, env: engine.env }),
    workspace: treeWorkspace({ tree, paths: ['.'], config: settings, frame }),
    mistakes,
  };
}

function settingsFile(tree: Tree, texts: ReadonlyMap<FilePath, string>): string {
  const name = CONFIG_FILES.find((each) => texts.has(filePath(each)) || tree.kind(filePath(each)) !== undefined);
  return name ?? CONFIG_FILES[0]!;
}

function configIn(tree: Tree, texts: ReadonlyMap<FilePath, string>, metas: readonly TransformMeta[]): Config {
  const path = filePath(settingsFile(tree, texts));
  const text = texts.get(path);
  return text === undefined ? findConfig(tree, metas) : parseConfig(path, text, metas);
}

/** What the function gives; nothing, and its mistakes, where a file holds some. */
function attempt<Result>(mistakes: Mistake[], file: string, read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    mistakes.push(...error.message.split('\n').map((line) => placed(file, line)));
    return undefined;
  }
}

/** A line of an error, `.harden.yaml:3:5: unknown key`, taken apart. */
function placed(name: string, line: string): Mistake {
  const file = filePath(name);
  const rest = line.startsWith(`${file}:`) ? line.slice(file.length + 1) : line;
  const place = /^(\d+):(\d+): /.exec(rest);
  if (!place) return { path: file, message: rest.trim() };
  return {
    path: file,
    line: Number(place[1]),
    column: Number(place[2]),
    message: rest.slice(place[0].length),
  };
}
