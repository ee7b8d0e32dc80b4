// What Debian's releases bring along only as a recommendation.
import { wordList } from '../model/index.js';
import table from './data/debian-recommends.tsv';

const [[, releases = ''] = [], ...rows] = table();

/** The releases the table was made from. */
export const RECOMMENDS_RELEASES: ReadonlySet<string> = new Set(wordList(releases));

let packages: ReadonlyMap<string, readonly string[]> | undefined;

/** What apt installs along with a package only as a recommendation; `undefined` for one that is not in the table. */
export function debianRecommends(name: string): readonly string[] | undefined {
  packages ??= new Map(rows.map(([each = '', recommended = '']) => [each, wordList(recommended)]));
  return packages.get(name);
}
