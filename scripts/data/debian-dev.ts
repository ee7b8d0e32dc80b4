// Makes data/debian-dev.tsv: the libraries that the development packages of Debian's releases bring for run time. Needs a
// Debian system with apt and its archive keyring: `npm run data -- --refresh debian-dev`.
import { closure, eachIndex, real, RELEASES, type Index } from './debian-index.js';
import { namesIn, writeTable } from './table.js';

const TABLE = 'debian-dev';
const names = namesIn(TABLE);

/** What compilers bring for themselves: no program loads a library because of these. */
const TOOLCHAIN = /^(?:libc6|linux-libc|libgcc-\d+|libstdc\+\+-\d+|libcrypt|libc\+\+.*)-dev$/;

/** By package and release. */
const found = new Map<string, Map<string, string>>();
eachIndex((index, release) => {
  const always = minbase(index);
  for (const name of names) {
    const real = index.packages.has(name)
      ? name
      : index.providers.get(name)?.length === 1
        ? index.providers.get(name)![0]!
        : undefined;
    if (real === undefined) continue;
    const byRelease = found.get(name) ?? new Map<string, string>();
    byRelease.set(release, libraries(index, always, real).join(' '));
    found.set(name, byRelease);
  }
});

const rows = [...found].map(([name, byRelease]) => [name, ...cellsOf(byRelease)]);
writeTable(TABLE, ['package', ...RELEASES], rows);

/** In the order of the releases: `-` where it has none, `=` for the same as in the release before. */
function cellsOf(byRelease: ReadonlyMap<string, string>): string[] {
  let before: string | undefined;
  return RELEASES.map((release) => {
    const libraries = byRelease.get(release);
    const cell = libraries === undefined ? '-' : libraries === before ? '=' : libraries;
    before = libraries;
    return cell;
  });
}

/** What debootstrap installs with --variant=minbase, so what every image of the release has: apt, and what is required. */
function minbase(index: Index): Set<string> {
  const { packages, providers } = index;
  const base = new Set([...packages.keys()].filter((name) => packages.get(name)!.required || name === 'apt'));
  for (const name of base) {
    for (const alternatives of packages.get(name)!.depends) {
      if (alternatives.some((one) => base.has(one) || providers.get(one)?.some((each) => base.has(each)))) continue;
      // debootstrap makes a merged system itself: https://wiki.debian.org/UsrMerge
      const chosen = alternatives.includes('usr-is-merged') ? 'usr-is-merged' : real(index, alternatives);
      if (chosen) base.add(chosen);
    }
  }
  return base;
}

/**
 * The libraries that the package depends on: those of its own source, also through development packages of that source,
 * and those of other sources that these do not bring anyway. A package without any (libjpeg-dev, default-libmysqlclient-dev) stands for the development packages it names.
 */
function libraries(index: Index, always: ReadonlySet<string>, name: string, seen = new Set<string>()): string[] {
  if (TOOLCHAIN.test(name)) return [];
  seen.add(name);
  const { depends, source } = index.packages.get(name)!;
  const own = new Set<string>();
  const others = new Set<string>();
  const further: string[] = [];
  for (const alternatives of depends) {
    const chosen = real(index, alternatives);
    if (!chosen || always.has(chosen)) continue;
    if (/-(?:multi)?dev(?:-compat)?$/.test(chosen)) further.push(chosen);
    else if (isLibrary(index, chosen)) (index.packages.get(chosen)!.source === source ? own : others).add(chosen);
  }
  const brought = closure(index, [...own]);
  for (const other of others) if (!brought.has(other)) own.add(other);
  const standsForOthers = own.size === 0 && others.size === 0;
  for (const dev of further) {
    if (seen.has(dev) || TOOLCHAIN.test(dev)) continue;
    if (!standsForOthers && index.packages.get(dev)!.source !== source) continue;
    for (const library of libraries(index, always, dev, seen)) own.add(library);
  }
  return [...own].sort();
}

function isLibrary({ packages }: Index, name: string): boolean {
  const { section } = packages.get(name)!;
  return section === 'libs' || (section === 'oldlibs' && name.startsWith('lib'));
}
