import { randomBytes } from 'node:crypto';
import * as nodeFs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FilePath } from '../model/index.js';
import { codeOf, isInside, isSomethingAt } from './paths.js';
import { readRegular } from './read-file.js';
import { sha256Of } from './read.js';

/** What writing needs of the file system, so that tests can let any call fail. */
export type WriteFs = Pick<
  typeof nodeFs,
  | 'accessSync'
  | 'closeSync'
  | 'copyFileSync'
  | 'fchmodSync'
  | 'fchownSync'
  | 'fsyncSync'
  | 'linkSync'
  | 'openSync'
  | 'renameSync'
  | 'unlinkSync'
  | 'writeSync'
>;
export const NODE_FS: WriteFs = nodeFs;

/** The file cannot be written as it stands: the user's to resolve. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** One file of a step. */
export interface Write {
  readonly path: FilePath;
  readonly text: string;
  /** Hash of the bytes the plan was made from; `undefined` makes a file that must not exist yet. */
  readonly expectSha256: string | undefined;
}

/** Where a write lands once links are followed; `stat` is absent for a file to be made. */
export interface WriteTarget {
  readonly real: string;
  readonly stat?: nodeFs.Stats;
}

export interface Staged {
  readonly write: Write;
  readonly target: WriteTarget;
  /** The new content; gone once published. */
  temporary: string | undefined;
  /** The old content under a second name, until the whole step is done. */
  backup: string | undefined;
  /** Put back failed: the backup is the only copy, so it stays. */
  keepBackup: boolean;
}

/** A Dockerfile never comes near it, and what was planned was read under the same limit. */
const MAX_BYTES = 64 * 1024 * 1024;
const { constants } = nodeFs;

/** Resolves the target and refuses what must not be replaced. */
export function checkTarget(realRoot: string, write: Write, fs: WriteFs): WriteTarget {
  if (Buffer.from(write.text, 'utf8').toString('utf8') !== write.text)
    throw new Refused('would hold half a character (a lone surrogate); this is a bug of harden');
  const path = join(realRoot, write.path);
  const parent = nodeFs.realpathSync.native(dirname(path));
  if (!isInside(realRoot, parent)) throw new Refused('lies outside the root');
  if (write.expectSha256 === undefined) {
    const real = join(parent, basename(path));
    if (isSomethingAt(real)) throw new Refused('was to be made, and exists by now', 'plan again');
    return { real };
  }
  const real = nodeFs.realpathSync.native(path);
  if (!isInside(realRoot, real)) throw new Refused('lies outside the root');
  return existing(real, write.expectSha256, fs);
}

function existing(real: string, expected: string, fs: WriteFs): WriteTarget {
  let stat = nodeFs.lstatSync(real);
  if (!stat.isFile()) throw new Refused('is not a regular file');
  if (stat.nlink > 1 && dropStaleName(real, stat, fs)) stat = nodeFs.lstatSync(real);
  if (stat.nlink > 1) {
    throw new Refused(
      `has ${stat.nlink} hard links; replacing it would part them`,
      'make it a file of its own (cp FILE NEW && mv NEW FILE), or edit it by hand',
    );
  }
  // Root passes every access check, so the owner's bit is what says read-only.
  if ((stat.mode & 0o200) === 0) throw new Refused('is read-only', 'make it writable (chmod u+w) if it is to change');
  fs.accessSync(real, constants.W_OK);
  if (hashOf(real) !== expected) throw changed();
  return { real, stat };
}

function changed(): Refused {
  return new Refused('changed since it was planned; it is left as it is', 'plan again');
}

function hashOf(real: string): string | undefined {
  const bytes = readRegular(real, MAX_BYTES);
  return bytes instanceof Uint8Array ? sha256Of(bytes) : undefined;
}

/** Writes the new content beside the target, with its mode and owner, and on to the disk. */
export function stageFile(write: Write, target: WriteTarget, staged: Staged[], fs: WriteFs): void {
  const temporary = besides(target.real, 'tmp');
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const descriptor = fs.openSync(temporary, flags, target.stat === undefined ? 0o644 : 0o600);
  staged.push({ write, target, temporary, backup: undefined, keepBackup: false });
  try {
    const bytes = Buffer.from(write.text, 'utf8');
    for (let at = 0; at < bytes.length; ) at += fs.writeSync(descriptor, bytes, at, bytes.length - at, null);
    if (target.stat !== undefined) dressLike(descriptor, target.stat, fs);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Owner before mode: giving a file away clears its set-uid bits. */
function dressLike(descriptor: number, stat: nodeFs.Stats, fs: WriteFs): void {
  const own = nodeFs.fstatSync(descriptor);
  if (own.uid !== stat.uid || own.gid !== stat.gid) {
    try {
      fs.fchownSync(descriptor, stat.uid, stat.gid);
    } catch (error) {
      if (codeOf(error) !== 'EPERM') throw error;
      throw new Refused(
        `belongs to user ${stat.uid}, group ${stat.gid}, and this user cannot keep that`,
        'run as its owner',
      );
    }
  }
  fs.fchmodSync(descriptor, stat.mode & 0o7777);
}

/** Puts the staged content in place, when the target is still what it was planned from. */
export function publishFile(file: Staged, fs: WriteFs): void {
  const { real, stat } = file.target;
  if (stat === undefined) {
    make(file, fs);
    return;
  }
  // The check is made on the second name: once it exists, it is that content which a failure would bring back.
  file.backup = keep(real, fs);
  const now = nodeFs.lstatSync(real);
  if (!now.isFile() || now.ino !== stat.ino || now.dev !== stat.dev || now.mode !== stat.mode) throw changed();
  if (hashOf(file.backup) !== file.write.expectSha256) throw changed();
  fs.renameSync(file.temporary!, real);
  file.temporary = undefined;
}

/** A link fails when the name is taken, which a rename does not: nothing that appeared meanwhile is overwritten. */
function make(file: Staged, fs: WriteFs): void {
  const { real } = file.target;
  try {
    fs.linkSync(file.temporary!, real);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new Refused('was to be made, and exists by now', 'plan again');
    if (!WITHOUT_LINKS.has(codeOf(error))) throw error;
    if (isSomethingAt(real)) throw new Refused('was to be made, and exists by now', 'plan again');
    fs.renameSync(file.temporary!, real);
    file.temporary = undefined;
  }
}

const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL']);

function keep(real: string, fs: WriteFs): string {
  const backup = besides(real, 'bak');
  try {
    fs.linkSync(real, backup);
  } catch (error) {
    if (!WITHOUT_LINKS.has(codeOf(error))) throw error;
    fs.copyFileSync(real, backup, constants.COPYFILE_EXCL);
  }
  return backup;
}

/** Undoes `publish`. */
export function retractFile(file: Staged, fs: WriteFs): void {
  if (file.target.stat === undefined) {
    fs.unlinkSync(file.target.real);
    return;
  }
  file.keepBackup = true;
  fs.renameSync(file.backup!, file.target.real);
  file.backup = undefined;
}

/** Removes what staging left beside the target. */
export function discardStaged(file: Staged, fs: WriteFs): void {
  if (file.temporary !== undefined) unlinkIfPossible(file.temporary, fs);
  if (file.backup !== undefined && !file.keepBackup) unlinkIfPossible(file.backup, fs);
}

/** The step's outcome stands; a leftover that cannot be removed is not worth failing it for. */
function unlinkIfPossible(path: string, fs: WriteFs): void {
  try {
    fs.unlinkSync(path);
  } catch (error) {
    if (codeOf(error) === '') throw error;
  }
}

/** Makes a rename last through a power cut. Some systems cannot sync a directory; then nothing better exists. */
export function syncDirectory(directory: string, fs: WriteFs): void {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(directory, constants.O_RDONLY);
    fs.fsyncSync(descriptor);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EACCES', 'EISDIR', 'EBADF'].includes(codeOf(error))) throw error;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

const LEFTOVER = /^\.harden-([0-9]+)-[0-9a-f]{16}\.(tmp|bak)$/;

/** A name beside the target that nobody can foresee. It carries our process id, so that a later run can tell a leftover. */
function besides(real: string, ending: 'tmp' | 'bak'): string {
  return join(dirname(real), `.harden-${process.pid}-${randomBytes(8).toString('hex')}.${ending}`);
}

/** Removes staged files of runs that were killed. Backups stay: one may be the only copy of what a half-done step replaced. */
export function removeLeftovers(directory: string, fs: WriteFs): void {
  for (const name of leftovers(directory, 'tmp')) unlinkIfPossible(join(directory, name), fs);
}

/** A run that was killed can leave a file with two names, of which ours can go. */
function dropStaleName(real: string, stat: nodeFs.Stats, fs: WriteFs): boolean {
  let dropped = false;
  for (const name of leftovers(dirname(real))) {
    const other = nodeFs.lstatSync(join(dirname(real), name));
    if (other.ino !== stat.ino || other.dev !== stat.dev) continue;
    fs.unlinkSync(join(dirname(real), name));
    dropped = true;
  }
  return dropped;
}

function leftovers(directory: string, ending?: 'tmp'): string[] {
  return nodeFs.readdirSync(directory).filter((name) => {
    const match = LEFTOVER.exec(name);
    return match !== null && (ending === undefined || match[2] === ending) && !isRunning(Number(match[1]));
  });
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}
