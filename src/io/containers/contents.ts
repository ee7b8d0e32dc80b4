// What is in an image, read from the archive of its file system: nothing of the image runs.
import { baseName } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import type { Readable } from 'node:stream';
import type { Header } from 'tar-stream';
import type { ImageContents } from './types.js';

/** An image above this is read no further. */
const MOST_BYTES = 16 * 1024 * 1024 * 1024;
const MOST_FILES = 2_000_000;
const MOST_LISTED = 10_000;
const MOST_TEXT = 32 * 1024 * 1024;

const PROGRAM_FOLDERS = /^(?:usr\/(?:local\/)?)?s?bin\/[^/]+$|^usr\/local\/(?:go|cargo)\/bin\/[^/]+$/;

/** The reader of one archive: `take` is given the stream, `finish` what was found once it has ended. */
export interface ContentsReader {
  take(archive: Readable): void;
  finish(): Promise<ImageContents>;
}

/** @param folders absolute paths of which is asked whether they hold files. */
export async function contentsReader(folders: readonly string[] = []): Promise<ContentsReader> {
  const { extract } = await import('tar-stream');
  const packages = new Map<string, string>();
  const users = new Map<string, string>();
  const setuid: string[] = [];
  const held = new Set<string>();
  const tools: string[] = [];
  let files = 0;
  let bytes = 0;
  let text = 0;
  let cut = false;
  const unpack = extract();

  function list(into: string[], path: string): void {
    if (into.length < MOST_LISTED) into.push(`/${path}`);
    else cut = true;
  }

  function note({ name, type, mode = 0 }: Header, path: string): void {
    if (type !== 'directory') for (const folder of folders) if (`/${path}`.startsWith(`${folder}/`)) held.add(folder);
    if (type === 'file' && (mode & 0o6000) !== 0 && (mode & 0o111) !== 0) list(setuid, path);
    if (type !== 'directory' && PROGRAM_FOLDERS.test(path) && programIs(baseName(name), 'buildTool')) list(tools, path);
  }

  unpack.on('entry', (header, stream, next) => {
    const path = header.name.replace(/^(?:\.?\/)+/, '');
    files++;
    bytes += header.size ?? 0;
    if (files > MOST_FILES || bytes > MOST_BYTES) cut = true;
    else note(header, path);
    const read = cut || header.type !== 'file' ? undefined : readerOf(path);
    let content = '';
    stream.on('data', (piece: unknown) => {
      if (!read || !Buffer.isBuffer(piece)) return;
      text += piece.length;
      if (text > MOST_TEXT) cut = true;
      else content += piece.toString('latin1');
    });
    stream.on('end', () => {
      read?.(content, packages, users);
      next();
    });
    stream.resume();
  });

  let take: ContentsReader['take'] = () => {};
  const done = new Promise<void>((resolve, reject) => {
    unpack.once('close', resolve);
    unpack.once('error', reject);
    take = (archive) => archive.pipe(unpack);
  });
  // The engine may fail before there is an archive; then nobody waits for this.
  done.catch(() => {});
  return {
    take: (archive) => take(archive),
    async finish() {
      await done;
      return { packages, setuid: setuid.sort(), tools: tools.sort(), users, held, files, cut };
    },
  };
}

type TextReader = (content: string, packages: Map<string, string>, users: Map<string, string>) => void;

function readerOf(path: string): TextReader | undefined {
  // Distroless images have a file for each package: https://github.com/GoogleContainerTools/distroless
  if (path === 'var/lib/dpkg/status' || /^var\/lib\/dpkg\/status\.d\/[^/.]+$/.test(path)) return readDpkg;
  if (path === 'lib/apk/db/installed' || path === 'usr/lib/apk/db/installed') return readApk;
  return path === 'etc/passwd' ? readPasswd : undefined;
}

/** Paragraphs of `Field: value`; packages that were removed and left their settings are not installed. deb822(5) */
export function readDpkg(content: string, packages: Map<string, string>): void {
  for (const paragraph of content.split('\n\n')) {
    let name = '';
    let version = '';
    let installed = true;
    for (const line of paragraph.split('\n')) {
      if (line.startsWith('Package: ')) name = line.slice(9);
      else if (line.startsWith('Version: ')) version = line.slice(9);
      else if (line.startsWith('Status: ')) installed = line.endsWith(' installed');
    }
    if (name !== '' && installed) packages.set(name, version);
  }
}

/** Paragraphs of `P:name` and `V:version`. https://wiki.alpinelinux.org/wiki/Apk_spec */
export function readApk(content: string, packages: Map<string, string>): void {
  for (const paragraph of content.split('\n\n')) {
    let name = '';
    let version = '';
    for (const line of paragraph.split('\n')) {
      if (line.startsWith('P:')) name = line.slice(2);
      else if (line.startsWith('V:')) version = line.slice(2);
    }
    if (name !== '') packages.set(name, version);
  }
}

function readPasswd(content: string, _: Map<string, string>, users: Map<string, string>): void {
  for (const line of content.split('\n').slice(0, 1000)) {
    const [name, , uid] = line.split(':');
    if (name && uid !== undefined && !users.has(uid)) users.set(uid, name);
  }
}
