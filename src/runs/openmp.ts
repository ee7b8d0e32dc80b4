// OpenMP: a program that a compiler built with it loads libgomp, which only the compiler brings.
// Source: https://gcc.gnu.org/onlinedocs/libgomp/Enabling-OpenMP.html
import { exactPattern, walkFiles } from '../model/index.js';
import type { Site } from './site.js';

const BUILD_FILE = exactPattern(
  'GNUmakefile CMakeLists.txt meson.build setup.py setup.cfg pyproject.toml configure.ac',
  {
    also: [/[Mm]akefile(?:\..{1,20})?/, /.{1,40}\.mk/],
  },
);
const MOST_FOLDERS = 200;
const ASKS = /-fopenmp|OpenMP|OPENMP|libgomp/;

/** A RUN, or a build file at the top of what is copied or one folder below, asks the compiler for OpenMP. */
export function buildsWithOpenMp(site: Site): boolean {
  if (site.runs.some(({ instruction }) => ASKS.test(instruction.args))) return true;
  const { repository } = site.context.evidence;
  const files = walkFiles(repository, {
    from: site.contexts,
    wanted: (name) => BUILD_FILE.test(name),
    mostFolders: MOST_FOLDERS,
    deepest: 2,
  });
  return [...files].some((file) => ASKS.test(repository.read(file) ?? ''));
}
