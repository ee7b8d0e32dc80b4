// Where packages of Node lie, and which of its tools are installed for everybody.
import { isStop, type NonEmpty, partPattern, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import { textsOf } from '../../shell/index.js';
import {
  type Artefact,
  outermost,
  ownedArtefact,
  type Producer,
  stopAmongOthers,
  stopInOneRun,
} from '../../splits/index.js';
import { homeFolder } from './native.js';
import type { NodeProject } from './project.js';
import { commandLine } from './split-project.js';

/** What a command does for the packages. */
export type Does = 'install' | 'build' | 'global' | 'other';

/** Tools that only builds call; what else is installed globally may be what runs. */
const BUILD_TOOLS = partPattern(
  `
  npm pnpm yarn typescript @angular/cli gulp gulp-cli grunt grunt-cli bower node-gyp webpack webpack-cli lerna turbo nx
  vite rollup @nestjs/cli @vue/cli node-pre-gyp rimraf npm-check-updates`,
  { before: /^/, after: /(?:@.*)?$/ },
);

/** The RUNs that install tools globally which the container calls: they are repeated. */
export function globalTools(
  site: Site,
  producers: readonly Producer<Does>[],
): ReadonlySet<Instruction> | Stop<Instruction> {
  const kept = new Set<Instruction>();
  const starts = [site.cmd, site.entrypoint].map((each) => each?.args ?? '').join(' ');
  const script = commandLine(site);
  for (const { does, instruction, command } of producers) {
    if (does !== 'global') continue;
    const names = command.name === 'corepack' ? ['pnpm', 'yarn'] : textsOf(command.call?.packages ?? []);
    const called = names.some((name) =>
      mentions(`${starts} ${script}`, name.replace(/^@[^/]+\//, '').replace(/@.*/s, '')),
    );
    if (called && command.name === 'corepack' && !fetches(instruction))
      return stop(
        'needs-decision',
        'corepack fetches what the container starts with when it is first called, and keeps that in the home folder of the build; write corepack prepare with a version and --activate behind corepack enable, or start node itself, then this file can be split',
        instruction,
      );
    if (!called && (command.name === 'corepack' || names.every((name) => BUILD_TOOLS.test(name)))) continue;
    const alone = producers
      .filter((each) => each.instruction === instruction)
      .every((each) => each.does === 'global' || each.does === 'other');
    if (!alone)
      return stopInOneRun(
        `${names.join(', ')} may be what runs, and is installed`,
        instruction,
        'so that it can be kept',
      );
    kept.add(instruction);
  }
  return kept;
}

/** `corepack prepare pnpm@9 --activate` fetches at once. */
function fetches({ shellText }: Instruction): boolean {
  return /\bcorepack (?:prepare|use|install -g|install --global)\b/.test(shellText);
}

function mentions(text: string, word: string): boolean {
  return text.split(/[\s"'[\],;&|]+/).includes(word);
}

/** The folders in which commands work; a stop where one of them holds more than the program. */
export function foldersOf(site: Site, producers: readonly Producer[]): NonEmpty<Artefact> | Stop<Instruction> {
  const folders: Artefact[] = [];
  for (const { instruction } of producers) {
    const { workdir } = site.stateAt(instruction);
    if (workdir === undefined || workdir === '/' || workdir === '/root')
      return stopAmongOthers(
        `the packages are installed in ${workdir ?? 'a folder that a variable names'}`,
        instruction,
        "the program's own",
      );
    if (!folders.some(({ path }) => path === workdir)) folders.push(ownedArtefact(site, instruction, workdir));
  }
  return (
    outermost(folders) ?? stop('needs-evidence', 'where the packages are installed is not seen; split the file by hand')
  );
}

/** The folders that installs fill. */
export function artefactsOf(
  site: Site,
  producers: readonly Producer<Does>[],
  project: NodeProject | undefined,
  builds: boolean,
): NonEmpty<Artefact> | Stop<Instruction> {
  const outer = foldersOf(
    site,
    producers.filter(({ does }) => does !== 'global' && does !== 'other'),
  );
  if (isStop(outer)) return outer;
  const hooked =
    !project ||
    project.berry?.linker === 'pnp' ||
    project.hooks.size > 0 ||
    project.workspaces.length > 0 ||
    project.local.size > 0;
  const only = outer.length === 1 && !builds && !hooked && !movesInside(producers) && !worksBeside(site, producers);
  return only ? [{ ...outer[0], path: `${outer[0].path}/node_modules` }] : outer;
}

/** Yarn 2 and later runs programs from where it keeps packages, which may be the home folder of the build stage. */
export function stopWithoutModules(
  { berry }: NodeProject,
  [{ instruction, command }]: readonly [Producer<Does>, ...Producer<Does>[]],
): Stop<Instruction> | undefined {
  if (!berry || command.name !== 'yarn' || berry.linker === 'node-modules') return undefined;
  if (berry.linker === 'pnp' && berry.cache === 'project') return undefined;
  return stop(
    'used-later',
    `yarn ${berry.linker === 'pnp' ? 'runs packages from its cache, which lies' : 'keeps packages where it is not seen, maybe'} in the home folder of the build; write nodeLinker: node-modules or enableGlobalCache: false into .yarnrc.yml, then this file can be split`,
    instruction,
  );
}

/** A package that keeps a browser where nothing copies it from. */
export function stopKeptAtHome(
  site: Site,
  projects: readonly NodeProject[],
  install: Instruction,
): Stop<Instruction> | undefined {
  const { variables } = site.stateAt(install);
  for (const name of projects.flatMap(({ dependencies }) => [...dependencies.keys()])) {
    const home = homeFolder(name);
    if (!home || home.variables.some((each) => variables.has(each))) continue;
    return stop(
      'needs-decision',
      `${name} keeps what it downloads in ${home.folder} of the home folder, which a build stage would keep; set ${home.variables[0]} above the install to a folder of the program, then this file can be split`,
      install,
    );
  }
  return undefined;
}

/** True when a RUN that installs also works on files, which the packages alone would not bring. */
function worksBeside(site: Site, producers: readonly Producer<Does>[]): boolean {
  const runs = site.runs.filter(({ instruction }) => producers.some((each) => each.instruction === instruction));
  return runs.some(({ commands }) => commands.some(({ role }) => role === 'setup'));
}

/** True when an install runs in another folder than the working directory. */
function movesInside(producers: readonly Producer<Does>[]): boolean {
  return producers.some(
    ({ instruction, command }) =>
      /\bcd\s|--prefix|--cwd|\s-C\s|--workspace|\s-w\s/.test(instruction.args) && command.command.words.length > 0,
  );
}
