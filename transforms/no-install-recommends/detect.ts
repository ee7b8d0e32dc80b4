import {
  aptConfigured,
  hasOption,
  packageCommands,
  shellRuns,
  type PackageCommand,
  type ScriptReader,
} from '../../src/runs/index.js';
import { buildStates, type DockerfileDoc, type Instruction, type Stage } from '../../src/dockerfile/index.js';
import type { ShellWord } from '../../src/shell/index.js';
import { DEPENDS_ON_C_HEADERS, imageProfile, recommendedWith, RECOMMENDS_RELEASES } from '../../src/knowledge/index.js';
import { readUses, usesAfter, type Uses } from './uses.js';

/** An `apt-get install` that takes recommended packages along. */
export interface Install {
  readonly call: PackageCommand;
  /** Package names, without versions; variables filled in where the file says what they hold. */
  readonly names: readonly string[];
  /** Recommended packages that are used and that nothing else installs. */
  readonly needed: ReadonlyMap<string, Needed>;
  /** Recommended packages that go. */
  readonly dropped: readonly string[];
  /** What is installed and not in the table. */
  readonly unknown: readonly string[];
  /** True when the table covers the release of the base image. */
  readonly known: boolean;
}

interface Needed {
  /** The words that show it; absent where nothing shows what needs it, and much may. */
  readonly by?: string;
  /** 0-based. */
  readonly line: number;
}

/**
 * The calls to change, by RUN, in order.
 * @param isShipped whether somebody runs the image of the stage.
 */
export function findInstalls(
  doc: DockerfileDoc,
  read: ScriptReader,
  isShipped: (run: Instruction) => boolean,
): Map<Instruction, Install[]> {
  const found = new Map<Instruction, Install[]>();
  const runs = new Map<number, Instruction[]>();
  for (const run of shellRuns(doc)) {
    if (!/\bapt(?:-get)?\b/.test(run.args) && !run.scriptHeredoc()) continue;
    const list = runs.get(run.stage);
    if (list) list.push(run);
    else runs.set(run.stage, [run]);
  }
  if (runs.size === 0) return found;
  const uses = readUses(doc, read);
  const ends = new Map<Stage, Set<string>>();
  for (const stage of doc.stages) {
    const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
    const present = new Set(stage.base ? ends.get(stage.base) : profile?.packages);
    const known =
      profile?.family === 'debian' && profile.release !== undefined && RECOMMENDS_RELEASES.has(profile.release);
    for (const instruction of runs.get(stage.index) ?? []) {
      for (const call of packageCommands(instruction)) {
        if ((call.manager !== 'apt-get' && call.manager !== 'apt') || call.verb !== 'install') continue;
        const { names, unknown } = namesOf(doc, instruction, call);
        if (takesRecommends(doc, instruction, call)) {
          const install = judge(
            names,
            unknown,
            present,
            known,
            usesAfter(instruction, call, uses.get(stage)!),
            call,
            instruction.line,
            isShipped(instruction),
          );
          const list = found.get(instruction);
          if (list) list.push(install);
          else found.set(instruction, [install]);
          for (const name of install.needed.keys()) present.add(name);
        }
        for (const name of names) present.add(name);
        if (names.some((name) => DEPENDS_ON_C_HEADERS.test(name))) present.add('libc6-dev');
      }
    }
    ends.set(stage, present);
  }
  return found;
}

function takesRecommends(doc: DockerfileDoc, instruction: Instruction, call: PackageCommand): boolean {
  if (call.packages.length === 0 || hasOption(call, '--no-install-recommends', '--install-recommends')) return false;
  return !aptConfigured(doc, instruction, call, /(?<![-\w])Install-Recommends\b/i, /install-recommends/i);
}

function judge(
  names: readonly string[],
  unnamed: readonly string[],
  present: ReadonlySet<string>,
  known: boolean,
  uses: Uses,
  call: PackageCommand,
  line: number,
  shipped: boolean,
): Install {
  const needed = new Map<string, Needed>();
  const hasHeaders = names.some((name) => DEPENDS_ON_C_HEADERS.test(name));
  const dropped = new Set<string>();
  const named = new Set(names);
  const unknown = [...unnamed];
  for (const name of names) {
    const recommended = /^gcc-\d+$/.test(name) ? ['libc6-dev'] : recommendedWith(name);
    if (recommended === undefined) {
      unknown.push(name);
      continue;
    }
    for (const other of recommended) {
      if (named.has(other) || present.has(other) || needed.has(other) || dropped.has(other)) continue;
      // Without the headers of the C library gcc compiles next to nothing, whoever calls it.
      const headers = other === 'libc6-dev' && name.startsWith('gcc');
      if (headers && hasHeaders) continue;
      const use = other === '...' ? undefined : headers ? { by: `by ${name}`, line } : uses(other);
      if (use) needed.set(other, use);
      // What the program of an image calls over https stands in no Dockerfile, and it can check no server without them.
      else if (shipped && other === 'ca-certificates') needed.set(other, { line });
      else dropped.add(other === '...' ? `more of ${name}` : other);
    }
  }
  return { call, names, needed, dropped: [...dropped], unknown, known };
}

function namesOf(
  doc: DockerfileDoc,
  instruction: Instruction,
  call: PackageCommand,
): { names: string[]; unknown: string[] } {
  const names: string[] = [];
  const unknown: string[] = [];
  for (const word of call.packages) {
    const text = word.value ?? heldBy(doc, instruction, word);
    for (const part of text === undefined ? [word.raw] : text.split(/\s+/).filter(Boolean)) {
      // name, name=version, name/release, name:arch
      const name = /^([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9]+)?(?:[=/].*)?$/.exec(part)?.[1];
      if (text !== undefined && name !== undefined && !part.endsWith('.deb')) names.push(name);
      else unknown.push(part);
    }
  }
  return { names, unknown };
}

/** What a word that is one variable holds, where the file says so. */
function heldBy(doc: DockerfileDoc, instruction: Instruction, word: ShellWord): string | undefined {
  // the version may come from anywhere, the name not
  const versioned = /^"?([a-z0-9][a-z0-9+.-]*)=["$]/.exec(word.raw)?.[1];
  if (versioned) return versioned;
  const name = /^"?\$\{?([A-Za-z_]\w*)\}?"?$/.exec(word.raw)?.[1];
  if (name === undefined) return undefined;
  for (const command of instruction.shell.commands) {
    for (const assignment of command.assignments) {
      if (assignment.name !== name) continue;
      const value = assignment.raw.slice(name.length + 1).replace(/^["']|["']$/g, '');
      return /[$`]/.test(value) ? undefined : value;
    }
  }
  return buildStates(doc)[instruction.index]!.variables.get(name);
}
