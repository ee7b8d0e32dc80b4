// yarn and pnpm can run a program from their cache, which is not in the image: told from the repository.
import { child, type Project, type Repository, type Stop, stop } from '../../model/index.js';

/** Why what yarn downloads may be needed where the image runs; nothing where it is only copied from the cache. */
export function findYarnObstacle(projects: readonly Project[], repository: Repository): Stop | undefined {
  return findObstacle('yarn', projects, repository);
}

/** The same for pnpm. */
export function findPnpmObstacle(projects: readonly Project[], repository: Repository): Stop | undefined {
  return findObstacle('pnpm', projects, repository);
}

function findObstacle(tool: 'yarn' | 'pnpm', all: readonly Project[], repository: Repository): Stop | undefined {
  const projects = all.filter((each) => each.ecosystem === 'node');
  const locks = projects.flatMap((project) => project.locks.map((lock) => ({ project, lock })));
  const own = locks.filter(({ lock }) => (tool === 'pnpm' ? lock.kind === 'pnpm' : lock.kind.startsWith('yarn')));
  if (own.length === 0)
    return stop(
      'needs-evidence',
      `there is no lock file of ${tool} to tell its version by, and some versions run programs from the cache`,
    );
  // Source: https://yarnpkg.com/features/pnp, https://yarnpkg.com/configuration/yarnrc#enableGlobalCache
  for (const {
    project: { berry },
    lock,
  } of own) {
    if (berry && (berry.linker !== 'node-modules' || berry.cache !== 'home'))
      return stop(
        'used-later',
        `${lock.file} is of yarn 2 or later, which keeps packages in .yarn or runs them from its cache`,
      );
    if (berry && own.some((each) => each.project.berry === undefined))
      return stop(
        'ambiguous',
        `${lock.file} is of yarn 2 or later, and another one of yarn 1, which keep packages in different places`,
      );
  }
  // Source: https://pnpm.io/settings#enableglobalvirtualstore, https://pnpm.io/settings#packageimportmethod
  for (const { project } of own) {
    for (const name of ['.npmrc', 'pnpm-workspace.yaml', '.yarnrc']) {
      const file = child(project.directory, name);
      const text = repository.kind(file) === 'file' ? repository.read(file) : undefined;
      const setting = /global-?virtual-?store|package-?import-?method|store-?dir|cache-folder|offline-mirror/i.exec(
        text ?? '',
      );
      if (setting) return stop('conflicts', `${file} sets ${setting[0]}, which decides where packages are kept`);
    }
  }
  return undefined;
}
