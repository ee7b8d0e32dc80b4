// The packages of the distribution a RUN leaves in its layer, told apart by what they are for: of Debian, and of Alpine.
import { alpineBuildPackage, buildPackage, packageName, runtimeLibraries } from '../knowledge/index.js';
import type { Instruction } from '../dockerfile/index.js';
import type { PackageCommand } from './packages.js';
import type { ShellWord } from '../shell/index.js';
import { isApk, isSystem, runCommands } from './commands.js';

interface InstalledPackage {
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

/** The install calls of apt and apk in a RUN. What the same RUN removes again is left out. */
export function installCalls(instruction: Instruction): readonly InstallCall[] {
  const commands = runCommands(instruction);
  const removed = new Set<string>();
  for (const { call } of commands) {
    if (call && isSystem(call) && call.action === 'remove')
      for (const word of call.packages) removed.add(word.value ?? word.raw);
  }
  const calls: InstallCall[] = [];
  for (const { call } of commands) {
    if (!call || !isSystem(call) || call.action !== 'install' || call.verb === 'build-dep') continue;
    const group = isApk(call) ? virtualName(call) : undefined;
    if (group !== undefined && removed.has(group)) continue;
    const packages: InstalledPackage[] = [];
    let unread: ShellWord | undefined;
    for (const word of call.packages) {
      if (word.value === undefined) unread ??= word;
      else if (!removed.has(word.value))
        packages.push(isApk(call) ? ofAlpine(word, word.value) : describe(word, word.value));
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

/** The name that `apk add --virtual` gives to its packages. */
function virtualName(call: PackageCommand): string | undefined {
  const words = call.command.words.map(({ value, raw }) => value ?? raw);
  for (const [at, word] of words.entries()) {
    const given = /^--virtual=(.+)$/.exec(word)?.[1];
    if (given !== undefined) return given;
    if (word === '--virtual' || /^-[a-zA-Z]*t$/.test(word)) return words[at + 1];
  }
  return undefined;
}

/** An Alpine package without its version and repository. */
function alpineName(written: string): string {
  return /^[^=<>~@]*/.exec(written)![0];
}

function ofAlpine(word: ShellWord, written: string): InstalledPackage {
  const name = alpineName(written);
  const isBuild = alpineBuildPackage(name) !== undefined || /-dev$/.test(name);
  const why = /-dev$|-headers$/.test(name) ? 'holds headers and what a linker needs' : 'builds programs';
  return isBuild ? { name, word, role: 'build', why } : { name, word, role: 'run', why: 'may be needed at run time' };
}

/** Commands that the build packages of a RUN bring. */
export function commandsOf(packages: readonly string[]): string[] {
  return [...new Set(packages.flatMap((name) => (buildPackage(name) ?? alpineBuildPackage(name))?.commands ?? []))];
}

/** What a program loads or calls that a development package brought; `undefined` where that is not known. */
export function runtimePackagesOf(name: string, release: string | undefined): readonly string[] | undefined {
  const known = buildPackage(name);
  const brings = known?.brings ?? [];
  if (!/-dev$/.test(name)) return brings;
  if (brings.length > 0) return brings;
  return runtimeLibraries(name, release);
}

/** What a program loads that an Alpine package for builds brought; `undefined` where that is not known. */
export function alpineRuntimePackagesOf(name: string, release: string | undefined): readonly string[] | undefined {
  const [major = 0, minor = 0] = (release ?? '').split('.').map(Number);
  const libressl = major === 3 && minor < 9;
  return name === 'openssl-dev' && libressl ? undefined : alpineBuildPackage(name)?.libraries;
}
