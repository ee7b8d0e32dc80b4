// What the development packages of Debian bring for run time.
import { wordList } from '../model/index.js';
import table, { columns } from './data/debian-dev.tsv';

const [, ...RELEASES] = columns;

/** Libraries by release. */
type Libraries = ReadonlyMap<string, readonly string[]>;

let packages: ReadonlyMap<string, Libraries> | undefined;

function packagesByName(): ReadonlyMap<string, Libraries> {
  if (packages) return packages;
  packages = new Map(table().map(([name = '', ...cells]) => [name, librariesOf(cells)]));
  return packages;
}

function librariesOf(cells: readonly string[]): Libraries {
  const libraries = new Map<string, readonly string[]>();
  let before: readonly string[] = [];
  for (const [at, release] of RELEASES.entries()) {
    const cell = cells[at] ?? '-';
    if (cell === '-') continue;
    if (cell !== '=') before = wordList(cell);
    libraries.set(release, before);
  }
  return libraries;
}

/** True for a development package that a release of Debian in the table has. */
export function isDebianDev(name: string): boolean {
  return packagesByName().has(name);
}

/** The libraries it brings in a release, or, where that is not known, in each release of the table if they agree. */
export function debianDevLibraries(name: string, release: string | undefined): readonly string[] | undefined {
  const libraries = packagesByName().get(name);
  if (release !== undefined) return libraries?.get(release);
  const all = RELEASES.map((each) => libraries?.get(each));
  return all.every((each) => each?.join(' ') === all[0]?.join(' ')) ? all[0] : undefined;
}
