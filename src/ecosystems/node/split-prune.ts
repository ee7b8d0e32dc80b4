// By which command the packages for development are left out at the end of the build.
import type { RunCommand, Site } from '../../runs/index.js';
import { textsOf } from '../../shell/index.js';
import type { Producer } from '../../splits/index.js';
import type { NodeProject } from '../index.js';
import { hasOldNpm } from './runtime.js';
import { changesPackages, hooksNeedNothing } from './split-production.js';

/**
 * The command that leaves the packages for development out at the end of the build; `undefined` where none is known to.
 * @param projects the project, then the packages of its workspace.
 */
export function pruneCommand(
  site: Site,
  projects: readonly NodeProject[],
  { command, instruction }: Pick<Producer, 'command' | 'instruction'>,
): string | undefined {
  const [project] = projects;
  if (!project) return undefined;
  if (project.workspaces.length === 0 || project.berry)
    return commandFor(site, project, command, textsOf(command.command.words));
  return command.name === 'pnpm' ? installAgain(site, projects, { command, instruction }) : undefined;
}

/** Options of an install that say nothing of what is installed. */
const SAME_PACKAGES =
  /^(?:--frozen-lockfile|--ignore-scripts|--prefer-offline|--offline|--shamefully-hoist|--(?:no-)?strict-peer-dependencies(?:=\w+)?|-r|--recursive)$/;

/**
 * `pnpm prune` does not know of workspaces: packages are taken away, and those that run installed again. `pnpm deploy` would
 * leave out what git ignores, such as what was built.
 * Source: https://pnpm.io/cli/prune
 */
function installAgain(
  site: Site,
  projects: readonly NodeProject[],
  { command, instruction }: Pick<Producer, 'command' | 'instruction'>,
): string | undefined {
  const [project] = projects;
  const { workdir } = site.stateAt(instruction);
  const lock = project?.locks.find(({ kind }) => kind === 'pnpm');
  if (!project || workdir === undefined || !lock) return undefined;
  const options = textsOf(command.command.words).filter((word) => word.startsWith('-'));
  if (lock.agreement.agrees !== true && !options.includes('--frozen-lockfile')) return undefined;
  if (!options.every((word) => SAME_PACKAGES.test(word)) || !hooksNeedNothing(projects, command)) return undefined;
  if (/\bcd\b/.test(instruction.shellText) || changesPackages(site, projects, instruction)) return undefined;
  const atRoot = project.directory === '' ? 0 : project.directory.length + 1;
  const folders = projects.map(({ directory }) =>
    directory === project.directory ? workdir : `${workdir}/${directory.slice(atRoot)}`,
  );
  const kept = options.filter(
    (word) => !/^--(?:frozen-lockfile|prefer-offline|offline)$|^-r$|^--recursive$/.test(word),
  );
  const again = ['pnpm install --prod --frozen-lockfile --prefer-offline', ...kept].join(' ');
  return `rm -rf ${folders.map((each) => `${each}/node_modules`).join(' ')} && ${again}`;
}

function commandFor(
  site: Site,
  project: NodeProject,
  command: RunCommand,
  words: readonly string[],
): string | undefined {
  const { name: manager } = command;
  const kept = words
    .filter((word) => /^--(?:legacy-peer-deps|force|ignore-scripts)$/.test(word))
    .map((word) => ` ${word}`)
    .join('');
  if (manager === 'npm') return `npm prune ${hasOldNpm(site.image) ? '--production' : '--omit=dev'}${kept}`;
  if (manager === 'pnpm') return prunesByPnpm(project, command);
  // Source: https://yarnpkg.com/cli/workspaces/focus
  if (manager === 'yarn' && project.berry) {
    const { hasFocus, linker } = project.berry;
    return hasFocus && linker === 'node-modules' ? 'yarn workspaces focus --all --production' : undefined;
  }
  if (manager === 'yarn' && project.locks.every(({ kind }) => kind === 'yarn') && project.locks.length === 1)
    return 'yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline';
  return undefined;
}

/** It runs the hooks of the project once more, whose tools are gone then, unless it is told not to: it knows that from 9 on. */
function prunesByPnpm(project: NodeProject, command: RunCommand): string | undefined {
  if (hooksNeedNothing([project], command)) return 'pnpm prune --prod';
  const major = /^pnpm@(\d{1,3})\./.exec(project.packageManager?.is ?? '')?.[1];
  return major !== undefined && Number(major) >= 9 ? 'pnpm prune --prod --ignore-scripts' : undefined;
}
