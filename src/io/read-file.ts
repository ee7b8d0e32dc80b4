import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { codeOf, describeSystemError } from './paths.js';
import type { ReadProblem } from './tree.js';

/** The directory with its links followed. Throws the system's error when it does not exist. */
export function realRootOf(root: string): string {
  return realpathSync.native(root);
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

/** Why a file cannot be read, in a sentence about it. */
export function cannotRead(code: string, error?: unknown): string {
  const words = describeSystemError(error ?? code);
  return words.startsWith('is ') || words.startsWith('does ') || words.startsWith('has ')
    ? words
    : `cannot be read: ${words}`;
}

/** The refusal of a file above a limit. */
export function tooLarge(size: number, limit: number): ReadProblem {
  const megabytes = (bytes: number): string => (bytes / (1024 * 1024)).toFixed(1).replace(/\.0$/, '');
  return {
    tooLarge: true,
    message: `is too large: ${megabytes(size)} MB, and at most ${megabytes(limit)} MB are read`,
  };
}
