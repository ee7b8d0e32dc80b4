// Alpine packages that only builds need, and the libraries that development packages stand for at run time.
import { wordList } from '../model/index.js';
import table from './data/alpine-packages.tsv';

export interface AlpinePackage {
  /** Packages that a program built with it loads. Names that hold since Alpine 3.7. */
  readonly libraries: readonly string[];
  /** Commands it brings. */
  readonly commands: readonly string[];
}

/** A package that only builds need; `undefined` for one that nobody described. */
export function alpineBuildPackage(written: string): AlpinePackage | undefined {
  const name = /^[^=<>~@]*/.exec(written)![0];
  const row = table().find(([each]) => each === name);
  return row && { libraries: wordList(row[1]), commands: wordList(row[2]) };
}
