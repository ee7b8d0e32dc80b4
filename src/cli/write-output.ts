import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeSystemError, linkInRoot } from '../io/index.js';
import { ConfigError, type Plan } from '../model/index.js';
import type { Io } from './output.js';
import { writeMessage } from './output.js';
import { printPlan, renderPlan, sayErrors, type ReportOptions } from './report.js';
import type { Session } from './session.js';

/**
 * `--output FILE`, from the working directory, `-` for standard output: the patch, or another format where one is
 * given. A file that exists is replaced, as compilers and linters do, but never one the patch is made for, nor through a
 * link that the repository brought.
 * @throws ConfigError when the file cannot be written.
 */
export function writeOutput(io: Io, session: Session, plan: Plan, file: string, options: ReportOptions): void {
  const patch = options.format === 'text' || options.format === 'diff';
  if (file === '-') {
    printPlan(io, plan, { ...options, format: patch ? 'diff' : options.format });
    return;
  }
  const path = resolve(io.cwd, file);
  if (inputs(session, plan).has(realOf(path)))
    throw new ConfigError(`${file}: is one of the files the patch is made for; name another`);
  const link = linkTo(session.root, path, file);
  if (link !== undefined)
    throw new ConfigError(
      `${file}: ${link} is a symbolic link of the files at hand, and nothing is written through it`,
    );
  replace(path, file, renderPlan(plan, options));
  sayErrors(io, plan);
  const empty = plan.groups.every(({ steps }) => steps.length === 0);
  if (!patch) writeMessage(io, `written to ${file}`);
  else if (empty) writeMessage(io, `nothing to change; ${file} is empty`);
  else {
    const where = session.commit === undefined ? session.root : `a work tree at ${session.commit}`;
    writeMessage(io, `patch written to ${file}; apply it in ${where} with git apply`);
  }
}

function linkTo(root: string, path: string, shown: string): string | undefined {
  try {
    return linkInRoot(root, path);
  } catch (error) {
    throw new ConfigError(`${shown}: cannot be written: ${describeSystemError(error)}`);
  }
}

function inputs({ root, workspace }: Session, plan: Plan): Set<string> {
  const paths = plan.groups.flatMap(({ result }) => [...result.keys()]);
  return new Set([...paths, ...workspace.files.map(({ path }) => path)].map((path) => realOf(join(root, path))));
}

function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Entirely old or entirely new, unless it is a device or a pipe. */
function replace(path: string, shown: string, text: string): void {
  const temporary = `${realOf(path)}.${process.pid}.tmp`;
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) throw new ConfigError(`${shown}: is a folder; name a file in it`);
    if (stat && !stat.isFile()) {
      writeFileSync(path, text);
      return;
    }
    writeFileSync(temporary, text, { flag: 'wx', ...(stat ? { mode: stat.mode } : {}) });
    renameSync(temporary, realOf(path));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    rmSync(temporary, { force: true });
    throw new ConfigError(`${shown}: cannot be written: ${describeSystemError(error)}`);
  }
}
