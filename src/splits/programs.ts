// Programs that run by themselves: one file or a few, on any image with the same C library.
import {
  type Assumption,
  type Evidence,
  child,
  baseName,
  type Stop,
  isStop,
  stop,
  type NonEmpty,
  nonEmpty,
} from '../model/index.js';
import { programIs } from '../programs/index.js';
import { type RunCommand, instructionEvidence, type RunBase, type Site } from '../runs/index.js';
import { copyArguments, type Instruction, imageParent } from '../dockerfile/index.js';
import { alpineBase } from './alpine-base.js';
import { debianBase } from './debian-base.js';
import { fetchedPrograms } from './fetchers.js';
import type { Artefact, Findings, Recipe, RecipePage, Start } from './recipe.js';
import { keptFiles, type IsSource } from './kept-files.js';
import { copyDestination, pathAtEnd } from './places.js';
import { commandsOfAll, type DoesOf, isImage, type Producer, producersOf } from './producers.js';
import { execForm, type StartCall, startCalls } from './starts.js';

/** A program that a command of the build writes. */
export interface Program {
  /** Absolute. */
  readonly path: string;
  readonly from: Instruction;
  /** Not named by the build: copied only where it starts. */
  readonly optional?: boolean;
}

/** build: writes programs. other: only gets ready for that. */
export type ProgramDoes = 'build' | 'other';

/** What differs between languages whose programs run by themselves. */
export interface ProgramRecipe {
  readonly id: string;
  readonly page: RecipePage;
  /** The image that compiles them: an official one, or `host/path`. */
  readonly image: string;
  readonly does: DoesOf<ProgramDoes>;
  /** What of a start compiles, in words. */
  readonly compilesAtStart: (words: readonly string[]) => string | undefined;
  /** What such a start runs in the end: one of the programs that the build makes, and its arguments. */
  readonly startsBuilt?: (words: readonly string[], programs: readonly Program[]) => readonly string[] | undefined;
  /** The command that builds the program instead. */
  readonly builder: string;
  /** What to do where the release under the image is not seen, besides writing it. */
  readonly orElse?: string;
  readonly read: (site: Site, producers: readonly Producer<ProgramDoes>[]) => Built | Stop<Instruction>;
  readonly assumption: Assumption;
  readonly questions?: Recipe['questions'];
}

/** What a build is seen to make. */
export interface Built {
  readonly programs: readonly Program[];
  /** No program loads a library. */
  readonly isStatic: boolean;
  /** They read `.env` where they start, which git leaves out as a rule. */
  readonly readsDotenv?: boolean;
  readonly isSource: IsSource;
  /** A setting of the build stage, without which it would be built otherwise; and what is believed then. */
  readonly ahead?: Findings['ahead'];
  readonly believes?: Assumption;
  /** What the programs need besides themselves. */
  readonly needs: (base: RunBase) => Needs | Stop<Instruction>;
}

interface Needs {
  readonly packages: readonly string[];
  readonly evidence: readonly Evidence[];
  /** What is believed of the libraries. */
  readonly assumption?: Assumption | undefined;
}

/** A recipe for a language whose programs run by themselves. */
export function programRecipe(recipe: ProgramRecipe): Recipe {
  const { id, page, questions } = recipe;
  return { id, page, read: (site) => readPrograms(site, recipe), ...(questions ? { questions } : {}) };
}

function readPrograms(site: Site, recipe: ProgramRecipe): Findings | Stop<Instruction> | undefined {
  const family = site.profile?.family;
  if (!isImage(site.image, recipe.image) || (family !== 'debian' && family !== 'alpine')) return undefined;
  const producers = producersOf(site, recipe.does);
  const builds = producers.some(({ does }) => does === 'build');
  const compiling = compilingStart(site, recipe);
  const built = builds ? recipe.read(site, producers) : undefined;
  const start = compiling && built && !isStop(built) ? builtStart(site, recipe, compiling, built) : undefined;
  if (compiling && !start)
    return stop(
      'needs-decision',
      `${compiling.compiler} compiles the program when the container starts; build it into the image with ${recipe.builder}, and start what that writes`,
      compiling.from,
    );
  if (!built || isStop(built)) return built;
  const { isStatic } = built;
  const loading = recipe.orElse === undefined ? { isStatic } : { isStatic, orElse: recipe.orElse };
  const base = (family === 'alpine' ? alpineBase : debianBase)(site, loading);
  if (isStop(base)) return base;
  const needs = built.needs(base);
  if (isStop(needs)) return needs;
  const started = start ? startOf(site, start) : startedOf(site, built.programs);
  if (isStop(started)) return started;
  const findings = programFindings(site, {
    producers: commandsOfAll(producers),
    last: producers.at(-1)!.instruction,
    started: started.artefacts,
    base,
    packages: needs.packages,
    isSource: built.isSource,
    readsDotenv: built.readsDotenv ?? false,
    buildPackages: fetchedPrograms(site),
    ...(start ? { start } : {}),
    assumption: recipe.assumption,
    evidence: [started.evidence, ...needs.evidence],
  });
  return {
    ...findings,
    ...(built.ahead ? { ahead: built.ahead } : {}),
    assumptions: [...findings.assumptions, ...[built.believes, needs.assumption].filter((each) => each !== undefined)],
  };
}

interface CompilingStart extends StartCall {
  readonly compiler: string;
}

/** The start that compiles the program, where there is one. */
function compilingStart(site: Site, { compilesAtStart }: ProgramRecipe): CompilingStart | undefined {
  for (const call of startCalls(site)) {
    const compiler = compilesAtStart(call.words);
    if (compiler !== undefined) return { ...call, compiler };
  }
  return undefined;
}

interface BuiltStart extends Start {
  readonly program: Program;
}

/** The same start without its compiler, where the build has made what it runs. */
function builtStart(
  site: Site,
  { startsBuilt }: ProgramRecipe,
  { words, from }: CompilingStart,
  { programs }: Built,
): BuiltStart | undefined {
  const alone =
    startCalls(site).length === 1 && !(site.entrypoint && site.cmd) && !words.some((word) => /\$/.test(word));
  const started = alone ? startsBuilt?.(words, programs) : undefined;
  const program = started && programs.find(({ path }) => path === started[0]);
  return program && { program, instruction: from, args: execForm(started) };
}

function startOf({ doc }: Site, { program, instruction }: BuiltStart): StartedPrograms {
  const says = `what starts is ${program.path}, which is built above`;
  return { artefacts: [{ path: program.path }], evidence: instructionEvidence(doc, instruction, says) };
}

/** What is known of programs and of the image they run on. */
export interface ProgramParts {
  readonly producers: ReadonlySet<RunCommand>;
  /** The last line that builds. */
  readonly last: Instruction;
  /** The programs, and what they load of the build. */
  readonly started: NonEmpty<Artefact>;
  readonly base: RunBase;
  readonly packages: readonly string[];
  readonly isSource: IsSource;
  readonly readsDotenv?: boolean;
  /** Packages that only the build calls. */
  readonly buildPackages?: ReadonlySet<string>;
  readonly afterwards?: readonly string[];
  readonly start?: Start;
  readonly assumption: Assumption;
  readonly evidence: NonEmpty<Evidence>;
}

/** Programs, with the files beside them that are no source. */
export function programFindings(site: Site, parts: ProgramParts): Findings {
  const { started, last, isSource, readsDotenv, assumption, evidence, ...rest } = parts;
  const kept = keptFiles(site, last, isSource);
  const beside = kept.artefacts.filter(({ path }) => path !== started[0].path);
  return {
    ...rest,
    builds: 'the program',
    buildOnly: kept.buildOnly,
    artefacts: readsDotenv ? withDotenv(site, [...started, ...beside], kept.buildOnly) : [...started, ...beside],
    assumptions: kept.buildOnly.size > 0 ? [assumption, SOURCE_IS_NOT_OPENED] : [assumption],
    evidence: [...evidence, ...kept.evidence],
  };
}

/** `.env` comes along with a file beside which the program starts, where all of the context came before. */
function withDotenv(
  site: Site,
  artefacts: NonEmpty<Artefact>,
  buildOnly: ReadonlySet<Instruction>,
): NonEmpty<Artefact> {
  const folder = pathAtEnd(site, '.');
  const isBrought = [...buildOnly].some((each) => {
    const sources = copyArguments(each)?.sources ?? [];
    return sources.some((source) => /^(?:\.|\.\/|\*)$/.test(source)) && copyDestination(site, each) === folder;
  });
  const isHere = artefacts.some(({ path }) => baseName(path) === '.env');
  const { repository } = site.context.evidence;
  const isFile = (path: string): boolean =>
    site.contexts.some((context) => repository.kind(child(context, baseName(path))) === 'file');
  const beside = artefacts.findIndex(
    ({ path, to }, at) => to === undefined && imageParent(path) === folder && (at === 0 || isFile(path)),
  );
  if (!isBrought || isHere || beside === -1) return artefacts;
  const [first, ...others] = artefacts.map((each, at) => (at === beside ? { ...each, along: '.env*' } : each));
  return [first!, ...others];
}

interface StartedPrograms {
  readonly artefacts: NonEmpty<Artefact>;
  readonly evidence: Evidence;
}

/** The programs that start, and those that the build names; a reason where the command that starts is none of them. */
function startedOf(site: Site, programs: readonly Program[]): StartedPrograms | Stop<Instruction> {
  const calls = startCalls(site);
  const artefacts = new Map<string, Artefact>();
  for (const { path, optional } of programs) if (!optional) artefacts.set(path, { path });
  let seen: Program | undefined;
  for (const { words } of calls) {
    const [first = ''] = words;
    if (first.includes('/')) {
      const path = pathAtEnd(site, first);
      const program = programs.find((each) => each.path === path);
      if (program) artefacts.set(program.path, { path: program.path });
      seen ??= program;
      continue;
    }
    const program = programs.find(({ path }) => baseName(path) === first);
    if (!program) continue;
    seen ??= program;
    artefacts.set(program.path, { path: program.path });
    if (!onPath(site, program.path)) artefacts.set(program.path, { path: program.path, to: `/usr/local/bin/${first}` });
  }
  if (!seen) {
    const named = namedByScript(site, programs);
    if (isStop(named)) return named;
    for (const { path } of named) artefacts.set(path, { path });
    [seen] = named;
  }
  const evidence = instructionEvidence(site.doc, seen.from, `the program is ${seen.path}, which is built here`);
  return { artefacts: nonEmpty([...artefacts.values()]) ?? [{ path: seen.path }], evidence };
}

/** The programs that the script which starts calls. */
function namedByScript(site: Site, programs: readonly Program[]): NonEmpty<Program> | Stop<Instruction> {
  const calls = startCalls(site);
  const from = calls[0]?.from;
  const made = programs.map(({ path }) => path).join(', ');
  const script = scriptOf(
    site,
    calls.map(({ words }) => words),
  );
  if (script === undefined)
    return stop(
      'needs-evidence',
      `what starts is ${calls[0]?.words.slice(0, 4).join(' ') ?? 'nothing'}, and that this is what the build makes (${made}) is not seen; name the program by its path`,
      from,
    );
  const named = nonEmpty(programs.filter(({ path }) => script.includes(baseName(path))));
  if (!named)
    return stop(
      'needs-evidence',
      `the script that starts names none of the programs that are built (${made}); decide which files it needs, and split the file by hand`,
      from,
    );
  const lost = named.find(({ path }) => !onPath(site, path) && !script.includes(path));
  if (!lost) return named;
  return stop(
    'needs-evidence',
    `the script that starts may call ${baseName(lost.path)} by its name alone, and ${lost.path} is not on the PATH of the run-time image; write the whole path`,
    from,
  );
}

/** The text of the script that starts, where it lies in the repository. */
function scriptOf(site: Site, calls: readonly (readonly string[])[]): string | undefined {
  for (const words of calls) {
    const at = programIs(baseName(words[0] ?? ''), 'shell') ? 1 : 0;
    const text = words[at] === undefined ? undefined : readCopied(site, words[at]!);
    if (text !== undefined && (at === 1 || text.startsWith('#!'))) return text;
  }
  return undefined;
}

/** A file of the context by the name it has at the end of its path; scripts keep it when they are copied. */
function readCopied(site: Site, path: string): string | undefined {
  const found = site.readScript(path);
  if (found !== undefined) return found;
  const name = baseName(path);
  for (const context of site.contexts) {
    const text = site.context.evidence.repository.read(child(context, name));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Folders that PATH names on every image of Debian. */
const ON_PATH = /^\/(?:usr\/local\/s?bin|usr\/s?bin|s?bin)$/;

function onPath(site: Site, path: string): boolean {
  const folder = imageParent(path);
  if (ON_PATH.test(folder)) return true;
  return site.body.some(({ keyword, args }) => keyword === 'ENV' && /\bPATH\b/.test(args) && args.includes(folder));
}

/**
 * Believed of a program of one file.
 * @param besides what it needs besides, in words.
 * @param library which library it may load all the same.
 */
export function isOneFile(besides: string, library: string): Assumption {
  return {
    id: 'program-is-one-file',
    believes: `The program needs nothing of the build besides itself, the files that are copied with it, ${besides}`,
    breaksIf: `it opens a file that the build leaves elsewhere, or loads a library that ${library}`,
    checkBy: 'start the image and use it once; ldd shows the libraries of the program',
  };
}

/** Believed where the source is no longer in the image. */
const SOURCE_IS_NOT_OPENED: Assumption = {
  id: 'source-is-not-opened',
  believes: 'The program opens no source file, manifest or note about the project while it runs',
  breaksIf: 'it reads one by its path: a page made of README.md, templates that are source files',
  checkBy: 'start the image and use it once; a missing file is named in its log',
};
