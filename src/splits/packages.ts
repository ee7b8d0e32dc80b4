// Packages that lie in folders, beside the source or where their language looks for them: they are copied to where they were.
import type { Instruction } from '../dockerfile/index.js';
import { type Assumption, type Evidence, isStop, type NonEmpty, type Stop, stop } from '../model/index.js';
import { chooseSlimBase, librariesFor, type RunBase, type RunCommand, type Site } from '../runs/index.js';
import {
  commandsOfAll,
  type DoesOf,
  installsBuildTools,
  type Producer,
  producersOf,
  quotedStart,
} from './producers.js';
import type { Artefact, Beside, Findings, Recipe, RecipePage, Start } from './recipe.js';

/** What differs between languages whose packages lie in folders. */
export interface PackageRecipe<Does extends string, Seen> {
  readonly id: string;
  readonly page: RecipePage;
  /** The stage as the recipe reads it; `undefined` for an image of others. */
  readonly on: (site: Site) => Site | undefined;
  readonly does: DoesOf<Does>;
  /** What has to be done for there to be packages: one of these. */
  readonly installs: readonly Does[];
  /** The image that runs the program, where it is not the slim variant of the same. */
  readonly base?: (site: Site, producers: readonly Producer<Does>[]) => RunBase | Stop<Instruction>;
  /** What is known before anything is decided; `undefined` where nothing is gained by a split. */
  readonly see: (stage: PackageStage<Does>) => Seen | undefined;
  readonly decide: (stage: SplitStage<Does>, seen: Seen) => PackageParts | Stop<Instruction>;
  readonly questions?: Recipe['questions'];
}

/** A stage that installs packages. */
export interface PackageStage<Does extends string> {
  readonly site: Site;
  readonly producers: readonly Producer<Does>[];
  /** Those that install. */
  readonly installs: NonEmpty<Producer<Does>>;
  readonly base: RunBase | Stop<Instruction>;
  /** The image holds more than the one that would run the program. */
  readonly isFull: boolean;
  /** What only a build needs is installed with apt or apk, and left there. */
  readonly hasTools: boolean;
}

/** The same, with the image that runs the program. */
interface SplitStage<Does extends string> extends PackageStage<Does> {
  readonly base: RunBase;
}

interface PackageParts {
  /** In the words of the title: `the gems`. */
  readonly builds: string;
  readonly artefacts: NonEmpty<Artefact>;
  readonly buildOnly?: ReadonlySet<Instruction>;
  readonly buildPackages?: ReadonlySet<string>;
  /** The commands that build, where they are not those of the recipe outside of what is repeated. */
  readonly producers?: ReadonlySet<RunCommand>;
  /** RUNs of producers that are repeated as they stand. */
  readonly repeated?: ReadonlySet<Instruction>;
  readonly packages?: readonly string[];
  readonly beside?: Beside;
  readonly finish?: readonly string[];
  readonly start?: Start;
  readonly settings?: NonNullable<Findings['settings']>;
  readonly assumptions: readonly Assumption[];
  readonly evidence: NonEmpty<Evidence>;
}

/** A recipe for a language whose packages lie in folders. */
export function packageRecipe<Does extends string, Seen>(recipe: PackageRecipe<Does, Seen>): Recipe {
  const { id, page, questions } = recipe;
  return { id, page, read: (site) => readPackages(site, recipe), ...(questions ? { questions } : {}) };
}

function readPackages<Does extends string, Seen>(
  written: Site,
  recipe: PackageRecipe<Does, Seen>,
): Findings | Stop<Instruction> | undefined {
  const site = recipe.on(written);
  if (!site) return undefined;
  const producers = producersOf(site, recipe.does);
  const [first, ...others] = producers.filter(({ does }) => recipe.installs.includes(does));
  if (!first) return undefined;
  const base = recipe.base?.(site, producers) ?? chooseSlimBase(site);
  const stage = {
    site,
    producers,
    installs: [first, ...others] as const,
    isFull: isStop(base) || base.lacks.length > 0,
    hasTools: installsBuildTools(site),
  };
  const seen = recipe.see({ ...stage, base });
  if (seen === undefined) return undefined;
  if (isStop(base)) return base;
  const parts = recipe.decide({ ...stage, base }, seen);
  if (isStop(parts)) return parts;
  const { repeated } = parts;
  return {
    base: site === written ? base : { ...base, release: site.profile!.release! },
    producers: commandsOfAll(producers.filter(({ instruction }) => !repeated?.has(instruction))),
    ...parts,
  };
}

/** A package that needs something of the system. */
export interface NativeNeed {
  readonly package: string;
  /** Where it is named, in words. */
  readonly where?: string;
  /** Development packages whose libraries it loads. */
  readonly loads?: readonly string[] | undefined;
  /** Packages of the distribution that it uses. */
  readonly uses?: readonly string[] | undefined;
  /** Programs that it calls: one of them has to be there. */
  readonly calls?: readonly string[] | undefined;
  /** What brings one of them, in words. */
  readonly broughtBy?: string;
  /** What decides which libraries it needs, in words. */
  readonly open?: string | undefined;
}

/**
 * Packages of the distribution that others load or call, and that the full image has by chance.
 * @param onRelease why the release has to be known: a library has another name in each.
 * @param canInstall the packages of the distribution are still served.
 */
export function neededPackages(
  site: Site,
  needs: readonly NativeNeed[],
  onRelease: (needed: string) => Stop,
  canInstall = true,
): readonly string[] | Stop {
  const names = new Set<string>();
  for (const { package: name, where, loads = [], uses = [], calls, broughtBy = 'it', open } of needs) {
    if (open !== undefined)
      return stop(
        'needs-evidence',
        `which libraries ${name} ${open}; name them in an apt-get line, and split the file by hand`,
      );
    if (calls && calls.length > 0)
      return stop(
        'used-later',
        `${name}${where === undefined ? '' : ` (${where})`} calls ${calls.join(' or ')}, which the full image has and the slim one has not; install ${broughtBy} by name, then this file can be split`,
      );
    for (const dev of loads) {
      const libraries = librariesFor(site, dev);
      if (!libraries) return onRelease(`${name} loads a library of ${dev}`);
      for (const each of libraries) names.add(each);
    }
    if (uses.length > 0 && !canInstall) return onRelease(`${name} needs ${uses[0]}`);
    for (const each of uses) names.add(each);
  }
  return [...names];
}

/** Why the release has to be written. @param example an image that names it. */
export function writeRelease(what: string, example: string): string {
  return `${what}, whose name depends on the release of Debian; write the release in FROM, such as ${example}`;
}

/** Something of the repository that was not read. @param missing `no Gemfile is here`. @param so what is not seen without it. */
export function stopNotHere(
  missing: string,
  so: string,
  at?: Instruction,
  then = 'decide that, and split the file by hand',
): Stop<Instruction> {
  return stop('needs-evidence', `${missing} to be read, so ${so} is not seen; ${then}`, at);
}

/** What is meant where the image is a full one. */
export const NEEDS_OF_THE_FULL_IMAGE = 'whether the packages need what only the full image has';

/** A command whose folder is not seen. @param option what is to be given a path. */
export function stopFolder(
  { words, instruction }: Omit<Producer, 'command' | 'does'>,
  option = 'it',
): Stop<Instruction> {
  return stop(
    'needs-evidence',
    `where ${quotedStart(words)} puts its files is not seen; give ${option} an absolute path`,
    instruction,
  );
}

/** A folder that holds more than what is built in it. @param done what is done in which folder, in words. */
export function stopAmongOthers(done: string, at: Instruction, whose = 'its own'): Stop<Instruction> {
  return stop(
    'needs-evidence',
    `${done}, among other things of the image, so what to copy is not seen; set a WORKDIR of ${whose}, such as /app`,
    at,
  );
}

/** A command that the running program needs, in one RUN with what only a build needs. */
export function stopInOneRun(what: string, at: Instruction, then: string): Stop<Instruction> {
  return stop('needs-decision', `${what} in one RUN with the build; give it a RUN of its own, ${then}`, at);
}

/**
 * Believed where the run-time image holds less than the one that installed.
 * @param packages what loads, and what each of it does instead, in words.
 * @param check how to see it.
 */
export function fullImageNotNeeded(packages: string, check: string): Assumption {
  return {
    id: 'full-image-not-needed',
    believes: packages,
    breaksIf: 'one was compiled against a library that only the full image has',
    checkBy: check,
  };
}
