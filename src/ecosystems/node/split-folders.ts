// Where packages of Node lie, and which of its tools are installed for everybody.
import { type NonEmpty, partPattern, type Stop, stop } from '../../model/index.js';
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
import { commandLine } from './split-prune.js';

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

function mentions(text: string, word: string): boolean {
  return text.split(/[\s"'[\],;&|]+/).includes(word);
}

/** The folders that installs fill. */
export function artefactsOf(
  site: Site,
  producers: readonly Producer<Does>[],
  project: NodeProject | undefined,
  builds: boolean,
): NonEmpty<Artefact> | Stop<Instruction> {
  const folders: Artefact[] = [];
  for (const { instruction, does } of producers) {
    if (does === 'global' || does === 'other') continue;
    const { workdir } = site.stateAt(instruction);
    if (workdir === undefined || workdir === '/' || workdir === '/root')
      return stopAmongOthers(
        `the packages are installed in ${workdir ?? 'a folder that a variable names'}`,
        instruction,
        "the program's own",
      );
    if (!folders.some(({ path }) => path === workdir)) folders.push(ownedArtefact(site, instruction, workdir));
  }
  const outer = outermost(folders);
  if (!outer) return stop('needs-evidence', 'where the packages are installed is not seen; split the file by hand');
  const hooked = !project || project.hooks.size > 0 || project.workspaces.length > 0 || project.local.size > 0;
  const only = outer.length === 1 && !builds && !hooked && !movesInside(producers) && !worksBeside(site, producers);
  return only ? [{ ...outer[0], path: `${outer[0].path}/node_modules` }] : outer;
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
