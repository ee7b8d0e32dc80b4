// go. Source: https://go.dev/ref/mod#go-mod-download
import { type FilePath, type Folder, type InstallInputs, type Read, child, upwards } from '../../model/index.js';
import {
  existingPaths,
  projectOf,
  inputsRead,
  inputsUnclear,
  readBy,
  type Call,
  type Surroundings,
} from '../install-call.js';
import type { GoProject } from './project.js';

export function readGoInstall(call: Call, around: Surroundings): InstallInputs | undefined {
  if (call.tool !== 'go') return undefined;
  const [verb, sub, ...rest] = call.args;
  if (verb !== 'mod' || (sub !== 'download' && sub !== 'verify')) return undefined;
  if (rest.some((word) => !/^-[xv]$/.test(word)))
    return inputsUnclear('unknown-option', 'go mod download is told which modules');
  const work = upwards(call.directory).find((folder) => around.repository.kind(child(folder, 'go.work')) === 'file');
  if (work !== undefined) return goWorkspace(call, work, around);
  const project = projectOf(around, call.directory, 'go');
  const [mod] = existingPaths(around, call.directory, ['go.mod']);
  if (!project || mod === undefined) return inputsUnclear('unread-manifest', 'go finds no go.mod in the repository');
  if (project.vendored)
    return inputsUnclear('vendored', 'vendor/ holds the modules already', { kind: 'source', file: project.vendored });
  const replaced = replacements(project, around);
  if ('told' in replaced) return replaced;
  const also = existingPaths(around, call.directory, ['go.sum']);
  return inputsRead(call, 'go', { needs: [mod, ...replaced.mods], also }, [
    ...readBy('go', [mod, ...also]),
    ...replaced.because,
  ]);
}

/** Of a module that a folder replaces go reads the go.mod alone. Source: https://go.dev/ref/mod#go-mod-file-replace */
function replacements(
  project: GoProject,
  { repository }: Surroundings,
): { readonly mods: readonly FilePath[]; readonly because: readonly Read<string>[] } | InstallInputs {
  const mods: FilePath[] = [];
  const because: Read<string>[] = [];
  for (const { is, from } of project.replaces) {
    const file = is.path === undefined ? undefined : child(is.path, 'go.mod');
    if (file === undefined || repository.kind(file) !== 'file')
      return inputsUnclear(
        'local-source',
        `go.mod takes ${is.module} from ${is.written}, which has no go.mod here`,
        from,
      );
    mods.push(file);
    because.push({ is: `go.mod takes ${is.module} from ${is.written}`, from });
  }
  return { mods, because };
}

/** A workspace needs the go.mod of each of its modules. Source: https://go.dev/ref/mod#workspaces */
function goWorkspace(call: Call, work: Folder, around: Surroundings): InstallInputs {
  const file = child(work, 'go.work');
  const from = { kind: 'source', file } as const;
  const joins = projectOf(around, work, 'go');
  if (around.repository.kind(child(work, 'vendor')) === 'directory')
    return inputsUnclear('vendored', 'vendor/ holds the modules already', from);
  if (!joins || joins.uses.length === 0 || /\breplace\b/.test(around.repository.read(file) ?? ''))
    return inputsUnclear(
      'local-source',
      'a go.work joins modules of the repository in a way that is not read here',
      from,
    );
  const needs = [file];
  const also = existingPaths(around, work, ['go.work.sum']);
  const because: Read<string>[] = [];
  for (const { is, from: line } of joins.uses) {
    const module = is.path === undefined ? undefined : projectOf(around, is.path, 'go');
    const [mod] = is.path === undefined ? [] : existingPaths(around, is.path, ['go.mod']);
    if (!module || mod === undefined)
      return inputsUnclear('unread-manifest', `go.work uses ${is.written}, which has no go.mod here`, line);
    const replaced = replacements(module, around);
    if ('told' in replaced) return replaced;
    needs.push(mod, ...replaced.mods);
    also.push(...existingPaths(around, is.path!, ['go.sum']));
    because.push({ is: `go.work uses ${is.written}`, from: line }, ...replaced.because);
  }
  return inputsRead(call, 'go', { needs: [...new Set(needs)], also }, because);
}
