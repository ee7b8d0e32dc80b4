// What the engine has of the outside when it runs in a page: texts in memory, and nothing else. The build puts this file in
// the place of src/io/index.ts, so that no disk, no network and no program of another can be reached from here.
export { kindOfName as kindOfFileName } from '../../src/io/names.js';
export { discover, type DiscoverOptions } from '../../src/io/discover.js';
export { isPipeline } from '../../src/io/classify.js';
export { decodeSource, readSource, sha256Of } from '../../src/io/read.js';
export { matchIgnore, parseIgnore } from '../../src/io/gitignore.js';
export { memoryRepository } from '../../src/io/memory.js';
export { treeRepository } from '../../src/io/repository.js';
export type { Tree } from '../../src/io/tree.js';

/** There is no folder on disk. */
export function diskTree(root: string): never {
  throw new Error(`a page reads no folder: ${root}`);
}

/** The page ends its whole worker when the time is up, so nothing here ends by itself. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp';
}

/** Does the work: see `TimeUp`. */
export function watched<Result>(_ms: number, work: () => Result): Result {
  return work();
}

/** A page has one worker, and this is it. */
export function supervisedWorker(): never {
  throw new Error('a worker of a page starts no other');
}

/** Without a limit: see `TimeUp`. */
export function safeMs(): number {
  return Number.POSITIVE_INFINITY;
}

/** In one line: what went wrong. */
export function describeFault(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
