// yarn and pnpm can run a program from their cache, which is not in the image: told from the repository.
import { type Context, child, type Folder, type Stop, stop, parent } from '../../src/model/index.js';
import {
  buildContexts,
  contextPath,
  copyArguments,
  type DockerfileDoc,
  copiesFromContext,
} from '../../src/dockerfile/index.js';
import type { NodeProject } from '../../src/ecosystems/index.js';

/** Why what is downloaded may be needed where the image runs; nothing where it is only copied from the cache. */
export function yarnAndPnpm(doc: DockerfileDoc, tool: 'yarn' | 'pnpm', context: Context): Stop | undefined {
  const projects = projectsOf(doc, context);
  const locks = projects.flatMap((project) => project.locks.map((lock) => ({ project, lock })));
  const own = locks.filter(({ lock }) => (tool === 'pnpm' ? lock.kind === 'pnpm' : lock.kind.startsWith('yarn')));
  if (own.length === 0)
    return stop(
      'needs-evidence',
      `there is no lock file of ${tool} to tell its version by, and some versions run programs from the cache`,
    );
  // Source: https://yarnpkg.com/features/pnp, https://yarnpkg.com/configuration/yarnrc#enableGlobalCache
  const berry = own.find(({ lock }) => lock.kind === 'yarn-berry');
  if (berry)
    return stop(
      'used-later',
      `${berry.lock.file} is of yarn 2 or later, which keeps packages in .yarn or runs them from its cache`,
    );
  // Source: https://pnpm.io/settings#enableglobalvirtualstore, https://pnpm.io/settings#packageimportmethod
  for (const { project } of own) {
    for (const name of ['.npmrc', 'pnpm-workspace.yaml', '.yarnrc']) {
      const file = child(project.directory, name);
      const text =
        context.evidence.repository.kind(file) === 'file' ? context.evidence.repository.read(file) : undefined;
      const setting = /global-?virtual-?store|package-?import-?method|store-?dir|cache-folder|offline-mirror/i.exec(
        text ?? '',
      );
      if (setting) return stop('conflicts', `${file} sets ${setting[0]}, which decides where packages are kept`);
    }
  }
  return undefined;
}

/** The Node projects in the folders that the Dockerfile copies from. */
function projectsOf(doc: DockerfileDoc, context: Context): NodeProject[] {
  const folders = new Set<Folder>();
  for (const root of buildContexts(doc, context)) {
    folders.add(root);
    for (const instruction of copiesFromContext(doc)) {
      for (const source of copyArguments(instruction)?.sources ?? []) {
        const path = contextPath(root, source.replace(/[^/]*\*.*$/, ''));
        if (path === undefined) continue;
        folders.add(path);
        if (parent(path) !== '') folders.add(parent(path));
      }
    }
  }
  const found: NodeProject[] = [];
  for (const folder of folders) {
    const project = context.evidence.projects(folder).find((each) => each.ecosystem === 'node');
    if (project?.ecosystem === 'node') found.push(project);
  }
  return found;
}
