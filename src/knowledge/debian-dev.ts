// What the development packages of Debian bring for run time.
import { wordList, words } from '../model/index.js';
import table, { columns } from './data/debian-dev.tsv';

const [, ...RELEASES] = columns;
/** The releases of the table, the oldest first. */
export const DEBIAN_RELEASES: readonly string[] = RELEASES;

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

/** What buster had under the names of bullseye. Source: https://archive.debian.org/debian/dists/buster/main/binary-amd64/ */
const AS_IN_BUSTER = words(`
  libpq-dev libjpeg-dev libpng-dev libfreetype6-dev zlib1g-dev libxml2-dev libxslt1-dev libsqlite3-dev
  libcurl4-openssl-dev default-libmysqlclient-dev libyaml-dev libzip-dev`);

/** True for a development package that a release of Debian in the table has. */
export function isDebianDev(name: string): boolean {
  return packagesByName().has(name);
}

/** The libraries it brings in a release, or, where that is not known, in each release of the table if they agree. */
export function debianDevLibraries(name: string, release: string | undefined): readonly string[] | undefined {
  const libraries = packagesByName().get(name);
  if (release === 'buster' && AS_IN_BUSTER.has(name)) return libraries?.get('bullseye');
  if (release !== undefined) return libraries?.get(release);
  const all = RELEASES.map((each) => libraries?.get(each));
  return all.every((each) => each?.join(' ') === all[0]?.join(' ')) ? all[0] : undefined;
}

let byRelease: Map<string, ReadonlySet<string>> | undefined;

/** All libraries that development packages bring in a release. */
export function debianLibraries(release: string): ReadonlySet<string> {
  byRelease ??= new Map();
  let found = byRelease.get(release);
  if (!found) {
    found = new Set([...packagesByName().values()].flatMap((libraries) => libraries.get(release) ?? []));
    byRelease.set(release, found);
  }
  return found;
}
