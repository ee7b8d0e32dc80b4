// What fix and check share: root, configuration, files, plan.
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Config, CONFIG_FILES, defaultConfig, parseConfig, resolveConfig } from '../config/index.js';
import { diskWorkspace, memoryWorkspace, planWorkspace, sniffYaml, type Workspace } from '../engine/index.js';
import { readSource, readStdin } from '../io/index.js';
import { parseSuppression, suppresses } from '../knowledge/index.js';
import { ConfigError, filePath, type FileError, type GroupPlan, type Plan, type TransformMeta } from '../model/index.js';
import type { PlanOptions, SuppressionReader } from '../planner/index.js';
import { reports } from '../reports/index.js';
import { registry } from '../../transforms/index.js';
import { progressBar, type Io } from './output.js';
import { findRoot } from './root.js';

/** Flags that choose what is planned. */
export interface PlanFlags {
  readonly level?: 'safe' | 'review';
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly step?: readonly string[];
  readonly config?: string;
  readonly root?: string;
  readonly force?: boolean;
  readonly stdinName?: string;
}

export interface Session {
  readonly root: string;
  readonly fromStdin: boolean;
  readonly workspace: Workspace;
  readonly options: PlanOptions;
}

export const metas: readonly TransformMeta[] = [...registry.dockerfile, ...registry.compose, ...registry.kubernetes].map(({ meta }) => meta);

/**
 * Opens what the paths name.
 * @throws ConfigError for a mistake in the configuration or a flag.
 */
export async function openSession(io: Io, paths: readonly string[], flags: PlanFlags): Promise<Session> {
  const fromStdin = paths.includes('-');
  if (fromStdin && paths.length > 1) throw new ConfigError('- (standard input) cannot be planned together with other paths');
  const root = flags.root ? resolve(io.cwd, flags.root) : findRoot(io.cwd, fromStdin || paths.length === 0 ? ['.'] : paths);
  if (!existsSync(root)) throw new ConfigError(`${root}: there is no such folder`);
  const config = loadConfig(root, io.cwd, flags.config);
  const options = planOptions(config, flags);
  const workspace = fromStdin
    ? await stdinWorkspace(flags.stdinName)
    : diskWorkspace({
        root,
        paths: paths.length === 0 ? ['.'] : paths,
        cwd: io.cwd,
        force: flags.force ?? false,
        ignored: (path, directory) => (config.ignores(directory ? `${path}/` : path) ? `ignore in ${config.file ?? 'the configuration'}` : undefined),
      });
  return { root, fromStdin, workspace, options };
}

function loadConfig(root: string, cwd: string, named: string | undefined): Config {
  const file = named ?? CONFIG_FILES.find((name) => existsSync(join(root, name)));
  if (!file) return defaultConfig(metas);
  const path = named ? relative(root, resolve(cwd, named)) : file;
  if (path.startsWith('..')) throw new ConfigError(`${named}: the configuration lies outside ${root}`);
  const read = readSource(root, filePath(path));
  if (!read.source) throw new ConfigError(`${path}: ${read.error?.message ?? 'cannot be read'}`);
  return parseConfig(filePath(path), read.source.text, metas);
}

const suppressions = { parse: parseSuppression, covers: suppresses } as SuppressionReader;

function planOptions(config: Config, flags: PlanFlags): PlanOptions {
  for (const id of [...(flags.only ?? []), ...(flags.skip ?? [])]) {
    if (!metas.some((meta) => meta.id === id)) throw new ConfigError(`no transform is called ${id}; harden list names them`);
  }
  return {
    ...(flags.level ? { level: flags.level } : {}),
    ...(flags.only ? { only: flags.only } : {}),
    ...(flags.skip ? { skip: flags.skip } : {}),
    ...(flags.step ? { steps: flags.step } : {}),
    suppressions,
    settings: (path) => resolveConfig(config, path),
  };
}

async function stdinWorkspace(name: string | undefined): Promise<Workspace> {
  const read = await readStdin(filePath('stdin'));
  const text = read.source?.text ?? '';
  const target = sniffYaml(text) ?? (name && /\.ya?ml$/.test(name) ? 'compose' : 'dockerfile');
  const path = filePath(name ? name.replace(/^\/+/, '') : { dockerfile: 'Dockerfile', compose: 'compose.yaml', kubernetes: 'manifest.yaml' }[target]);
  const workspace = memoryWorkspace({ [path]: text }, [{ path, target }]);
  return read.error ? { ...workspace, files: [], errors: [read.error] } : workspace;
}

/** Plans everything, with a progress bar on long runs. */
export async function planSession(io: Io, session: Session): Promise<Plan> {
  const { workspace, options } = session;
  const { count, plans } = planWorkspace({ workspace, registry, reports, options });
  const groups: GroupPlan[] = [];
  const errors: FileError[] = [...workspace.errors];
  const bar = await progressBar(io, count);
  try {
    for (const result of plans) {
      groups.push(result.plan);
      errors.push(...result.errors);
      bar.step();
    }
  } finally {
    bar.stop();
  }
  return { version: 1, groups, errors, skipped: workspace.skipped };
}

/** 2 when something could not be planned or a transform has a bug; otherwise what the command says. */
export function exitCode(plan: Plan, otherwise: 0 | 1): 0 | 1 | 2 {
  return plan.errors.length > 0 || plan.groups.some((group) => group.dropped.length > 0) ? 2 : otherwise;
}
