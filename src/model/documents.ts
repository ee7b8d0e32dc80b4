import type { FilePath } from './path.js';

/**
 * The files of the tree as they are now, with the steps so far laid over them. Each text is read and parsed once, whoever
 * asks. The model knows no document: every folder that reads a kind of file adds the method that gives it,
 * `declare module '../model/index.js'`. All give `undefined` where there is no such file or where it does not parse,
 * which planning that file reports.
 */
export interface Documents {
  /** The text of a file; `undefined` as `Repository.read`. */
  text(path: FilePath): string | undefined;
}
