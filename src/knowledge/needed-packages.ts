// Which package of a distribution brings a program or a library that is called by its name.
import { debianLibraries, DEBIAN_RELEASES } from './debian-dev.js';
import libraryTable, { columns } from './data/debian-libraries.tsv';
import programTable from './data/program-packages.tsv';

/** The package that brings a program; `undefined` where none is known. */
export function packageOfProgram(name: string, family: string | undefined): string | undefined {
  const row = programTable().find(([program]) => program === name);
  const found = family === 'alpine' ? row?.[2] : family === 'debian' || family === 'ubuntu' ? row?.[1] : undefined;
  return found || undefined;
}

/**
 * The package of Debian that holds a library, by the name that the linker looks for; `undefined` where none is known.
 * @param release where it is not known, the package has to be called alike in each.
 */
export function packageOfLibrary(soname: string, release: string | undefined): string | undefined {
  const releases = release === undefined ? DEBIAN_RELEASES : [release];
  const found = new Set(releases.map((each) => libraryIn(soname, each)));
  const [name] = found;
  return found.size === 1 ? name : undefined;
}

function libraryIn(soname: string, release: string): string | undefined {
  const listed = listedIn(soname, release);
  if (listed !== undefined) return listed;
  const known = debianLibraries(release);
  return namesFor(soname).find((each) => known.has(each));
}

function listedIn(soname: string, release: string): string | undefined {
  const row = libraryTable().find(([name]) => name === soname);
  if (!row || !columns.includes(release)) return undefined;
  let found: string | undefined;
  for (const [at, column] of columns.entries()) {
    if (at === 0) continue;
    const cell = row[at] ?? '-';
    if (cell !== '=') found = cell === '-' ? undefined : cell;
    if (column === release) return found;
  }
  return undefined;
}

/** What policy makes of a soname, and what became of it where the types of C++ or of times changed. */
function namesFor(soname: string): string[] {
  const match = /^(lib[\w+.-]{1,80}?)\.so(?:\.(\d[\d.]{0,20}))?$/.exec(soname);
  if (!match) return [];
  const [, library = '', version = ''] = match;
  const base = library.toLowerCase().replaceAll('_', '-');
  const name = /\d$/.test(base) && version !== '' ? `${base}-${version}` : `${base}${version}`;
  // ICU numbers the libraries of one package alike.
  const icu = /^libicu[a-z]{1,4}(\d+)$/.exec(name);
  const names = icu ? [`libicu${icu[1]}`] : [name];
  return names.flatMap((each) => [each, `${each}t64`, `${each}v5`]);
}
