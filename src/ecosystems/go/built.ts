import { outputOf } from '../built-programs.js';
import type { BuildFolder } from '../ecosystem.js';

/** The programs that `go build` and `go install` make: of `-o`, or of the packages of the project. */
export function readGoBuild(
  name: string,
  words: readonly string[],
  { folder, projectsIn, directory, earlier = [] }: BuildFolder,
): string[] | undefined {
  if (name !== 'go' || (words[0] !== 'build' && words[0] !== 'install')) return undefined;
  const output = outputOf(words);
  const made = output === undefined || output.endsWith('/') ? [] : [output];
  if (words[0] !== 'install' && made.length > 0) return made;
  for (const { module, mains } of projectsIn(folder).filter((each) => each.ecosystem === 'go'))
    for (const { is } of mains) made.push(is === folder ? (module?.is ?? '').replace(/\/v\d+$/, '') : is);
  // Without a module file of its own it is called as the module that the build makes, or as its folder below GOPATH.
  const isHere = words.slice(1).every((word) => word.startsWith('-') || word === '.' || word === './...');
  const folderName = /\/src\/(?:.+\/)?([^/]+)\/*$/.exec(directory ?? '')?.[1];
  const named = earlier.findLast((each) => each.slice(0, 3).join(' ') === 'go mod init')?.[3];
  if (made.length === 0 && isHere) made.push((named ?? folderName ?? '').replace(/\/v\d+$/, ''));
  return made.filter((each) => each !== '');
}
