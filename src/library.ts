import { resolve } from 'node:path';
import { defaultConfig, parseConfig, type Config } from './config/index.js';
import {
  applyGroup,
  collectPlan,
  diskWorkspace,
  findConfig,
  memoryWorkspace,
  metasOf,
  planOptions,
  sniffYaml,
  type Selection,
  type Workspace,
  type WorkspaceFile,
} from './engine/index.js';
import { isPipeline, kindOfFileName } from './io/index.js';
import { filePath, type FileError, type FilePath, type Plan } from './model/index.js';
import { reports } from './reports/index.js';
import { registry } from '../transforms/index.js';

export interface PlanRequest extends Selection {
  /** Folder that paths are relative to and nothing is read outside of. Default: the working directory. */
  readonly root?: string;
  /** Files and folders below the root. Default: all of it. */
  readonly paths?: readonly string[];
  /** Texts by path, instead of the disk. */
  readonly files?: Readonly<Record<string, string>>;
  /** The text of a `.harden.yaml`, or `false` for none. Default: the file in the root; none where `files` is given. */
  readonly config?: string | false;
}

const metas = metasOf(registry);

/**
 * Plans what `harden fix --dry-run` plans. Reads the disk only where `files` is not given, and never writes.
 * @throws ConfigError for a mistake in the configuration, or an id that no transform has.
 */
export function plan(request: PlanRequest = {}): Plan {
  const root = resolve(request.root ?? '.');
  const config = configOf(request, root);
  const workspace = request.files ? inMemory(request.files, config) : onDisk(root, request.paths, config);
  return collectPlan({ workspace, registry, reports, options: planOptions(config, request, metas) });
}

function configOf({ config, files }: PlanRequest, root: string): Config {
  if (config === false || (config === undefined && files)) return defaultConfig(metas);
  return config === undefined ? findConfig(root, metas) : parseConfig(filePath('.harden.yaml'), config, metas);
}

function inMemory(files: Readonly<Record<string, string>>, config: Config): Workspace {
  const found: WorkspaceFile[] = [];
  for (const name of Object.keys(files).sort()) {
    const path = filePath(name);
    const kind = kindOfFileName(path.slice(path.lastIndexOf('/') + 1));
    const text = files[name]!;
    const target = isPipeline(path, text) ? 'pipeline' : kind === 'yaml' ? sniffYaml(text) : kind;
    if (config.ignores(path)) continue;
    if (target && target !== 'template' && target !== 'maybe-dockerfile') found.push({ path, target });
  }
  return memoryWorkspace(files, found);
}

function onDisk(root: string, paths: readonly string[] = ['.'], config: Config): Workspace {
  return diskWorkspace({ root, paths, config });
}

export interface ApplyRequest {
  /** The folder the plan was made for. Default: the working directory. */
  readonly root?: string;
}

/**
 * Writes a plan, and does not ask git whether that can be undone. Files that a step changes together are written
 * together or not at all. Gives the files written, and an error for each that was not.
 */
export function apply(
  plan: Plan,
  { root = '.' }: ApplyRequest = {},
): { readonly files: readonly FilePath[]; readonly errors: readonly FileError[] } {
  const files: FilePath[] = [];
  const errors: FileError[] = [];
  for (const group of plan.groups) {
    const applied = applyGroup(resolve(root), group);
    files.push(...applied.files);
    errors.push(...applied.errors);
  }
  return { files, errors };
}
