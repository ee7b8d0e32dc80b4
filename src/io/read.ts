import { createHash } from 'node:crypto';
import type { FileError, FilePath, SourceFile } from '../model/index.js';
import { cannotRead } from './read-file.js';
import type { ReadProblem, Tree } from './tree.js';
import { firstInvalidByte, positionOfByte } from './utf8.js';

/** Above this a Dockerfile or manifest is data, not something people review. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** What a file holds, or why it cannot be used. Exactly one of the two. */
export type Read =
  | { readonly source: SourceFile; readonly error?: undefined }
  | { readonly source?: undefined; readonly error: FileError };

/**
 * The exact text of a file of a tree. A link is followed when it stays inside. Not a regular file, above 5 MB,
 * not UTF-8, binary: an error, never a block (fifo) and never a guess.
 */
export function readSource(tree: Tree, path: FilePath): Read {
  const bytes = readInside(tree, path, MAX_FILE_BYTES);
  return bytes instanceof Uint8Array ? decodeSource(path, bytes) : { error: { path, message: bytes.message } };
}

/** The bytes of a regular file, links followed inside the tree, or why not. */
export function readInside(tree: Tree, path: FilePath, limit: number): Uint8Array | ReadProblem {
  const resolved = tree.resolve(path);
  if (resolved.state === 'outside') return { message: 'is a symbolic link that leads out of the root' };
  if (resolved.state === 'failed') return { message: cannotRead(resolved.code) };
  return resolved.path === '' ? { message: 'is not a regular file' } : tree.bytes(resolved.path, limit);
}

/** Checks bytes and makes them a `SourceFile`. The byte order mark stays, as U+FEFF at offset 0. */
export function decodeSource(path: FilePath, bytes: Uint8Array): Read {
  const bad = firstInvalidByte(bytes);
  if (bad !== -1) return { error: { path, ...positionOfByte(bytes, bad), ...invalidUtf8(bytes, bad) } };
  const nul = bytes.indexOf(0);
  if (nul !== -1)
    return {
      error: {
        path,
        ...positionOfByte(bytes, nul),
        message: 'is binary: it holds a NUL byte',
        hint: 'save it as text',
      },
    };
  const text = Buffer.from(bytes).toString('utf8');
  let hash: string | undefined;
  return {
    source: {
      path,
      text,
      // Only a run that writes asks for it. Bytes that are UTF-8 come back from the text as they were.
      get sha256() {
        hash ??= sha256Of(text);
        return hash;
      },
    },
  };
}

function invalidUtf8(bytes: Uint8Array, at: number): { message: string; hint: string } {
  const hex = bytes[at]!.toString(16).padStart(2, '0');
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return {
    message: `is not UTF-8: byte 0x${hex}`,
    hint: utf16 ? 'it looks like UTF-16; save it as UTF-8' : 'save it as UTF-8',
  };
}

/** Hex SHA-256. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
