// The interface of a recipe: what it is shown, and what it finds. Each is in the folder of its ecosystem, split.ts, and
// listed in src/ecosystems/splits.ts in the order they are asked.
//
// A recipe says what is specific to an ecosystem: which commands build, what they leave behind that the running program
// needs, and which image runs it. Everything else is done for it from the data flow of the file (plan.ts and edits.ts of split-build-stage):
//
// - the file is cut below the last instruction that builds. What stands above becomes the build stage, in place and byte
//   for byte; the run-time stage is written between, and what stands below belongs to it, untouched;
// - ENV, WORKDIR, USER and SHELL above the cut are repeated in the run-time stage, but for variables that only a tool of
//   the build reads (build-variables.ts); ARG where something there names it, LABEL, EXPOSE, VOLUME, CMD and the like move there;
// - a recipe may ask for a stage beside the build: what stands above one line becomes a stage that both start from;
// - COPY and ADD from the build context are repeated, unless an artefact holds what they bring or a later COPY brings it;
// - RUNs that make folders, accounts and permissions are repeated, unless they work inside an artefact;
// - of what apt installs, build packages stay in the build stage and the others are installed again, with the libraries
//   that the development packages brought (src/knowledge/data/debian-dev.tsv);
// - a command that nobody knows above the cut, a build tool that is called below it or while the container runs, and a
//   package list in a variable are refusals.
//
// The image that results has the same ENV but for those, the same USER, WORKDIR, ENTRYPOINT, CMD, EXPOSE, VOLUME, LABEL, HEALTHCHECK and SHELL:
// the planner compares them (Proposal.renames).
import type { Assumption, Evidence, Lookup, Stop } from '../model/index.js';
import type { RunBase, RunCommand, Site } from '../runs/index.js';
import type { Instruction } from '../dockerfile/index.js';

/** A file or folder that the running program needs and the build makes. */
export interface Artefact {
  /** Absolute, in the build stage; without a slash at its end. */
  readonly path: string;
  /** Absolute, in the run-time stage; absent for the same path. */
  readonly to?: string;
  /** As `--chown` takes it; absent for what the files have. */
  readonly chown?: string;
  /** Files beside it that come along where they are there, as COPY matches them: `.env*`. */
  readonly along?: string;
  /** True for what the stage beside the build makes. */
  readonly beside?: boolean;
}

/** A stage beside the build, on what stands above one of its lines, which both then start from. */
export interface Beside {
  readonly above: Instruction;
  readonly lines: readonly string[];
}

/** CMD or ENTRYPOINT, and what is to stand behind the keyword. */
export interface Start {
  readonly instruction: Instruction;
  readonly args: string;
}

/** What a recipe finds. */
export interface Findings {
  /** What builds, in the words of the title: `Python packages`, `the program`. */
  readonly builds: string;
  /** The commands that build: their RUNs stay in the build stage. */
  readonly producers: ReadonlySet<RunCommand>;
  /** COPY and ADD whose files only the build reads, and other RUNs that only the build needs. */
  readonly buildOnly?: ReadonlySet<Instruction>;
  /** RUNs that the run-time stage needs as well, although what they call is not seen to be of use. */
  readonly repeated?: ReadonlySet<Instruction>;
  /** Names of packages that here only the build needs: `python3`, which node-gyp runs on. */
  readonly buildPackages?: ReadonlySet<string>;
  readonly artefacts: readonly [Artefact, ...Artefact[]];
  readonly base: RunBase;
  /** Debian packages the program needs besides those that follow from the file's own install lines. */
  readonly packages?: readonly string[];
  /** Instructions to write behind the copied artefacts: `RUN ldconfig`. */
  readonly afterwards?: readonly string[];
  /** Variables that the present image sets and the program reads, for a run-time image that does not. */
  readonly settings?: readonly (readonly [name: string, value: string])[];
  readonly beside?: Beside;
  /** A setting of the build stage, written above the first line that builds: `ENV CGO_ENABLED=0`. */
  readonly ahead?: { readonly above: Instruction; readonly line: string };
  /** What the run-time stage starts instead of a tool that only the build stage has. */
  readonly start?: Start;
  /** True where nothing of the source runs in the container, so that it calls nothing. */
  readonly onlyFiles?: boolean;
  /** Instructions to write at the end of the build stage: `RUN npm prune --omit=dev`. */
  readonly finish?: readonly string[];
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** What is known of the packages of a language, on the slim variant of its image. */
export interface SlimRecipe {
  /** As profiles of images name it. */
  readonly language: string;
  /** It says itself what of a build stands in the way: no recipe splits its images. */
  readonly judgesBuilds?: true;
  /** It judges packages by what names them, wherever they were installed. */
  readonly seesCopied?: true;
  /** The image to run on, where it is called otherwise than the slim variant; `undefined` for images of others. */
  readonly base?: (site: Site) => RunBase | Stop<Instruction> | undefined;
  /** What is asked of an image that is pinned: the digest of that one. */
  readonly questions?: (image: string) => readonly Lookup[];
  /**
   * Why the packages need the full image, or what is believed where that is not seen.
   * @param copied they may be copied from a build stage.
   */
  need(site: Site, copied: boolean): Stop<Instruction> | Assumption | undefined;
}

/** What the page of the transform says of a recipe. */
export interface RecipePage {
  readonly name: string;
  /** What it follows. */
  readonly builds: string;
  /** What comes into the image, and which image that is. */
  readonly copies: string;
}

export interface Recipe {
  readonly id: string;
  readonly page: RecipePage;
  /** `undefined`: no file of this kind, ask the next recipe. */
  read(site: Site): Findings | Stop<Instruction> | undefined;
  /**
   * What is asked about an image of its own that the images of all do not tell: `undefined` for other images.
   * @param isSplit the file can be split without an answer.
   */
  questions?(image: string, isSplit: boolean): readonly Lookup[] | undefined;
}
