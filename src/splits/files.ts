// Files that a build writes and a server serves: only those, and the server, are needed while the container runs.
import { type Instruction, isCopy } from '../dockerfile/index.js';
import { type Assumption, type Evidence, isStop, isWithin, type NonEmpty, type Stop } from '../model/index.js';
import { chooseSlimBase, directoryAfterCd, type Site } from '../runs/index.js';
import { textsOf } from '../shell/index.js';
import { absolutePath, copyDestination } from './places.js';
import { commandsOfAll, type DoesOf, type Producer, producersOf } from './producers.js';
import type { Artefact, Beside, Findings, Recipe, RecipePage } from './recipe.js';

/** What differs between tools that write the files of a site. */
export interface FilesRecipe {
  readonly id: string;
  readonly page: RecipePage;
  readonly does: DoesOf<'build'>;
  /** Names of packages that only such a build needs. */
  readonly buildPackages: ReadonlySet<string>;
  readonly see: (site: Site, builds: readonly Producer[]) => Served | Stop<Instruction> | undefined;
}

/** What is served. */
export interface Served {
  /** Absolute, in the build stage. */
  readonly folder: string;
  /** The commands that install the server, which stays. */
  readonly servers: readonly Producer[];
  /** The server is a package of the project, in a stage of its own. */
  readonly own?: { readonly beside: Beside; readonly packages: Artefact };
  readonly evidence: readonly Evidence[];
  /** What writes the files, in words. */
  readonly writes: (last: Producer) => Evidence;
}

/** A recipe for files that a server serves. */
export function filesRecipe(recipe: FilesRecipe): Recipe {
  return { id: recipe.id, page: recipe.page, read: (site) => readFiles(site, recipe) };
}

const ONLY_FILES: Assumption = {
  id: 'only-built-files-served',
  believes: 'The server needs the files that the build writes, and nothing else of the source or its packages',
  breaksIf: 'a script in the container, or a configuration outside of the copied folder, reads more',
  checkBy: 'build the image, open some pages and one that does not exist; harden verify does',
};

function readFiles(site: Site, recipe: FilesRecipe): Findings | Stop<Instruction> | undefined {
  const builds = producersOf(site, recipe.does);
  const served = recipe.see(site, builds);
  if (!served || isStop(served)) return served;
  const { folder, servers, own } = served;
  const kept = new Set(servers.map(({ instruction }) => instruction));
  const rest = builds.filter((build) => !servers.includes(build));
  const last = rest.at(-1);
  // In one RUN with a build it would bring the build along.
  if (!last || rest.some(({ instruction }) => kept.has(instruction))) return undefined;
  const place = folderOf(site, last);
  const sources = sourcesOf(site, last.instruction, place);
  if (!sources || namesSource(site, place, folder, builds)) return undefined;
  const base = chooseSlimBase(site);
  if (isStop(base)) return base;
  const artefacts: NonEmpty<Artefact> = own ? [own.packages, { path: folder }] : [{ path: folder }];
  return {
    builds: 'the site',
    producers: commandsOfAll(rest),
    buildOnly: sources,
    buildPackages: recipe.buildPackages,
    repeated: kept,
    ...(own ? { beside: own.beside } : {}),
    artefacts,
    base,
    onlyFiles: true,
    assumptions: [ONLY_FILES],
    evidence: [served.writes(last), ...served.evidence],
  };
}

/** Where a command runs, with a `cd` in front of it. */
export function folderOf(site: Site, { instruction, command }: Producer): string | undefined {
  return directoryAfterCd(instruction, command.command, site.stateAt(instruction));
}

/** The COPYs that bring source: into the folder that is built in. `undefined` where one of them is not certain. */
function sourcesOf(site: Site, last: Instruction, place: string | undefined): Set<Instruction> | undefined {
  const found = new Set<Instruction>();
  for (const instruction of site.body) {
    if (instruction.index > last.index || !isCopy(instruction)) continue;
    const target = copyDestination(site, instruction);
    if (target === undefined || place === undefined || place === '/') return undefined;
    if (isWithin(target, place)) found.add(instruction);
  }
  return found;
}

/** True where a RUN that stays with the server names files of the source. */
function namesSource(site: Site, place: string | undefined, folder: string, builds: readonly Producer[]): boolean {
  return site.runs.some(({ instruction, commands }) => {
    if (builds.some((each) => each.instruction === instruction)) return false;
    const { workdir } = site.stateAt(instruction);
    return commands.some(({ role, command }) => {
      if (role !== 'setup' && role !== 'other') return false;
      return textsOf(command.words.slice(1)).some((word) => {
        const path = word.startsWith('-') ? undefined : absolutePath(word, workdir);
        return path !== undefined && place !== undefined && isWithin(path, place) && !isWithin(path, folder);
      });
    });
  });
}
