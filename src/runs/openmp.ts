// OpenMP: a program that a compiler built with it loads libgomp, which only the compiler brings.
// Source: https://gcc.gnu.org/onlinedocs/libgomp/Enabling-OpenMP.html
import { child, type Folder, exactly } from '../model/index.js';
import type { Site } from './site.js';

const BUILD_FILE = exactly('GNUmakefile CMakeLists.txt meson.build setup.py setup.cfg pyproject.toml configure.ac', {
  also: [/[Mm]akefile(?:\..{1,20})?/, /.{1,40}\.mk/],
});
const ASKS = /-fopenmp|OpenMP|OPENMP|libgomp/;

/** A RUN, or a build file at the top of what is copied or one folder below, asks the compiler for OpenMP. */
export function buildsWithOpenMp(site: Site): boolean {
  if (site.runs.some(({ instruction }) => ASKS.test(instruction.args))) return true;
  const { repository } = site.context.evidence;
  const asks = (folder: Folder): boolean =>
    repository.list(folder).some((name) => {
      const file = child(folder, name);
      return BUILD_FILE.test(name) && repository.kind(file) === 'file' && ASKS.test(repository.read(file) ?? '');
    });
  return site.contexts.some((root) => {
    const inside = repository.list(root).map((name) => child(root, name));
    const folders = inside.filter((path) => !/(?:^|\/)(?:\.|node_modules$)/.test(path)).slice(0, 200);
    return asks(root) || folders.some((path) => repository.kind(path) === 'directory' && asks(path));
  });
}
