import type { Write } from './stage.js';
import { dirname } from 'node:path';
import type { FileError, FilePath } from '../model/index.js';
import { describeSystemError } from './paths.js';
import { realRootOf } from './read-file.js';
import {
  checkTarget,
  discardStaged,
  NODE_FS,
  publishFile,
  Refused,
  retractFile,
  stageFile,
  syncDirectory,
  removeLeftovers,
  type Staged,
  type WriteFs,
} from './stage.js';
import { holdSignals } from './signals.js';

/**
 * Writes every file of a step, or none. Gives the errors: empty means all files are written and on disk.
 *
 * Each file is staged in a temporary file beside it and synced. When all are staged, each target is checked once more
 * against the hash it was planned from, kept under a second name, and replaced by a rename, so that at any moment a
 * file is entirely old or entirely new. A failure puts back what was already replaced. SIGINT, SIGTERM and SIGHUP
 * wait until the step is done. Mode and owner stay; a link stays a link and its target is written.
 * Refused: files that changed since they were planned, hard links, read-only files, what is not a regular file or lies
 * outside the root, and an owner that this user cannot give back. Access control lists and extended attributes do not
 * survive: Node cannot copy them.
 */
export function writeAll(root: string, writes: readonly Write[], fs: WriteFs = NODE_FS): readonly FileError[] {
  const release = holdSignals();
  const staged: Staged[] = [];
  try {
    const errors = stageEach(root, writes, staged, fs);
    return errors.length > 0 ? errors : publishEach(staged, fs);
  } finally {
    for (const file of staged) discardStaged(file, fs);
    release();
  }
}

function stageEach(root: string, writes: readonly Write[], staged: Staged[], fs: WriteFs): readonly FileError[] {
  const errors: FileError[] = [];
  const targets = new Map<string, FilePath>();
  const realRoot = realRootOf(root);
  for (const write of writes) {
    try {
      const target = checkTarget(realRoot, write, fs);
      const twin = targets.get(target.real);
      if (twin !== undefined) throw new Refused(`is the same file as ${twin}; nothing was written`);
      targets.set(target.real, write.path);
      removeLeftovers(dirname(target.real), fs);
      stageFile(write, target, staged, fs);
    } catch (error) {
      errors.push(asFileError(write.path, error));
    }
  }
  return errors;
}

function publishEach(staged: readonly Staged[], fs: WriteFs): readonly FileError[] {
  const done: Staged[] = [];
  for (const file of staged) {
    try {
      publishFile(file, fs);
      done.push(file);
      syncDirectory(dirname(file.target.real), fs);
    } catch (error) {
      return [asFileError(file.write.path, error), ...takeBack(done, fs)];
    }
  }
  return [];
}

function takeBack(done: readonly Staged[], fs: WriteFs): readonly FileError[] {
  const errors: FileError[] = [];
  for (const file of [...done].reverse()) {
    try {
      retractFile(file, fs);
      syncDirectory(dirname(file.target.real), fs);
    } catch (error) {
      errors.push({
        path: file.write.path,
        message: `could not be put back: ${describeSystemError(error)}`,
        ...(file.backup === undefined ? {} : { hint: `its former content is in ${file.backup}` }),
      });
    }
  }
  return errors;
}

function asFileError(path: FilePath, error: unknown): FileError {
  if (error instanceof Refused)
    return error.hint === undefined
      ? { path, message: error.message }
      : { path, message: error.message, hint: error.hint };
  return {
    path,
    message: `cannot be written: ${describeSystemError(error)}`,
    hint: 'no file of this step was changed',
  };
}
