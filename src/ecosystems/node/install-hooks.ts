// What hooks and patches of a project read while its packages are installed.
import { type FilePath, type InstallInputs, type Read, child, parent, resolveFile } from '../../model/index.js';
import { existingPaths, inputsUnclear, type Surroundings } from '../install-call.js';
import type { NodeProject } from './project.js';

export interface HookFiles {
  readonly files: FilePath[];
  readonly because: Read<string>[];
}

/** Hooks that are known to need nothing, or a folder by name; any other may read everything. */
export function hookInputs(project: NodeProject, around: Surroundings): HookFiles | InstallInputs {
  const files: FilePath[] = [];
  const because: Read<string>[] = [];
  for (const [hook, { is, from }] of project.hooks) {
    const command = is.trim();
    if (isHusky(command, project)) {
      because.push({ is: `${hook} runs husky, which does nothing where there is no .git`, from });
    } else if (command === 'patch-package') {
      const patches = existingPaths(around, project.directory, ['patches']);
      if (patches.length === 0)
        return inputsUnclear('own-hook', `${hook} runs patch-package, and no patches are seen`, from);
      files.push(...patches);
      because.push({ is: `${hook} runs patch-package, which reads patches/`, from });
    } else if (/^(?:npx )?prisma generate$/.test(command)) {
      if (!project.prisma)
        return inputsUnclear('own-hook', `${hook} runs prisma generate, and no schema is seen`, from);
      because.push({ is: `${hook} runs prisma generate, which reads the schema`, from });
    } else
      return inputsUnclear(
        'own-hook',
        `${hook} runs ${command.slice(0, 80)} when packages are installed, which may read the source`,
        from,
      );
  }
  return prismaInputs(project, around, files, because);
}

/**
 * The client of Prisma is generated from the schema when it is installed, hook or not. Source:
 * https://github.com/prisma/prisma/tree/main/packages/client (scripts/postinstall.js)
 */
function prismaInputs(
  project: NodeProject,
  around: Surroundings,
  files: FilePath[],
  because: Read<string>[],
): HookFiles | InstallInputs {
  const client = project.dependencies.get('@prisma/client') ?? project.devDependencies.get('@prisma/client');
  const tool = client ?? project.dependencies.get('prisma') ?? project.devDependencies.get('prisma');
  if (!tool) return { files, because };
  const settings = ['ts', 'js', 'mts', 'mjs'].map((ending) => `prisma.config.${ending}`);
  const [config] = existingPaths(around, project.directory, settings);
  if (config)
    return inputsUnclear('own-hook', `${config} decides which schema Prisma reads when it is installed`, {
      kind: 'source',
      file: config,
    });
  if (!project.prisma)
    return inputsUnclear(
      'own-hook',
      'Prisma generates code from a schema when it is installed, and none is seen',
      tool.from,
    );
  const folder = parent(project.prisma);
  files.push(folder === project.directory || folder === '' ? project.prisma : folder);
  because.push({ is: 'Prisma generates its client from the schema when it is installed', from: tool.from });
  return { files, because };
}

/**
 * husky from 7 on leaves a folder that is no git repository alone. Source: https://github.com/typicode/husky (v7.0.0
 * src/index.ts, v9.0.1 index.mjs)
 */
function isHusky(command: string, project: NodeProject): boolean {
  if (!/^(?:is-ci \|\| )?husky(?: install)?(?: \|\| true)?$/.test(command)) return false;
  const range = project.devDependencies.get('husky') ?? project.dependencies.get('husky');
  const major = /^[~^>=v ]*(\d+)/.exec(range?.is ?? '')?.[1];
  return major !== undefined && Number(major) >= 7;
}

/**
 * `pnpm.patchedDependencies`, and yarn's `patch:` ranges.
 * @param all the project, and those of its workspace: a path counts from the package, or from the project (`~/`).
 */
export function patchedDependencies(
  all: readonly [NodeProject, ...NodeProject[]],
  around: Surroundings,
): readonly FilePath[] | InstallInputs {
  const files = new Set<FilePath>();
  for (const { directory } of all) {
    for (const name of ['package.json', 'pnpm-workspace.yaml']) {
      const file = child(directory, name);
      const text = around.repository.read(file) ?? '';
      if (!/patchedDependencies|"patch:/.test(text)) continue;
      const found = new Set<FilePath>();
      for (const match of text.matchAll(
        /["':\s#~/]((?:\.\/|\.yarn\/|[\w-]+\/)[\w@.+/-]{1,200}\.(?:patch|diff))(?:["'\s]|$)/g,
      )) {
        const path = [directory, all[0].directory]
          .map((folder) => resolveFile(folder, match[1]!))
          .find((each) => each !== undefined && around.repository.kind(each) === 'file');
        if (path === undefined)
          return inputsUnclear('unread-manifest', `${match[1]} is named as a patch and is not in the repository`, {
            kind: 'source',
            file,
          });
        const folder = parent(path);
        // A package's own folder is its source.
        const isSource = folder === '' || all.some((each) => each.directory === folder);
        found.add(isSource ? path : folder);
      }
      if (found.size === 0)
        return inputsUnclear('unknown-option', `${file} names patches in a way that is not read here`, {
          kind: 'source',
          file,
        });
      for (const each of found) files.add(each);
    }
  }
  return [...files];
}
