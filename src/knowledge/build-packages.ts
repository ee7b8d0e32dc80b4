// Debian packages by what they are for: building a program, running it, or both.
import { debianDevLibraries, isDebianDev } from './debian-dev.js';

/** What a package is for. What nobody described is for neither, and stays where it is. */
export interface BuildPackage {
  /** build: nothing that runs needs it. both: programs are known to call it at run time as well. */
  readonly role: 'build' | 'both';
  readonly why: string;
  /** Commands it brings. Source: the file lists of https://packages.debian.org/stable/ */
  readonly commands: readonly string[];
  /** Packages it brings that a running program needs. */
  readonly brings?: readonly string[];
}

const COMPILER = 'compiles programs';
const HEADERS = 'holds headers and what a linker needs';

function build(why: string, commands: readonly string[], brings: readonly string[] = []): BuildPackage {
  return { role: 'build', why, commands, ...(brings.length > 0 ? { brings } : {}) };
}

/** Source: the descriptions and file lists of the packages on https://packages.debian.org/stable/ */
const PACKAGES: Readonly<Record<string, BuildPackage>> = {
  'build-essential': build(COMPILER, ['gcc', 'cc', 'g++', 'c++', 'cpp', 'make', 'ld', 'as', 'ar', 'dpkg-buildpackage']),
  gcc: build(COMPILER, ['gcc', 'cc', 'cpp']),
  'g++': build(COMPILER, ['g++', 'c++', 'gcc', 'cc']),
  cpp: build('expands macros of C', ['cpp']),
  clang: build(COMPILER, ['clang', 'clang++', 'cc', 'c++']),
  // A program in Fortran loads libgfortran.
  make: build('runs makefiles', ['make', 'gmake']),
  cmake: build('writes makefiles', ['cmake', 'ctest', 'cpack']),
  'ninja-build': build('runs build files', ['ninja']),
  meson: build('writes build files', ['meson']),
  autoconf: build('writes configure scripts', ['autoconf', 'autoreconf', 'autoheader']),
  automake: build('writes makefiles', ['automake', 'aclocal']),
  'autotools-dev': build('updates files of configure scripts', []),
  libtool: build('builds libraries', ['libtoolize']),
  'libtool-bin': build('builds libraries', ['libtool', 'libtoolize']),
  'pkg-config': build('tells compiler flags', ['pkg-config']),
  pkgconf: build('tells compiler flags', ['pkgconf', 'pkg-config']),
  bison: build('generates parsers', ['bison', 'yacc']),
  flex: build('generates scanners', ['flex', 'lex']),
  m4: build('expands macros', ['m4']),
  nasm: build('assembles programs', ['nasm']),
  yasm: build('assembles programs', ['yasm']),
  binutils: build('assembles and links programs', ['ld', 'as', 'ar', 'strip', 'objdump', 'nm', 'readelf', 'strings']),
  swig: build('generates bindings', ['swig']),
  ccache: build('speeds compilers up', ['ccache']),
  rustc: build(COMPILER, ['rustc']),
  cargo: build(COMPILER, ['cargo']),
  // Programs built with OpenMP load libgomp1, which gcc brings; so do those of g++ and build-essential.
  'python3-venv': build('makes virtual environments', [], ['python3']),
  'python3-dev': build(HEADERS, ['python3-config'], ['python3']),
  'python-dev': build(HEADERS, ['python-config'], ['python']),
  'python2-dev': build(HEADERS, ['python2-config'], ['python2']),
  'python3-pip': build('installs Python packages', ['pip', 'pip3'], ['python3']),
  'ruby-dev': build(HEADERS, [], ['ruby']),
  'php-dev': build(HEADERS, ['phpize', 'php-config'], ['php-cli']),
  'dpkg-dev': build('builds Debian packages', ['dpkg-buildpackage', 'dpkg-architecture']),
  devscripts: build('builds Debian packages', ['debuild']),
  debhelper: build('builds Debian packages', ['dh']),
  'protobuf-compiler': build('generates code from .proto files', ['protoc']),
  git: { role: 'both', why: 'fetches sources, and programs call it', commands: ['git'] },
  'git-core': { role: 'both', why: 'fetches sources, and programs call it', commands: ['git'] },
  subversion: { role: 'both', why: 'fetches sources, and programs call it', commands: ['svn'] },
  mercurial: { role: 'both', why: 'fetches sources, and programs call it', commands: ['hg'] },
  curl: { role: 'both', why: 'downloads files, and health checks call it', commands: ['curl'] },
  wget: { role: 'both', why: 'downloads files, and health checks call it', commands: ['wget'] },
  unzip: { role: 'both', why: 'unpacks downloads, and programs call it', commands: ['unzip'] },
  gettext: { role: 'both', why: 'compiles message catalogues, and programs call it', commands: ['msgfmt', 'envsubst'] },
  patch: { role: 'both', why: 'patches sources, and programs call it', commands: ['patch'] },
  gfortran: { role: 'both', why: 'compiles Fortran, whose programs load its library', commands: ['gfortran'] },
};

/** What a package is for; `undefined` for one that nobody described. Versions (`gcc-12`, `gcc=4:12.2`) are seen. */
export function buildPackage(written: string): BuildPackage | undefined {
  const name = packageName(written);
  const known = PACKAGES[name] ?? PACKAGES[name.replace(/-\d+(?:\.\d+)?$/, '')];
  if (known) return known;
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
