import { debianRecommends } from './debian-recommends.js';
import { rowOf, wordList } from '../model/index.js';

/**
 * Packages that depend on libc6-dev, themselves or through what they depend on. Source: the pages of these packages on
 * https://packages.debian.org/stable/ (libstdc++-dev, and libexpat1-dev for Python).
 */
export const DEPENDS_ON_C_HEADERS =
  /^(?:build-essential|g\+\+(?:-\d+)?|gfortran(?:-\d+)?|libstdc\+\+-\d+-dev|python3(?:\.\d+)?-dev|clang(?:-\d+)?|rustc|cargo)$/;

/** Packages that left Debian before the releases of the table. */
const RECOMMENDED_BEFORE: Readonly<Record<string, string>> = {
  // https://packages.debian.org/source/oldoldstable/git: a name for git
  'git-core': 'ca-certificates less openssh-client patch',
  // https://snapshot.debian.org/package/python-pip/18.1-5/
  'python-pip': 'build-essential python-all-dev python-setuptools python-wheel',
};

/**
 * What apt installs along with a Debian package only as a recommendation; `...` stands for more. Empty for nothing,
 * `undefined` for a package that is not in the tables.
 */
export function recommendedWith(name: string): readonly string[] | undefined {
  const before = rowOf(RECOMMENDED_BEFORE, name);
  return before === undefined ? debianRecommends(name) : wordList(before);
}
