// npm, yarn, pnpm and bun.
// Sources: https://docs.npmjs.com/cli/v11/commands/npm-ci, https://classic.yarnpkg.com/en/docs/cli/install,
// https://yarnpkg.com/cli/install, https://pnpm.io/cli/install, https://bun.sh/docs/cli/install
import { type InstallInputs, child, words, upwards, rowOf } from '../../model/index.js';
import { corepack, hasModules, ownOfBerry } from './install-berry.js';
import { type HookFiles, hookInputs, patchedDependencies } from './install-hooks.js';
import { linkedPackages } from './install-workspaces.js';
import {
  existingPaths,
  projectOf,
  splitOptions,
  inputsRead,
  inputsUnclear,
  manifestUnread,
  readBy,
  type Call,
  type Surroundings,
} from '../install-call.js';
import type { NodeProject } from './project.js';

const VALUED = words(`
  --registry --cache --loglevel --userconfig --omit --include --only --network-timeout --network-concurrency
  --cache-folder --mutex --fetch-retries --fetch-timeout --store-dir --reporter --node-linker --maxsockets --also
  --install-strategy --child-concurrency --https-proxy --proxy --prefix -C --dir --cwd -w --workspace --filter -F`);
const VERBS: Readonly<Record<string, ReadonlySet<string>>> = {
  npm: new Set(['install', 'i', 'ci', 'clean-install', 'install-clean', 'isntall', 'ic']),
  yarn: new Set(['', 'install']),
  pnpm: new Set(['install', 'i', 'fetch']),
  bun: new Set(['install', 'i', 'ci']),
};
const ADDS = new Set(['add', 'update', 'up', 'upgrade', 'remove', 'uninstall', 'link']);

/** Which files each reads; the first that is there of a list in brackets. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  npm: ['npm-shrinkwrap.json', 'package-lock.json', '.npmrc'],
  yarn: [
    'yarn.lock',
    '.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
    '.yarn/releases',
    '.yarn/plugins',
    '.yarn/patches',
    '.yarn/cache',
  ],
  pnpm: ['pnpm-lock.yaml', '.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs'],
  bun: ['bun.lock', 'bun.lockb', 'bunfig.toml', '.npmrc'],
};

export function readNodeInstall(call: Call, around: Surroundings): InstallInputs | undefined {
  if (call.tool === 'corepack') return corepack(call, around);
  const verbs = rowOf(VERBS, call.tool);
  if (!verbs) return undefined;
  const split = splitOptions(call.args, VALUED);
  const { options } = split;
  // `yarn workspaces focus NAME` installs for some packages of the workspace, and reads the manifests of all.
  const focuses = call.tool === 'yarn' && split.plain[0] === 'workspaces' && split.plain[1] === 'focus';
  const plain = focuses ? ['install'] : split.plain;
  const isGlobal = options.has('-g') || options.has('--global') || plain[0] === 'global';
  const verb = plain[0] ?? '';
  // What is installed for the whole image asks no project; npm does not read the project's .npmrc for it either.
  if (isGlobal)
    return ADDS.has(plain[1] ?? '') || ADDS.has(verb) || verbs.has(verb)
      ? inputsRead(call, 'node', { needs: [] })
      : undefined;
  if (ADDS.has(verb)) return inputsUnclear('writes-manifest', `${call.tool} ${verb} writes package.json itself`);
  if (!verbs.has(verb)) return undefined;
  const elsewhere = ['--prefix', '-C', '--dir', '--cwd'].find((option) => options.has(option));
  if (elsewhere !== undefined)
    return inputsUnclear('unknown-option', `${elsewhere} makes ${call.tool} work in another folder`);
  if (plain.length > 1)
    return inputsUnclear('writes-manifest', `${call.tool} ${verb} ${plain[1]} adds a package to package.json`);
  const project = projectOf(around, call.directory, 'node');
  const manifest = child(call.directory, 'package.json');
  if (!project) return inputsUnclear('unread-manifest', `${call.tool} finds no package.json in the repository`);
  const [unread] = project.unread;
  if (unread) return manifestUnread(unread);
  const own = call.tool === 'yarn' ? ownOfBerry(project, around) : undefined;
  if (own) return own;
  const part = partOf(options);
  if (part !== undefined && (project.members.length === 0 || part.unread !== undefined))
    return inputsUnclear('unknown-option', `${part.option} makes ${call.tool} work in another folder`);
  const stands = aboveIt(project, around);
  if (stands) return stands;
  const linked = linkedPackages(call.tool, project, around);
  if ('told' in linked) return linked;
  const without = options.has('--ignore-scripts') || options.get('--ignore-scripts')?.[0] === 'true';
  const hooked: HookFiles = { files: [], because: [] };
  for (const each of [project, ...linked.packages]) {
    const [unreadable] = each.unread;
    if (unreadable) return manifestUnread(unreadable);
    const compiled = standsAlone(each, around);
    if (compiled) return compiled;
    const hooks = without ? hooked : hookInputs(each, around);
    if ('told' in hooks) return hooks;
    if (hooks === hooked) continue;
    hooked.files.push(...hooks.files);
    hooked.because.push(...hooks.because);
  }
  const patches = patchedDependencies([project, ...linked.packages], around);
  if ('told' in patches) return patches;
  // A package that .dockerignore leaves out is missed by the install as it was before.
  const members = linked.packages.map(({ directory }) => child(directory, 'package.json'));
  const settings = existingPaths(around, call.directory, filesOf(call.tool, project));
  const also = [...settings, ...members, ...hooked.files, ...patches];
  const read = [manifest, ...also].filter((file) => !hooked.files.includes(file) && !members.includes(file));
  const writes = hasModules(call.tool, project)
    ? [project, ...linked.packages].map(({ directory }) => child(directory, 'node_modules'))
    : [child(call.directory, '.pnp.cjs')];
  const needs = [manifest, ...linked.needs];
  return inputsRead(call, 'node', { needs, also, writes }, [
    ...readBy(call.tool, read),
    ...linked.because,
    ...hooked.because,
  ]);
}

/** An option that picks packages of the workspace: all manifests are read for it. */
function partOf(
  options: ReadonlyMap<string, readonly string[]>,
): { readonly option: string; readonly unread: string | undefined } | undefined {
  const option = ['-w', '--workspace', '--workspaces', '-ws', '-r', '--recursive', '--filter', '-F'].find((each) =>
    options.has(each),
  );
  if (option === undefined) return undefined;
  // A name, with what it depends on; a range of commits or a variable is not known before the build.
  const unread = (options.get(option) ?? []).find((value) => !/^["']?(?:\.\.\.)?[\w@./*-]*["']?$/.test(value));
  return { option, unread };
}

/** npm takes versions from a yarn.lock where it has no lock file of its own. */
function filesOf(tool: string, project: NodeProject): readonly string[] {
  const own = rowOf(FILES, tool) ?? [];
  return tool === 'npm' && !project.locks.some(({ kind }) => kind === 'npm') ? [...own, 'yarn.lock'] : own;
}

function standsAlone(project: NodeProject, around: Surroundings): InstallInputs | undefined {
  const gyp = child(project.directory, 'binding.gyp');
  if (around.repository.kind(gyp) === 'file')
    return inputsUnclear(
      'whole-project',
      'the package has a binding.gyp, so its own C++ is compiled when it is installed',
      {
        kind: 'source',
        file: gyp,
      },
    );
  const modules = child(project.directory, 'node_modules');
  if (around.repository.kind(modules) === 'directory' && !around.repository.ignored(modules))
    return inputsUnclear('vendored', 'node_modules lies in the repository', { kind: 'source', file: modules });
  const yarnrc = project.settings.find((file) => file.endsWith('.yarnrc'));
  if (yarnrc && /offline-mirror/.test(around.repository.read(yarnrc) ?? ''))
    return inputsUnclear('vendored', `${yarnrc} names a folder of packages`, { kind: 'source', file: yarnrc });
  return undefined;
}

/** A workspace in a folder above takes this one in, and yarn and pnpm look for its files there. */
function aboveIt(project: NodeProject, around: Surroundings): InstallInputs | undefined {
  for (const folder of upwards(project.directory).slice(1)) {
    const above = projectOf(around, folder, 'node');
    if (above?.members.some((member) => member === project.directory))
      return inputsUnclear(
        'local-source',
        `it is a package of the workspace in ${folder === '' ? 'the root of the repository' : folder}`,
        above.workspaces[0]?.from,
      );
  }
  return undefined;
}
