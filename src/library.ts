import { resolve } from 'node:path';
import { defaultConfig, parseConfig, resolveConfig, type Config } from './config/index.js';
import { applyGroup, diskWorkspace, memoryWorkspace, planWorkspace, sniffYaml, type Workspace, type WorkspaceFile } from './engine/index.js';
import { parseSuppression, suppresses } from './knowledge/index.js';
import { filePath, type FileError, type FilePath, type GroupPlan, type Plan } from './model/index.js';
import type { SuppressionReader } from './planner/index.js';
import { reports } from './reports/index.js';
import { kindOfFileName } from './io/index.js';
import { registry } from '../transforms/index.js';

export interface PlanRequest {
  /** Folder that paths are relative to and nothing is read outside of. Default: the working directory. */
  readonly root?: string;
  /** Files and folders below the root. Default: all of it. */
  readonly paths?: readonly string[];
  /** Texts by path, instead of the disk. */
  readonly files?: Readonly<Record<string, string>>;
  readonly level?: 'safe' | 'review';
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly steps?: readonly string[];
  /** Step ids to leave out. */
  readonly rejected?: readonly string[];
  /** The text of a `.harden.yaml`. Default: no configuration. */
  readonly config?: string;
}

const metas = [...registry.dockerfile, ...registry.compose, ...registry.kubernetes].map(({ meta }) => meta);

/**
 * Plans. Reads the disk only where `files` is not given, and never writes.
 * @throws ConfigError for a mistake in `config`.
 */
export function plan(request: PlanRequest = {}): Plan {
  const config: Config = request.config === undefined ? defaultConfig(metas) : parseConfig(filePath('.harden.yaml'), request.config, metas);
  const workspace = request.files ? inMemory(request.files) : onDisk(request, config);
  const { level, only, skip, steps, rejected } = request;
  const options = {
    suppressions: { parse: parseSuppression, covers: suppresses } as SuppressionReader,
    settings: (path: FilePath) => resolveConfig(config, path),
    ...(level ? { level } : {}),
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    ...(steps ? { steps } : {}),
    ...(rejected ? { rejected } : {}),
  };
  const groups: GroupPlan[] = [];
  const errors: FileError[] = [...workspace.errors];
  for (const result of planWorkspace({ workspace, registry, reports, options }).plans) {
    groups.push(result.plan);
    errors.push(...result.errors);
  }
  return { version: 1, groups, errors, skipped: workspace.skipped };
}

function inMemory(files: Readonly<Record<string, string>>): Workspace {
  const found: WorkspaceFile[] = [];
  for (const name of Object.keys(files).sort()) {
    const kind = kindOfFileName(name.slice(name.lastIndexOf('/') + 1));
    const target = kind === 'yaml' ? sniffYaml(files[name]!) : kind;
    if (target === 'dockerfile' || target === 'compose' || target === 'kubernetes') found.push({ path: filePath(name), target });
  }
  return memoryWorkspace(files, found);
}

function onDisk({ root = '.', paths = ['.'] }: PlanRequest, config: Config): Workspace {
  const ignored = (path: FilePath): string | undefined => (config.ignores(path) ? 'ignored by the configuration' : undefined);
  return diskWorkspace({ root: resolve(root), paths, ignored });
}

export interface ApplyRequest {
  /** The folder the plan was made for. Default: the working directory. */
  readonly root?: string;
}

/** Writes a plan: every group entirely or not at all. Gives the files written and the errors. */
export function apply(plan: Plan, { root = '.' }: ApplyRequest = {}): { readonly files: readonly FilePath[]; readonly errors: readonly FileError[] } {
  const files: FilePath[] = [];
  const errors: FileError[] = [];
  for (const group of plan.groups) {
    const applied = applyGroup(resolve(root), group);
    files.push(...applied.files);
    errors.push(...applied.errors);
  }
  return { files, errors };
}
