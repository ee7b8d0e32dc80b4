import { wordList } from '../model/index.js';
import table from './data/debian-commands.tsv';

/** Commands of packages that others recommend, for telling whether a file uses one, by package. */
export function packageCommands(): ReadonlyMap<string, readonly string[]> {
  return new Map(table().map(([name, commands]) => [name, wordList(commands)]));
}
