import { join, resolve } from 'node:path';
import { describeSystemError, linkInRoot } from '../io/index.js';
import { ConfigError, type Plan } from '../model/index.js';
import type { Io } from './output.js';
import { writeMessage } from './output.js';
import { realOf, replaceFile } from './write-file.js';
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
  writeNamed(session.root, path, file, renderPlan(io, plan, options));
  sayErrors(io, plan);
  const empty = plan.groups.every(({ steps }) => steps.length === 0);
  if (!patch) writeMessage(io, `written to ${file}`);
  else if (empty) writeMessage(io, `nothing to change; ${file} is empty`);
  else {
    const where = session.commit === undefined ? session.root : `a work tree at ${session.commit}`;
    writeMessage(io, `patch written to ${file}; apply it in ${where} with git apply`);
  }
}

/**
 * Writes a file that the person named, but never through a link that the repository brought.
 * @param path absolute.
 * @param shown as it was typed.
 * @throws ConfigError when it cannot be written; the file is then as it was.
 */
export function writeNamed(root: string, path: string, shown: string, text: string): void {
  const link = linkTo(root, path, shown);
  if (link !== undefined)
    throw new ConfigError(
      `${shown}: ${link} is a symbolic link of the files at hand, and nothing is written through it`,
    );
  replaceFile(path, shown, text);
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
