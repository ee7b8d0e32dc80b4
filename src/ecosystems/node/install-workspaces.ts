// The packages of the repository that an install in Node links: those of a workspace, and dependencies on folders and files.
// A link needs the manifest behind it and runs its hooks; what is copied into node_modules needs the folder as a whole.
// Sources: https://docs.npmjs.com/cli/v11/using-npm/workspaces, https://pnpm.io/workspaces,
// https://yarnpkg.com/features/workspaces, https://classic.yarnpkg.com/en/docs/cli/add#toc-adding-dependencies
import {
  type FilePath,
  type Folder,
  type InstallInputs,
  type LocalReference,
  type Read,
  child,
  pathFrom,
} from '../../model/index.js';
import { parseJson } from '../lock-reading.js';
import { projectOf, inputsUnclear, type Surroundings } from '../install-call.js';
import type { NodeProject } from './project.js';

export interface Linked {
  /** The packages, in the order of their folders. */
  readonly packages: readonly NodeProject[];
  /** Manifests without which the install fails, and packed packages. */
  readonly needs: readonly FilePath[];
  readonly because: readonly Read<string>[];
}

const MOST_PACKAGES = 200;

/** Every package that is linked from a project, and from those again; or why that cannot be told. */
export function linkedPackages(tool: string, project: NodeProject, around: Surroundings): Linked | InstallInputs {
  const odd = project.workspaces.find(({ is }) => /[{[(?]|\.\./.test(is));
  if (odd) return inputsUnclear('unknown-option', `the pattern ${odd.is} of the workspace is not read here`, odd.from);
  const copied = isCopied(project, around);
  if (copied) return copied;
  const members = new Set<Folder>(project.members);
  const because: Read<string>[] = [];
  if (members.size > 0 && project.workspaces[0])
    because.push({ is: `the workspace takes in ${project.members.join(', ')}`, from: project.workspaces[0].from });
  const needs = new Set<FilePath>();
  const seen = new Map<Folder, NodeProject>();
  const waiting: Folder[] = [...project.members].reverse();
  const follow = (of: NodeProject): InstallInputs | undefined => {
    for (const [name, reference] of of.local) {
      const found = leadsTo(tool, project, name, reference, members, around);
      if ('told' in found) return found;
      if (found.file !== undefined) needs.add(found.file);
      if (found.folder !== undefined) {
        if (!members.has(found.folder)) needs.add(child(found.folder, 'package.json'));
        waiting.push(found.folder);
        because.push({ is: `${name} is linked to ${found.folder}`, from: reference.from });
      }
    }
    return undefined;
  };
  const first = follow(project);
  if (first) return first;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (seen.has(folder) || folder === project.directory) continue;
    if (seen.size >= MOST_PACKAGES)
      return inputsUnclear('unread-manifest', 'there are more packages than are read here');
    const own = projectOf(around, folder, 'node');
    if (!own) return inputsUnclear('unread-manifest', `${folder} has no package.json in the repository`);
    seen.set(folder, own);
    const further = programOf(own, around) ?? follow(own);
    if (further) return further;
  }
  const packages = [...seen.values()].sort((a, b) => (a.directory < b.directory ? -1 : 1));
  return { packages, needs: [...needs], because };
}

/**
 * A package manager links a program only where its file is there, and makes it executable; a COPY behind it takes that away.
 * Source: https://github.com/npm/bin-links (lib/link-gently.js, lib/fix-bin.js)
 */
function programOf(project: NodeProject, { repository }: Surroundings): InstallInputs | undefined {
  for (const [name, { is, from }] of project.bin) {
    const file = child(project.directory, is.replace(/^\.\//, ''));
    if (repository.kind(file) === 'file')
      return inputsUnclear('whole-project', `the install links ${name} to ${file}, which has to be there`, from);
  }
  return undefined;
}

type Target = { readonly folder?: Folder; readonly file?: FilePath };

function leadsTo(
  tool: string,
  root: NodeProject,
  name: string,
  { is, from }: Read<LocalReference>,
  members: ReadonlySet<Folder>,
  around: Surroundings,
): Target | InstallInputs {
  const { written, path, linked } = is;
  // `workspace:*` is one of the members, which are read anyway.
  if (/^workspace:[^/]*$/.test(written) && members.size > 0) return {};
  const refuse = (why: string): InstallInputs =>
    inputsUnclear('local-source', `${name} is installed from ${written}, ${why}`, from);
  if (path === undefined || path === '') return refuse('which cannot be followed here');
  const kind = around.repository.kind(path);
  if (kind === 'file' && /\.(?:tgz|tar\.gz|tar)$/.test(path)) return { file: path };
  if (kind !== 'directory') return refuse('which is not in the repository');
  if (!linked && !(tool === 'npm' && isLinkInLock(root, path, around)))
    return refuse('which is copied into node_modules as a whole, or may be');
  return { folder: path };
}

/** npm says in its lock file whether a folder is linked or packed, which `install-links` decides. */
function isLinkInLock(root: NodeProject, path: Folder, { repository }: Surroundings): boolean {
  const lock = root.locks.find(({ kind }) => kind === 'npm');
  const packages = lock && parseJson(repository.read(lock.file) ?? '')?.packages;
  const written = pathFrom(root.directory, path);
  if (!written) return false;
  return Object.values(Object(packages) as Record<string, unknown>).some((entry) => {
    const { link, resolved } = Object(entry) as Record<string, unknown>;
    return link === true && resolved === written;
  });
}

/** pnpm can copy a package of the workspace, or keep a lock file for each. Source: https://pnpm.io/settings */
function isCopied(project: NodeProject, { repository }: Surroundings): InstallInputs | undefined {
  for (const name of ['.npmrc', 'pnpm-workspace.yaml', 'package.json']) {
    const file = child(project.directory, name);
    const text = repository.kind(file) === 'file' ? (repository.read(file) ?? '') : '';
    const setting =
      /"injected"|inject-?workspace-?packages|shared-?workspace-?lockfile|install-links|(?<=install)Links/i.exec(
        text,
      )?.[0];
    if (setting !== undefined)
      return inputsUnclear(
        'unknown-option',
        `${file} sets ${setting.replaceAll('"', '')}, and a package of the repository may be copied`,
        {
          kind: 'source',
          file,
        },
      );
  }
  return undefined;
}
