// Files that a person brings: chosen, or dropped. bring never reads what other people's tools put into a folder, and says
// what it left out.
import { HISTORY, vendoredDirectory } from '../../src/io/names.js';

export interface Brought {
  /** By path; `null` where a file holds no text or too much of it. */
  readonly texts: Readonly<Record<string, string | null>>;
  /** Why not all of it is there. */
  readonly leftOut: string | undefined;
}

/** A lockfile above this says nothing that its manifest does not, and no Dockerfile is as long. */
const MOST_BYTES = 1024 * 1024;
const MOST_FILES = 5000;
const MOST_IN_ALL = 30 * 1024 * 1024;

interface Found {
  readonly path: string;
  readonly file: File;
}

/** What was chosen in a dialog. */
export function readChosen(files: FileList): Promise<Brought> {
  const found = [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  return textsOf(found.filter(({ path }) => !path.split('/').slice(0, -1).some(isLeftOut)));
}

/** What was dropped: files, folders, or both. */
export async function readDropped(items: DataTransferItemList): Promise<Brought> {
  // All at once, since the list is empty after the event.
  const dropped = [...items].filter(({ kind }) => kind === 'file').map(handleOf);
  const found: Found[] = [];
  for (const each of dropped) await collect(await each, found);
  return textsOf(found);
}

/** Some browsers give handles, and those can be read on a page that is opened from a disk too; all give entries. */
type Dropped = FileSystemHandle | FileSystemEntry | null;
interface WithHandle extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

function handleOf(item: WithHandle): Promise<Dropped> {
  return item.getAsFileSystemHandle?.() ?? Promise.resolve(item.webkitGetAsEntry());
}

function isLeftOut(folder: string): boolean {
  return HISTORY.has(folder) || vendoredDirectory(folder) !== undefined;
}

async function collect(dropped: Dropped, found: Found[], above = ''): Promise<void> {
  if (dropped === null || found.length > MOST_FILES) return;
  const path = above + dropped.name;
  if (isFile(dropped)) found.push({ path, file: await fileOf(dropped) });
  else if (isFolder(dropped) && !isLeftOut(dropped.name))
    for await (const each of inside(dropped)) await collect(each, found, `${path}/`);
}

function isFile(dropped: FileSystemHandle | FileSystemEntry): dropped is FileSystemFileHandle | FileSystemFileEntry {
  return 'kind' in dropped ? dropped.kind === 'file' : dropped.isFile;
}

function isFolder(
  dropped: FileSystemHandle | FileSystemEntry,
): dropped is FileSystemDirectoryHandle | FileSystemDirectoryEntry {
  return 'kind' in dropped ? dropped.kind === 'directory' : dropped.isDirectory;
}

function fileOf(dropped: FileSystemFileHandle | FileSystemFileEntry): Promise<File> {
  if ('kind' in dropped) return dropped.getFile();
  return new Promise((resolve, reject) => dropped.file(resolve, reject));
}

async function* inside(
  folder: FileSystemDirectoryHandle | FileSystemDirectoryEntry,
): AsyncGenerator<FileSystemHandle | FileSystemEntry> {
  if ('kind' in folder) return yield* folder.values();
  const reader = folder.createReader();
  // It gives a hundred at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    yield* some;
  }
}

async function textsOf(found: readonly Found[]): Promise<Brought> {
  const texts: Record<string, string | null> = {};
  const top = commonFolder(found);
  let bytes = 0;
  for (const { path, file } of found.slice(0, MOST_FILES)) {
    const isRead = file.size <= MOST_BYTES && bytes + file.size <= MOST_IN_ALL;
    texts[path.slice(top.length)] = isRead ? textOf(await file.arrayBuffer()) : null;
    if (isRead) bytes += file.size;
  }
  const full = found.length > MOST_FILES || bytes > MOST_IN_ALL - MOST_BYTES;
  const limit = `${MOST_FILES.toLocaleString('en')} files and ${MOST_IN_ALL / 1024 / 1024} MB of text`;
  return { texts, leftOut: full ? `No more than ${limit} are read here.` : undefined };
}

/** The folder that was brought is the root. */
function commonFolder(found: readonly Found[]): string {
  const top = found[0]?.path.split('/')[0] ?? '';
  return found.length > 0 && found.every(({ path }) => path.startsWith(`${top}/`)) ? `${top}/` : '';
}

/** As it is, a byte order mark included; `null` for what is not UTF-8 or holds a NUL. */
function textOf(bytes: ArrayBuffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
