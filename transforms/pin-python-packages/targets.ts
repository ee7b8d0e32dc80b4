// What lacks a version: words of a RUN, and lines of the files that pip reads. Each file has one Dockerfile that speaks
// for it, however many install from it.
import { type FilePath, baseName, child, type Folder, upwards, parent } from '../../src/model/index.js';
import { mentionsProgram } from '../../src/programs/index.js';
import { hasOption } from '../../src/runs/index.js';
import { type FileRequirement, comparePythons, markerHolds } from '../../src/ecosystems/index.js';
import type { DockerfileDoc, Instruction } from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';
import { pipCalls, type PipCall, type ReadFile, type Surroundings } from './detect.js';

/** A name without a version, as a question is asked about it. */
export interface Bare {
  readonly name: string;
  /** The oldest Python it is installed for; `undefined` where one is not known. */
  readonly python: string | undefined;
  readonly ownIndex: boolean;
  /** A requirements file that is not seen, and may have brought another version by then. */
  readonly unseen: string | undefined;
}

interface BareWord extends Bare {
  readonly word: ShellWord;
  /** Characters of the word's value in front of the version. */
  readonly nameEnd: number;
}

export interface RunTarget {
  readonly instruction: Instruction;
  readonly words: readonly BareWord[];
  /** Names whose bound the shell takes for a redirection. */
  readonly redirected: readonly string[];
}

export interface FileTarget {
  readonly file: ReadFile;
  /** The first RUN that installs from it. */
  readonly instruction: Instruction;
  readonly lines: readonly (Bare & { readonly requirement: FileRequirement })[];
  /** The Dockerfile that leaves the Python open, where it is another one. */
  readonly unknownIn: FilePath | undefined;
}

export interface Targets {
  readonly runs: readonly RunTarget[];
  readonly files: readonly FileTarget[];
  /** `name==version` in the files of the Dockerfile, where a version stands. */
  readonly pinned: ReadonlyMap<
    string,
    { readonly version: string; readonly file: FilePath; readonly line: number; readonly text: string }
  >;
}

/** Their newest version is what is wanted of them everywhere: they install the rest. */
const TOOLS: ReadonlySet<string> = new Set(['pip', 'setuptools', 'wheel', 'distribute']);

export function targetsOf(doc: DockerfileDoc, around: Surroundings): Targets {
  const calls = pipCalls(doc, around);
  const bound = new Map<string, { requirement: FileRequirement; file: FilePath }>();
  for (const { files } of calls) {
    for (const { requirements, path } of files) {
      for (const requirement of requirements) {
        if (requirement.specifier !== '' && !bound.has(requirement.name))
          bound.set(requirement.name, { requirement, file: path });
      }
    }
  }
  const pinned = new Map<string, { version: string; file: FilePath; line: number; text: string }>();
  for (const [name, { requirement, file }] of bound) {
    const version = /^===?\s*([^\s,*]+)$/.exec(requirement.specifier)?.[1];
    if (version !== undefined && requirement.marker === '')
      pinned.set(name, { version, file, line: requirement.line, text: requirement.text });
  }
  const open = (name: string): boolean => !bound.has(name) || pinned.has(name);
  return { runs: runTargets(calls, open), files: fileTargets(doc, calls, bound, around), pinned };
}

function runTargets(calls: readonly PipCall[], open: (name: string) => boolean): RunTarget[] {
  const runs = new Map<Instruction, { words: BareWord[]; redirected: string[] }>();
  const unseenIn = new Map<number, string>();
  for (const { instruction, call, named, bound, files, ownIndex, python, unseen: here } of calls) {
    if (here !== undefined) unseenIn.set(instruction.stage, here);
    let run = runs.get(instruction);
    if (!run) {
      run = { words: [], redirected: [] };
      runs.set(instruction, run);
    }
    if (bound) continue;
    const inCall = new Set(
      files.flatMap((file) => file.requirements.filter(({ specifier }) => specifier !== '').map(({ name }) => name)),
    );
    for (const { word, requirement } of named) {
      const { name, nameEnd, specifier, marker } = requirement;
      // The 13 of `rich >= 13`, where the shell takes `>=` away.
      if (specifier !== '' || TOOLS.has(name) || /^[\d-]+$/.test(name)) continue;
      if (isRedirected(instruction, word, call.command.redirected)) {
        run.redirected.push(name);
        continue;
      }
      if (inCall.has(name) || !open(name) || !applies(marker, [python])) continue;
      const upgraded = here === undefined && hasOption(call, '-U', '--upgrade');
      run.words.push({
        name,
        python,
        ownIndex,
        word,
        nameEnd,
        unseen: upgraded ? undefined : unseenIn.get(instruction.stage),
      });
    }
  }
  return [...runs].map(([instruction, run]) => ({ instruction, ...run }));
}

/** `flask>=2` without quotes: the shell writes to a file called `=2`. */
function isRedirected(instruction: Instruction, word: ShellWord, redirected: boolean): boolean {
  return redirected && /^(?:\s*>=|[<>]\d|<=)/.test(instruction.shellText.slice(word.end, word.end + 20));
}

function applies(marker: string, pythons: readonly (string | undefined)[]): boolean {
  if (marker === '') return true;
  return pythons.every((python) => python !== undefined && markerHolds(marker, python) === true);
}

function fileTargets(
  doc: DockerfileDoc,
  calls: readonly PipCall[],
  bound: ReadonlyMap<string, unknown>,
  around: Surroundings,
): FileTarget[] {
  const targets: FileTarget[] = [];
  const users = new Map<FilePath, { file: ReadFile; calls: PipCall[] }>();
  for (const call of calls) {
    for (const file of call.files) {
      const known = users.get(file.path);
      if (known) known.calls.push(call);
      else users.set(file.path, { file, calls: [call] });
    }
  }
  let neighbours: ReturnType<typeof neighboursOf> | undefined;
  for (const { file, calls: own } of users.values()) {
    if (own.some((call) => call.ownIndex || call.bound || call.files.some(({ hashed }) => hashed))) continue;
    if (changedInBuild(doc, own[0]!, file.path)) continue;
    const seen = new Map<string, number>();
    for (const { name } of file.requirements) seen.set(name, (seen.get(name) ?? 0) + 1);
    const bare = file.requirements.filter(
      ({ name, specifier, marker }) =>
        specifier === '' && !TOOLS.has(name) && !bound.has(name) && (marker !== '' || seen.get(name) === 1),
    );
    if (bare.length === 0) continue;
    neighbours ??= neighboursOf(doc, users.keys(), around);
    const others = neighbours.filter(({ files }) => files.has(file.path));
    if (others.some((other) => other.file < doc.file)) continue;
    const pythons = [...own.map(({ python }) => python), ...others.flatMap(({ files }) => files.get(file.path)!)];
    const oldest = lowest(pythons);
    const lines = bare
      .filter(({ marker }) => applies(marker, pythons))
      .map((requirement) => ({
        name: requirement.name,
        python: oldest,
        ownIndex: false,
        unseen: undefined,
        requirement,
      }));
    if (lines.length === 0) continue;
    const unknownIn = others.find(({ files }) => files.get(file.path)!.includes(undefined))?.file;
    targets.push({ file, instruction: own[0]!.instruction, lines, unknownIn });
  }
  return targets;
}

function lowest(pythons: readonly (string | undefined)[]): string | undefined {
  let low = pythons[0];
  for (const python of pythons) {
    if (python === undefined) return undefined;
    if (low !== undefined && comparePythons(python, low) < 0) low = python;
  }
  return low;
}

/** A command of the build writes or edits the file, so that its lines in the repository are not what pip reads. */
function changedInBuild(doc: DockerfileDoc, { instruction }: PipCall, path: FilePath): boolean {
  const name = baseName(path);
  return doc.instructions.some(({ keyword, args, index }) => {
    if (keyword !== 'RUN' || index > instruction.index || !args.includes(name)) return false;
    return args
      .split(/&&|\|\||;|\n/)
      .some(
        (part) =>
          part.includes(name) &&
          (mentionsProgram(part, 'rewritesText') || />|\s-o\b|\bpip-compile\b|--output/.test(part)) &&
          !/\bpip[\d.]*\s+install\b/.test(part.slice(part.lastIndexOf('>') + 1)),
      );
  });
}

interface Neighbour {
  readonly file: FilePath;
  /** The files it installs from, with the Pythons it installs them for. */
  readonly files: ReadonlyMap<FilePath, readonly (string | undefined)[]>;
}

const DOCKERFILE = /^(?:Dockerfile|Containerfile)(?:\.(?!dockerignore$)[\w-]+)?$|\.[Dd]ockerfile$/;
const MOST_FOLDERS = 100;
const MOST_NEIGHBOURS = 100;

/** The other Dockerfiles near the files that install from them. */
function neighboursOf(doc: DockerfileDoc, paths: Iterable<FilePath>, around: Surroundings): Neighbour[] {
  const { group, evidence, documents } = around;
  const folders = new Set<Folder>();
  for (const path of [doc.file, ...paths]) {
    for (const folder of upwards(parent(path))) folders.add(folder);
  }
  const files = new Set<FilePath>(group.dockerfiles);
  for (const folder of [...folders].slice(0, MOST_FOLDERS)) {
    const names = evidence.repository.list(folder).filter((name) => DOCKERFILE.test(name));
    for (const name of names) files.add(child(folder, name));
  }
  files.delete(doc.file);
  const found: Neighbour[] = [];
  for (const file of [...files].sort().slice(0, MOST_NEIGHBOURS)) {
    const other = documents.text(file)?.includes('pip') ? documents.dockerfile(file) : undefined;
    const read = other && readNeighbour(other, around);
    if (read && read.size > 0) found.push({ file, files: read });
  }
  return found;
}

function readNeighbour(doc: DockerfileDoc, around: Surroundings): Map<FilePath, (string | undefined)[]> {
  const files = new Map<FilePath, (string | undefined)[]>();
  for (const call of pipCalls(doc, around)) {
    for (const { path } of call.files) {
      const list = files.get(path);
      if (list) list.push(call.python);
      else files.set(path, [call.python]);
    }
  }
  return files;
}
