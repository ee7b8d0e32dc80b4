import { RECOMMENDED, RECOMMENDS_NOTHING } from './debian-recommends.js';
import { RECOMMENDED_BEFORE } from './debian-commands.js';

/**
 * Packages that depend on libc6-dev, themselves or through what they depend on. Source: the pages of these packages on
 * https://packages.debian.org/stable/ (libstdc++-dev, and libexpat1-dev for Python).
 */
export const DEPENDS_ON_C_HEADERS =
  /^(?:build-essential|g\+\+(?:-\d+)?|gfortran(?:-\d+)?|libstdc\+\+-\d+-dev|python3(?:\.\d+)?-dev|clang(?:-\d+)?|rustc|cargo)$/;

let table: Map<string, readonly string[]> | undefined;

/**
 * What apt installs along with a Debian package only as a recommendation; `...` stands for more. Empty for nothing,
 * `undefined` for a package that is not in the tables.
 */
export function recommendedWith(name: string): readonly string[] | undefined {
  table ??= readTable();
  return table.get(name);
}

function readTable(): Map<string, readonly string[]> {
  const read = new Map<string, readonly string[]>();
  for (const name of RECOMMENDS_NOTHING.split(/\s+/)) if (name !== '') read.set(name, []);
  for (const line of RECOMMENDED.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon !== -1) read.set(line.slice(0, colon), line.slice(colon + 2).split(' '));
  }
  for (const [name, others] of Object.entries(RECOMMENDED_BEFORE)) read.set(name, others.split(' '));
  return read;
}
