// Debian packages by what they are for: building a program, running it, or both.
import { wordList } from '../model/index.js';
import table from './data/build-packages.tsv';
import { debianDevLibraries, isDebianDev } from './debian-dev.js';

/** What a package is for. What nobody described is for neither, and stays where it is. */
export interface BuildPackage {
  /** build: nothing that runs needs it. both: programs are known to call it at run time as well. */
  readonly role: 'build' | 'both';
  readonly why: string;
  /** Commands it brings. */
  readonly commands: readonly string[];
  /** Packages it brings that a running program needs. */
  readonly brings?: readonly string[];
}

const HEADERS = 'holds headers and what a linker needs';

function build(why: string, commands: readonly string[], brings: readonly string[] = []): BuildPackage {
  return { role: 'build', why, commands, ...(brings.length > 0 ? { brings } : {}) };
}

function known(name: string): BuildPackage | undefined {
  const row = table().find(([each]) => each === name);
  if (!row) return undefined;
  const [, role, why, commands, brings] = row;
  return { ...build(why, wordList(commands), wordList(brings)), role };
}

/** What a package is for; `undefined` for one that nobody described. Versions (`gcc-12`, `gcc=4:12.2`) are seen. */
export function buildPackage(written: string): BuildPackage | undefined {
  const name = packageName(written);
  const described = known(name) ?? known(name.replace(/-\d+(?:\.\d+)?$/, ''));
  if (described) return described;
  if (/^python3\.\d+-dev$/.test(name)) return build(HEADERS, [], [name.slice(0, -'-dev'.length)]);
  if (/^python3\.\d+-venv$/.test(name))
    return build('makes virtual environments', [], [name.slice(0, -'-venv'.length)]);
  if (/^linux-headers-/.test(name)) return build(HEADERS, []);
  if (/-dev$/.test(name) && (isDebianDev(name) || name.startsWith('lib'))) return build(HEADERS, []);
  return undefined;
}

/** A package as apt-get takes it (`curl=7.88*`, `libpq5:amd64`, `vim/stable`) without what follows its name. */
export function packageName(written: string): string {
  return /^[^=:/]*/.exec(written)![0];
}

/**
 * The libraries that programs load which were built with a development package, in a Debian release; where the release is
 * not known, those that all releases of the table agree on. Empty where it has headers, static libraries or tools only,
 * or every image has the library. `undefined` where the package or the release is not in the table, or they differ.
 */
export function runtimeLibraries(dev: string, release: string | undefined): readonly string[] | undefined {
  return debianDevLibraries(packageName(dev), release);
}
