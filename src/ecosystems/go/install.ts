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
  const older = OLDER.find(({ tool, verb }) => tool === call.tool && verb === call.args.join(' '));
  if (older) return beforeModules(call, older.files, around);
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

/**
 * What fetched packages before there were modules, each from a list and a lock beside the source.
 * Sources: https://github.com/Masterminds/glide, https://github.com/golang/dep/blob/master/docs/ensure-mechanics.md,
 * https://github.com/kardianos/govendor
 */
const OLDER = [
  { tool: 'glide', verb: 'install', files: ['glide.yaml', 'glide.lock'] },
  { tool: 'dep', verb: 'ensure -vendor-only', files: ['Gopkg.toml', 'Gopkg.lock'] },
  { tool: 'govendor', verb: 'sync', files: ['vendor/vendor.json'] },
];

/** The lock alone decides: without it the source is read for what it imports. */
function beforeModules(call: Call, names: readonly string[], around: Surroundings): InstallInputs {
  const files = existingPaths(around, call.directory, names);
  if (files.length < names.length)
    return inputsUnclear('unread-manifest', `${call.tool} finds no ${names.join(' and ')} in the repository`);
  const vendor = child(call.directory, 'vendor');
  if (!names[0]!.startsWith('vendor/') && existingPaths(around, call.directory, ['vendor']).length > 0)
    return inputsUnclear('vendored', 'vendor/ holds the packages already', { kind: 'source', file: vendor });
  return inputsRead(call, 'go', { needs: files, writes: [vendor] }, readBy(call.tool, files));
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
