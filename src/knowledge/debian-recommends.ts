// What Debian's releases bring along only as a recommendation.
import { wordList } from '../model/index.js';
import table, { columns } from './data/debian-recommends.tsv';

/** The releases the table was made from. */
export const RECOMMENDS_RELEASES: ReadonlySet<string> = new Set(wordList(columns[1]));

let packages: ReadonlyMap<string, readonly string[]> | undefined;

/** What apt installs along with a package only as a recommendation; `undefined` for one that is not in the table. */
export function debianRecommends(name: string): readonly string[] | undefined {
  packages ??= new Map(table().map(([each, recommended]) => [each, wordList(recommended)]));
  return packages.get(name);
}
