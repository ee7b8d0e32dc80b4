import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import type { FileError, FilePath, SourceFile } from '../model/index.js';
import { codeOf, describeSystemError, resolveInside } from './paths.js';
import { firstInvalidByte, positionOfByte } from './utf8.js';

/** Above this a Dockerfile or manifest is data, not something people review. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** What a file holds, or why it cannot be used. Exactly one of the two. */
export type Read =
  | { readonly source: SourceFile; readonly error?: undefined }
  | { readonly source?: undefined; readonly error: FileError };

/**
 * The exact text of a file inside the root. A link is followed when it stays inside. Not a regular file, above 5 MB,
 * not UTF-8, binary: an error, never a block (fifo) and never a guess.
 */
export function readSource(root: string, path: FilePath): Read {
  const bytes = readInside(realRootOf(root), path, MAX_FILE_BYTES);
  return bytes instanceof Uint8Array ? decodeSource(path, bytes) : { error: { path, message: bytes.message } };
}

/** The directory with its links followed. Throws the system's error when it does not exist. */
export function realRootOf(root: string): string {
  return realpathSync.native(root);
}

/** Why bytes could not be had. */
export interface ReadProblem {
  readonly message: string;
  readonly tooLarge?: true;
}

/** The bytes of a regular file inside the root, or why not. */
export function readInside(realRoot: string, path: FilePath, limit: number): Uint8Array | ReadProblem {
  const resolved = resolveInside(realRoot, path);
  if (resolved.state === 'outside') return { message: 'is a symbolic link that leads out of the root' };
  if (resolved.state === 'failed') return { message: cannotRead(resolved.code) };
  return readRegular(resolved.real, limit);
}

/**
 * The bytes of a regular file, whose path has no link left in it. The type is asked before opening, since opening a
 * device can have effects and opening a fifo blocks, and again on the descriptor, which cannot be swapped any more.
 */
export function readRegular(real: string, limit: number): Uint8Array | ReadProblem {
  let descriptor: number | undefined;
  try {
    if (!lstatSync(real).isFile()) return { message: 'is not a regular file' };
    descriptor = openSync(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { message: 'is not a regular file' };
    if (stat.size > limit) return tooLarge(stat.size, limit);
    return readDescriptor(descriptor, stat.size, limit);
  } catch (error) {
    return { message: cannotRead(codeOf(error), error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Reads to the end, whatever size the file claimed: one that grows meanwhile stays bounded. */
function readDescriptor(descriptor: number, size: number, limit: number): Uint8Array | ReadProblem {
  let buffer = Buffer.allocUnsafe(Math.min(size, limit) + 1);
  let used = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, used, buffer.length - used, null);
    if (count === 0) return buffer.subarray(0, used);
    used += count;
    if (used > limit) return tooLarge(used, limit);
    if (used === buffer.length) buffer = Buffer.concat([buffer], Math.min(buffer.length * 2, limit + 1));
  }
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

function cannotRead(code: string, error?: unknown): string {
  const words = describeSystemError(error ?? code);
  return words.startsWith('is ') || words.startsWith('does ') || words.startsWith('has ')
    ? words
    : `cannot be read: ${words}`;
}

function tooLarge(size: number, limit: number): ReadProblem {
  const megabytes = (bytes: number): string => (bytes / (1024 * 1024)).toFixed(1).replace(/\.0$/, '');
  return {
    tooLarge: true,
    message: `is too large: ${megabytes(size)} MB, and at most ${megabytes(limit)} MB are read`,
  };
}
