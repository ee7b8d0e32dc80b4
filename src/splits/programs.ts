// What Go and Rust have in common: one file that runs by itself, on any image with the same C library.
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
import { type Instruction, imageParent } from '../dockerfile/index.js';
import type { Artefact, Findings } from './recipe.js';
import { keptFiles, type IsSource } from './kept-files.js';
import { pathAtEnd } from './places.js';
import { startCalls } from './starts.js';

/** A program that a command of the build writes. */
export interface Program {
  /** Absolute. */
  readonly path: string;
  readonly from: Instruction;
  /** Not named by the build: copied only where it starts. */
  readonly optional?: boolean;
}

export interface Compiled {
  readonly builds: string;
  readonly producers: ReadonlySet<RunCommand>;
  /** Packages that only the build calls. */
  readonly buildPackages: ReadonlySet<string>;
  readonly programs: readonly Program[];
  readonly base: RunBase;
  readonly packages: readonly string[];
  readonly isSource: IsSource;
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly Evidence[];
}

/** Folders that PATH names on every image of Debian. */
const ON_PATH = /^\/(?:usr\/local\/s?bin|usr\/s?bin|s?bin)$/;

/** The findings for compiled programs; a reason where the command that starts is none of them. */
export function findCompiled(site: Site, made: Compiled): Findings | Stop<Instruction> {
  const started = match(site, made.programs);
  if (isStop(started)) return started;
  const last = site.runs.findLast(({ commands }) => commands.some((each) => made.producers.has(each)))!.instruction;
  const kept = keptFiles(site, last, made.isSource);
  return {
    builds: made.builds,
    producers: made.producers,
    buildOnly: kept.buildOnly,
    buildPackages: made.buildPackages,
    artefacts: [...started.artefacts, ...kept.artefacts],
    base: made.base,
    packages: made.packages,
    assumptions: kept.buildOnly.size > 0 ? [...made.assumptions, sourceIsNotOpened()] : made.assumptions,
    evidence: [started.evidence, ...made.evidence, ...kept.evidence],
  };
}

function match(
  site: Site,
  programs: readonly Program[],
): { readonly artefacts: NonEmpty<Artefact>; readonly evidence: Evidence } | Stop<Instruction> {
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
    const script = scriptOf(
      site,
      calls.map(({ words }) => words),
    );
    if (script === undefined) {
      const written = calls[0]?.words.slice(0, 4).join(' ') ?? 'nothing';
      return stop(
        'needs-evidence',
        `what starts is ${written}, and that this is what the build makes (${programs.map(({ path }) => path).join(', ')}) is not seen; name the program by its path`,
        calls[0]?.from,
      );
    }
    seen = programs.find(({ path }) => script.includes(baseName(path)));
    if (!seen)
      return stop(
        'needs-evidence',
        `the script that starts names none of the programs that are built (${programs.map(({ path }) => path).join(', ')}); decide which files it needs, and split the file by hand`,
        calls[0]?.from,
      );
    for (const { path } of programs) {
      if (!script.includes(baseName(path))) continue;
      artefacts.set(path, { path });
      if (!onPath(site, path) && !script.includes(path))
        return stop(
          'needs-evidence',
          `the script that starts may call ${baseName(path)} by its name alone, and ${path} is not on the PATH of the run-time image; write the whole path`,
          calls[0]?.from,
        );
    }
  }
  const evidence = instructionEvidence(site.doc, seen.from, `the program is ${seen.path}, which is built here`);
  return { artefacts: nonEmpty([...artefacts.values()]) ?? [{ path: seen.path }], evidence };
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

function onPath(site: Site, path: string): boolean {
  const folder = imageParent(path);
  if (ON_PATH.test(folder)) return true;
  return site.body.some(({ keyword, args }) => keyword === 'ENV' && /\bPATH\b/.test(args) && args.includes(folder));
}

/** Believed where the source is no longer in the image. */
export function sourceIsNotOpened(): Assumption {
  return {
    id: 'source-is-not-opened',
    believes: 'The program opens no source file, manifest or note about the project while it runs',
    breaksIf: 'it reads one by its path: a page made of README.md, templates that are source files',
    checkBy: 'start the image and use it once; a missing file is named in its log',
  };
}
