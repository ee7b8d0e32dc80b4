// Lock files: which version of a package a repository has settled on.
import { ECOSYSTEMS, type LockFormat, type Reading } from '../ecosystems/index.js';
import {
  type FilePath,
  type LockedPackage,
  type LockFile,
  type Repository,
  child,
  type Folder,
} from '../model/index.js';

const FORMATS: readonly LockFormat[] = ECOSYSTEMS.flatMap(({ locks }) => locks ?? []);

/** The lock files of a directory, in the order of their names. */
export function readLocks(repository: Repository, directory: Folder): LockFile[] {
  const found: LockFile[] = [];
  for (const name of repository.list(directory)) {
    const format = FORMATS.find(({ names }) => names.test(name));
    if (!format) continue;
    const file = child(directory, name);
    if (repository.kind(file) !== 'file') continue;
    const text = repository.read(file);
    const reading = text === undefined ? 'it is too large, or not UTF-8' : format.read(text);
    if (reading !== undefined) found.push(lockFile(file, format.index, reading, text ?? ''));
  }
  return found;
}

function lockFile(file: FilePath, ecosystem: LockFile['ecosystem'], reading: Reading, text: string): LockFile {
  const packages = new Map<string, LockedPackage[]>();
  if (typeof reading === 'string') return { file, ecosystem, packages, unread: reading };
  const lines = text.split('\n');
  for (const { name, version, origin, line } of reading) {
    const quote = (lines[line - 1] ?? '').trim().slice(0, 100);
    const entry: LockedPackage = { name, version, origin, from: { kind: 'source', file, line, quote } };
    const list = packages.get(name);
    if (!list) packages.set(name, [entry]);
    else if (!list.some((known) => known.version === version && known.origin === origin)) list.push(entry);
  }
  return { file, ecosystem, packages };
}
