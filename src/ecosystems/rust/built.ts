import type { BuildFolder } from '../ecosystem.js';

/** The programs that `cargo build` and `cargo install` make, of all members of a workspace. */
export function readCargoBuild(
  name: string,
  words: readonly string[],
  { folder, projectsIn }: BuildFolder,
): string[] | undefined {
  if (name !== 'cargo' || !(words.includes('build') || words.includes('install'))) return undefined;
  const own = projectsIn(folder).filter((each) => each.ecosystem === 'rust');
  const members = own
    .flatMap((each) => each.members)
    .flatMap((member) => projectsIn(member).filter((each) => each.ecosystem === 'rust'));
  return [...own, ...members].flatMap(({ binaries }) => binaries.map(({ is }) => is));
}
