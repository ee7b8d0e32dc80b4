import { programIs } from '../../programs/index.js';
import { outputOf } from '../built-programs.js';
import type { BuildFolder } from '../ecosystem.js';

/** The programs that a compiler makes, and the targets of makefiles and of CMake. */
export function readCompile(
  name: string,
  words: readonly string[],
  { folder, projectsIn }: BuildFolder,
): string[] | undefined {
  if (isCompiler(name)) {
    const output = outputOf(words);
    return output === undefined || /\.(?:o|so[\d.]*|a)$/.test(output) ? [] : [output];
  }
  if (!programIs(name, 'runsTargets')) return undefined;
  return projectsIn(folder)
    .filter((each) => each.ecosystem === 'native')
    .flatMap(({ targets, executables }) => [...targets, ...executables].map(({ is }) => is));
}

/** `gcc-12`, `aarch64-linux-gnu-gcc`. */
function isCompiler(name: string): boolean {
  const parts = name.split('-');
  return parts.some((_, at) => programIs(parts.slice(at).join('-'), 'compiler'));
}
