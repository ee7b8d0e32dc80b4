// Paths of the repository. The only file that takes them apart, puts them together, or casts to FilePath.
// What leads out of the root never becomes one.

/** A path inside the root, POSIX separators, never absolute, never with `..`. */
export type FilePath = string & { readonly __brand: 'FilePath' };

/** A directory of the root; `''` is the root itself. */
export type Folder = FilePath | '';

/**
 * Brands a root-relative POSIX path.
 * @throws RangeError when the path is absolute, empty, or climbs out of the root.
 */
export function filePath(path: string): FilePath {
  const clean = path.startsWith('./') ? path.slice(2) : path;
  if (clean === '' || clean.startsWith('/') || clean.split('/').includes('..')) {
    throw new RangeError(`not a path inside the root: ${path}`);
  }
  return clean as FilePath;
}

/**
 * Brands a root-relative directory; `''`, `.` and `./` are the root.
 * @throws RangeError as `filePath` does.
 */
export function folderPath(path: string): Folder {
  return path === '' || path === '.' || path === './' ? '' : filePath(path);
}

/** A name for messages, of a file that may lie outside of the root: nothing is read or written under it. */
export function shownPath(name: string): FilePath {
  return name as FilePath;
}

/** What lies in a directory under a name, or under a path of several names that has no `..`. */
export function child(folder: Folder, name: string): FilePath {
  return (folder === '' ? name : `${folder}/${name}`) as FilePath;
}

/** As `child`, where the path may be empty: then it is the directory itself. */
export function descendant(folder: Folder, path: string): Folder {
  return path === '' ? folder : child(folder, path);
}

/** A file beside another whose name starts alike: `Dockerfile` and `.dockerignore` give `Dockerfile.dockerignore`. */
export function withSuffix(file: FilePath, suffix: string): FilePath {
  return `${file}${suffix}` as FilePath;
}

/** The directory a file or directory lies in; the root for what lies there, and for the root. */
export function parent(path: Folder): Folder {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) as Folder;
}

/** The last name of a path, of this repository or of an image. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The first name of a path. */
export function firstName(path: string): string {
  return path.split('/', 1)[0]!;
}

/** The directory and those above it up to the root, the nearest first. */
export function upwards(folder: Folder): Folder[] {
  const found: Folder[] = [folder];
  for (let at = folder; at !== ''; found.push(at)) at = parent(at);
  return found;
}

/**
 * True when `path` is `folder` or lies below it: by whole names, so `app2` is not below `app`. Both of the repository,
 * where `''` holds everything, or both absolute in an image.
 */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** `path` as seen from `folder`, which it is or lies below: `''` for the directory itself; `undefined` elsewhere. */
export function pathFrom(folder: Folder, path: Folder): Folder | undefined {
  if (folder === '') return path;
  if (path === folder) return '';
  return isWithin(path, folder) ? (path.slice(folder.length + 1) as FilePath) : undefined;
}

/**
 * Where names, `.` and `..` lead from a directory, out of which they may not lead: `undefined` then. A slash in front
 * counts from the directory.
 */
export function descend(folder: Folder, written: string): Folder | undefined {
  const names = namesBehind([], written);
  return names && descendant(folder, names.join('/'));
}

/** A path as it is written, parted before its last name, and after the slash: `src/*.rs` is `src/` and `*.rs`. */
export function splitPath(written: string): { readonly folder: string; readonly name: string } {
  const at = written.lastIndexOf('/') + 1;
  return { folder: written.slice(0, at), name: written.slice(at) };
}

/**
 * Where a path that a file writes leads, seen from a directory: `./a`, `../b/c`, `a//b`. `undefined` out of the root, for
 * absolute paths, addresses, home folders and variables.
 */
export function resolveIn(folder: Folder, written: string): Folder | undefined {
  if (/^(?:[a-z][a-z+.-]*:\/\/|\/|~|[A-Za-z]:)/i.test(written) || /[$\0]|\{\{/.test(written)) return undefined;
  return namesBehind(folder === '' ? [] : folder.split('/'), written.replaceAll('\\', '/'))?.join('/') as
    | Folder
    | undefined;
}

/** As `resolveIn`, for what is a file: `undefined` as well where it leads to the root. */
export function resolveFile(folder: Folder, written: string): FilePath | undefined {
  return resolveIn(folder, written) || undefined;
}

/** `undefined` where it climbs above the first. */
function namesBehind(names: string[], written: string): string[] | undefined {
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') names.push(part);
    else if (names.pop() === undefined) return undefined;
  }
  return names;
}
