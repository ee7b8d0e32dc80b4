// The Debian packages a RUN leaves in its layer, told apart by what they are for.
import { buildPackage, packageName, runtimeLibraries } from '../knowledge/index.js';
import type { Instruction, PackageCommand, ShellWord } from '../dockerfile/index.js';
import { isApt, runCommands } from './commands.js';

export interface InstalledPackage {
  /** Without version and architecture. */
  readonly name: string;
  readonly word: ShellWord;
  readonly role: 'build' | 'both' | 'run';
  readonly why: string;
}

export interface InstallCall {
  readonly call: PackageCommand;
  readonly packages: readonly InstalledPackage[];
  /** A variable or a file that cannot be read stands for packages. */
  readonly unread: ShellWord | undefined;
}

/** The apt install calls of a RUN. What the same RUN removes again is left out. */
export function installCalls(instruction: Instruction): readonly InstallCall[] {
  const commands = runCommands(instruction);
  const removed = new Set<string>();
  for (const { call } of commands) {
    if (call && isApt(call) && call.action === 'remove')
      for (const word of call.packages) removed.add(word.value ?? word.raw);
  }
  const calls: InstallCall[] = [];
  for (const { call } of commands) {
    if (!call || !isApt(call) || call.action !== 'install' || call.verb === 'build-dep') continue;
    const packages: InstalledPackage[] = [];
    let unread: ShellWord | undefined;
    for (const word of call.packages) {
      if (word.value === undefined) unread ??= word;
      else if (!removed.has(word.value)) packages.push(describe(word, word.value));
    }
    calls.push({ call, packages, unread });
  }
  return calls;
}

function describe(word: ShellWord, written: string): InstalledPackage {
  const known = buildPackage(written);
  return {
    name: packageName(written),
    word,
    role: known?.role ?? 'run',
    why: known?.why ?? 'may be needed at run time',
  };
}

/** Commands that the build packages of a RUN bring. */
export function commandsOf(packages: readonly string[]): string[] {
  return [...new Set(packages.flatMap((name) => buildPackage(name)?.commands ?? []))];
}

/** What a program loads or calls that a development package brought; `undefined` where that is not known. */
export function neededInstead(name: string, release: string | undefined): readonly string[] | undefined {
  const known = buildPackage(name);
  const brings = known?.brings ?? [];
  if (!/-dev$/.test(name)) return brings;
  if (brings.length > 0) return brings;
  return runtimeLibraries(name, release);
}
