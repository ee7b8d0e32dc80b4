// Installs by yarn 2 and later, and by the corepack that gets it.
import { child, type InstallInputs } from '../../model/index.js';
import {
  type Call,
  inputsRead,
  inputsUnclear,
  projectOf,
  readBy,
  splitOptions,
  type Surroundings,
} from '../install-call.js';
import type { NodeProject } from './project.js';

/** False where yarn 2 and later writes a map of packages instead of node_modules. */
export function hasModules(tool: string, { berry }: NodeProject): boolean {
  return tool !== 'yarn' || berry?.linker !== 'pnp';
}

/** What yarn 2 and later keeps in the repository that a COPY behind the install would put over what that writes. */
export function ownOfBerry({ berry, directory }: NodeProject, { repository }: Surroundings): InstallInputs | undefined {
  if (!berry) return undefined;
  if (berry.strayPath !== undefined)
    return inputsUnclear(
      'local-source',
      `yarn is told to read ${berry.strayPath}, which is not followed here`,
      berry.from,
    );
  const map = ['.pnp.cjs', '.pnp.js']
    .map((name) => child(directory, name))
    .find((path) => repository.kind(path) === 'file');
  if (berry.linker !== 'pnp' || map === undefined || repository.ignored(map)) return undefined;
  return inputsUnclear(
    'vendored',
    `${map} lies in the repository, and the source would bring it over the one that the install writes`,
    { kind: 'source', file: map },
  );
}

/** `corepack install` gets the package manager that package.json names. */
export function corepack(call: Call, around: Surroundings): InstallInputs | undefined {
  const { plain, options } = splitOptions(call.args, new Set(['--install-directory']));
  if (plain[0] !== 'install' || plain.length > 1 || options.has('-g') || options.has('--global')) return undefined;
  const project = projectOf(around, call.directory, 'node');
  if (!project?.packageManager)
    return inputsUnclear('unread-manifest', 'corepack finds no packageManager in a package.json of the repository');
  const manifest = child(call.directory, 'package.json');
  return inputsRead(call, 'node', { needs: [manifest] }, readBy('corepack', [manifest]));
}
