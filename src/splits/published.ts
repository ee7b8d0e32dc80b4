// What a build publishes: files or a folder that run on an image without the tools that made them.
import type { Instruction } from '../dockerfile/index.js';
import { type Assumption, type Evidence, isStop, type NonEmpty, type Stop, stop } from '../model/index.js';
import { asPinned, type RunBase, type RunCommand, type Site } from '../runs/index.js';
import type { KeptFiles } from './kept-files.js';
import type { Artefact, Findings, Recipe, RecipePage, Start } from './recipe.js';

/** What differs between languages whose builds publish what runs. */
export interface PublishedRecipe<Sdk> {
  readonly id: string;
  readonly page: RecipePage;
  /** The image as one to build with; `undefined` for others, and where nothing is built. */
  readonly on: (site: Site) => Sdk | undefined;
  readonly publish: (site: Site, sdk: Sdk) => Publication | Stop<Instruction> | undefined;
  readonly assumption: Assumption;
  readonly questions?: Recipe['questions'];
}

/** What is published, and what runs it. */
export interface Publication {
  readonly producers: ReadonlySet<RunCommand>;
  readonly artefacts: NonEmpty<Artefact>;
  /** What stays beside it of the source. */
  readonly kept: KeptFiles;
  /** Other lines that only the build needs. */
  readonly buildOnly?: readonly Instruction[];
  readonly base: RunBase;
  readonly packages?: readonly string[];
  /** Packages that only the build calls. */
  readonly buildPackages?: ReadonlySet<string>;
  readonly settings?: NonNullable<Findings['settings']>;
  readonly start?: Start;
  readonly evidence: NonEmpty<Evidence>;
}

/** A recipe for a language whose builds publish what runs. */
export function publishedRecipe<Sdk>(recipe: PublishedRecipe<Sdk>): Recipe {
  const { id, page, questions } = recipe;
  return { id, page, read: (site) => readPublished(site, recipe), ...(questions ? { questions } : {}) };
}

function readPublished<Sdk>(site: Site, recipe: PublishedRecipe<Sdk>): Findings | Stop<Instruction> | undefined {
  const sdk = recipe.on(site);
  const published = sdk === undefined ? undefined : recipe.publish(site, sdk);
  if (!published || isStop(published)) return published;
  const { kept, buildOnly = [], artefacts, evidence, ...rest } = published;
  return {
    ...rest,
    builds: 'the program',
    buildOnly: new Set([...kept.buildOnly, ...buildOnly]),
    artefacts: [...artefacts, ...kept.artefacts],
    assumptions: [recipe.assumption],
    evidence: [...evidence, ...kept.evidence],
  };
}

/** An image that runs what the one of the stage builds. */
export interface RunImage {
  readonly image: string;
  /** Commands that the present image has and this one has not. */
  readonly lacks: readonly string[];
  /** What it is, in words, and where that was read. */
  readonly says: string;
  readonly source: string;
  /** What is believed of it. */
  readonly assumption?: Assumption | undefined;
}

/** That image, as it stands in FROM. */
export function runImageBase(site: Site, image: RunImage): RunBase | Stop<Instruction> {
  const { lacks, says, source, assumption } = image;
  const variable = stopVariableTag(site);
  if (variable) return variable;
  const pinned = asPinned(site, image.image);
  if (isStop(pinned)) return pinned;
  return {
    image: pinned.image,
    lacks,
    evidence: [{ says, from: { kind: 'knowledge', entry: image.image, source } }],
    ...(assumption ? { assumption } : {}),
  };
}

/** Where a build argument decides which run-time image it would be. */
export function stopVariableTag({ stage }: Site): Stop<Instruction> | undefined {
  return stage.from.image.includes('$')
    ? stop(
        'contains-variable',
        'a build argument stands in the tag, so which run-time image belongs to it depends on its value; write the tag',
        stage.instruction,
      )
    : undefined;
}

/** A start that names nothing of the build. @param call what is looked for. @param so what is not known without it. */
export function stopOtherStart(call: string, so: string, then: string, at: Instruction | undefined): Stop<Instruction> {
  return stop('needs-evidence', `what starts is no ${call} that is seen here, so ${so} is not known; ${then}`, at);
}

/** A program that starts, and that no line of the build is seen to make. */
export function stopNotMade(path: string, why: string, at: Instruction): Stop<Instruction> {
  return stop('needs-evidence', `that the build makes ${path} is not seen: ${why}`, at);
}

/** Source that would tell more. @param whose `the Go source`. @param so what is not seen without it. */
export function stopNoSource(whose: string, so: string, { stage }: Site): Stop<Instruction> {
  return stop(
    'needs-evidence',
    `${whose} is not here, so ${so} is not seen; split the file where the source is, or by hand`,
    stage.instruction,
  );
}
