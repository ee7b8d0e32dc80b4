// gcc and buildpack-deps: images that hold compilers and many development packages. What a program loads of them is read
// from the flags that link it.
import type { Instruction } from '../../dockerfile/index.js';
import { type Evidence, child, rowOf, type Stop, stop, walkFolders } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { instructionEvidence, type RunBase, type Site } from '../../runs/index.js';
import { runtimeLibraries } from '../../knowledge/index.js';
import { type Artefact, debianBase, type Producer, stopNoSource } from '../../splits/index.js';

export interface Libraries {
  readonly artefacts: readonly Artefact[];
  readonly packages: readonly string[];
  readonly evidence: readonly Evidence[];
}

export const NO_LIBRARIES: Libraries = { artefacts: [], packages: [], evidence: [] };

/** The distribution alone under an image that compiles. */
export function compilingBase(site: Site): RunBase | Stop<Instruction> {
  if (site.profile?.family === 'ubuntu')
    return stop(
      'needs-evidence',
      `which libraries of Ubuntu a program built on ${site.image} loads is not known; choose the run-time image and its libraries, and split the file by hand`,
      site.stage.instruction,
    );
  return debianBase(site, { isStatic: false });
}

/** `-l` names and the development packages that hold them. Source: the file lists of https://packages.debian.org/stable/ */
const HOLDS: Readonly<Record<string, string>> = {
  z: 'zlib1g-dev',
  ssl: 'libssl-dev',
  crypto: 'libssl-dev',
  curl: 'libcurl4-openssl-dev',
  pq: 'libpq-dev',
  sqlite3: 'libsqlite3-dev',
  xml2: 'libxml2-dev',
  xslt: 'libxslt1-dev',
  ffi: 'libffi-dev',
  gmp: 'libgmp-dev',
  bz2: 'libbz2-dev',
  lzma: 'liblzma-dev',
  event: 'libevent-dev',
  yaml: 'libyaml-dev',
  readline: 'libreadline-dev',
  ncurses: 'libncurses-dev',
  ncursesw: 'libncurses-dev',
  png: 'libpng-dev',
  jpeg: 'libjpeg-dev',
  webp: 'libwebp-dev',
};
/** Of the C library, or inside the program. */
const ALWAYS = /^(?:c|m|pthread|dl|rt|util|resolv|crypt|nsl|gcc|gcc_s|stdc\+\+|stdc\+\+fs|atomic)$/;
const MOST_FILES = 500;

/** What the program loads of the packages of the image, and of its compiler. */
export function linkedLibraries(
  site: Site,
  builders: readonly Producer[],
  release: string | undefined,
): Libraries | Stop<Instruction> {
  const searching = builders.find(({ command }) => !programIs(command.name, 'linksAsTold'));
  if (searching && !isPlainCmake(site, searching))
    return stop(
      'needs-evidence',
      `${searching.command.name} links what it finds in ${site.image}, so which libraries the program loads is not seen; choose them, and split the file by hand`,
      searching.instruction,
    );
  const sources = sourcesOf(site);
  if (!sources || sources.files === 0)
    return stopNoSource('the source', `which libraries of ${site.image} the program loads`, site);
  if (sources.fortran)
    return stop(
      'needs-evidence',
      'a program in Fortran loads libraries of its compiler; copy them from a build stage by hand',
      site.stage.instruction,
    );
  const text = [...builders.map(({ words }) => words.join(' ')), ...sources.makefiles].join('\n');
  if (/pkg-config|\$\(shell\b/.test(text))
    return stop(
      'needs-evidence',
      'a makefile asks a program which libraries to link, so which the program loads is not seen; choose them, and split the file by hand',
      builders[0]!.instruction,
    );
  const packages = new Set<string>();
  const evidence: Evidence[] = [];
  for (const name of new Set([...text.matchAll(/(?:^|\s)-l([\w+.-]+)/gm)].map((match) => match[1]!))) {
    if (ALWAYS.test(name)) continue;
    const holder = rowOf(HOLDS, name);
    const libraries = holder === undefined ? undefined : runtimeLibraries(holder, release);
    if (!libraries)
      return stop(
        'needs-evidence',
        `which package holds the library of -l${name} at run time is not known${release === undefined ? ', since the release of Debian is not written' : ''}; install it by name in a run-time stage of your own`,
        builders[0]!.instruction,
      );
    for (const each of libraries) packages.add(each);
    if (libraries.length > 0)
      evidence.push(
        instructionEvidence(site.doc, builders[0]!.instruction, `-l${name} links ${libraries.join(' and ')}`),
      );
  }
  return { artefacts: ofCompiler(site, text, sources.cxx), packages: [...packages], evidence };
}

/** CMake that finds nothing but threads. */
function isPlainCmake(site: Site, { command }: Producer): boolean {
  if (command.name !== 'cmake') return false;
  const { repository } = site.context.evidence;
  const texts = site.contexts.map((context) => repository.read(child(context, 'CMakeLists.txt')));
  return (
    texts.length > 0 &&
    texts.every(
      (text) =>
        text !== undefined &&
        !/find_library|pkg_(?:check|search)_module|FetchContent|ExternalProject|add_subdirectory|include\s*\(/i.test(
          text,
        ) &&
        [...text.matchAll(/find_package\s*\(\s*(\w+)/gi)].every((match) => match[1] === 'Threads'),
    )
  );
}

/**
 * The image gcc has newer libraries of its compiler than Debian, below /usr/local/lib64. Source:
 * https://github.com/docker-library/gcc/blob/339fcb5f09293ecdb47d6ae0b36b12509f0080e3/15/Dockerfile
 */
function ofCompiler(site: Site, text: string, cxx: boolean): Artefact[] {
  if (site.profile?.image !== 'gcc') return [];
  const names = [
    ...(cxx || /\b[gc]\+\+/.test(text) ? ['libstdc++.so.6', 'libgcc_s.so.1'] : []),
    ...(/-fopenmp/.test(text) ? ['libgomp.so.1'] : []),
    ...(/-latomic\b/.test(text) ? ['libatomic.so.1'] : []),
  ];
  // Debian looks in /usr/local/lib, and not in lib64.
  return names.map((name) => ({ path: `/usr/local/lib64/${name}`, to: `/usr/local/lib/${name}` }));
}

interface Sources {
  readonly makefiles: readonly string[];
  readonly cxx: boolean;
  readonly fortran: boolean;
  readonly files: number;
}

/** What the build contexts hold of source; `undefined` beyond the bounds. */
function sourcesOf(site: Site): Sources | undefined {
  const { repository } = site.context.evidence;
  const makefiles: string[] = [];
  let cxx = false;
  let fortran = false;
  let files = 0;
  const met = walkFolders(repository, { from: site.contexts, mostEntries: MOST_FILES });
  for (const { folder, files: names } of met) {
    for (const name of names) {
      if (/\.(?:c|cc|cpp|cxx|c\+\+|C)$/.test(name)) files++;
      cxx ||= /\.(?:cc|cpp|cxx|c\+\+|C)$/.test(name);
      fortran ||= /\.[fF](?:\d\d)?$/.test(name);
      if (/^(?:GNU)?[Mm]akefile|\.mk$|^CMakeLists\.txt$/.test(name))
        makefiles.push(repository.read(child(folder, name)) ?? '');
    }
  }
  return met.cut ? undefined : { makefiles, cxx, fortran, files };
}
