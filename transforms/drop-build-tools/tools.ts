// The build packages that a RUN installs, uses and leaves behind.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import type { Instruction } from '../../src/dockerfile/index.js';
import { type Stop, stop } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  buildsWithOpenMp,
  commandsOf,
  installCalls,
  isApt,
  runtimePackagesOf,
  type Run,
  type RunCommand,
  type Site,
  type PackageCommand,
  isOfDistribution,
} from '../../src/runs/index.js';
import { alpineBuildPackage, isOnRecentDebian, packageName } from '../../src/knowledge/index.js';

export interface Tools {
  readonly call: PackageCommand;
  /** The packages to remove. */
  readonly names: readonly string[];
  /** What programs load that were built with them. */
  readonly libraries: readonly string[];
  /** What else the call installs. */
  readonly kept: readonly string[];
  /** Commands the packages bring. */
  readonly commands: readonly string[];
}

/** True for a command that compiles, or may. */
export function isCompiler({ name, call, command }: RunCommand): boolean {
  if (name === undefined) return false;
  if (programIs(name, 'mayCompile')) return true;
  const words = command.words.map(({ value }) => value ?? '');
  for (const { tools = [] } of ECOSYSTEMS)
    for (const tool of tools) if (tool.programs.test(name) && tool.mayCompile?.(words.slice(1))) return true;
  return call !== undefined && !isOfDistribution(call.manager) && call.action === 'install';
}

/** `undefined` where the RUN installs no build package, does not build, or removes them itself. */
export function toolsOf(site: Site, run: Run): Tools | Stop<Instruction> | undefined {
  const at = run.commands.findIndex(isCompiler);
  if (at === -1) return undefined;
  return apt(site, run, at) ?? apk(site, run, at);
}

function apt(site: Site, run: Run, builds: number): Tools | Stop<Instruction> | undefined {
  const { instruction, commands } = run;
  const there = new Set(site.profile?.packages);
  if (there.has('gcc'))
    for (const each of ['build-essential', 'cpp', 'binutils', 'libc6-dev', 'dpkg-dev', 'pkgconf']) there.add(each);
  for (const { call, packages, unread } of installCalls(instruction)) {
    if (!isApt(call)) continue;
    // What pip and npm are, the package of the distribution is as well: they may be wanted at run time.
    const tools = packages.filter(
      ({ role, name }) => role === 'build' && !there.has(name) && !/-pip$|-venv$/.test(name),
    );
    const before = commands.findIndex((each) => each.call === call || each.call?.command === call.command);
    if (tools.length === 0 || before > builds) continue;
    if (commands.some((each) => each.call && isApt(each.call) && each.call.action === 'remove')) return undefined;
    if (unread)
      return stop(
        'contains-variable',
        `${unread.raw} stands for packages that are not seen; write them out`,
        instruction,
      );
    if (call.command.place !== 'chain')
      return stop(
        'inside-construct',
        'the packages are installed inside a condition or a loop; remove them there by hand',
        instruction,
      );
    const libraries = new Set<string>();
    for (const { name } of tools) {
      const needed = neededFor(site, name);
      if (!needed) return stop('needs-evidence', whichLibrary(site, name), instruction);
      for (const each of needed) libraries.add(each);
    }
    const names = [...new Set(tools.map(({ name }) => name))];
    if (names.some((name) => /^(?:build-essential|gcc|g\+\+)(?:-[\d.]+)?$/.test(name)) && buildsWithOpenMp(site))
      libraries.add('libgomp1');
    return {
      call,
      names,
      libraries: [...libraries],
      kept: packages.filter(({ role }) => role !== 'build').map(({ name }) => name),
      commands: commandsOf(names),
    };
  }
  return undefined;
}

function whichLibrary({ profile, image }: Site, name: string): string {
  if (profile?.family === 'debian' && profile.release === undefined)
    return `the library that a program built with ${name} loads has another name in each release of Debian, and ${image} does not say which; write the release in FROM, such as -bookworm`;
  return `which library of ${profile?.release ?? image} a program built with ${name} loads is not known; install that library by name, then ${name} can be removed`;
}

function neededFor({ profile, image }: Site, name: string): readonly string[] | undefined {
  if (!/-dev$/.test(name)) return runtimePackagesOf(name, profile?.release);
  if (profile?.family !== 'debian' || (profile.release === undefined && !isOnRecentDebian(image))) return undefined;
  return runtimePackagesOf(name, profile.release);
}

function apk(site: Site, { instruction, commands }: Run, builds: number): Tools | Stop<Instruction> | undefined {
  for (const [at, { call, command }] of commands.entries()) {
    if (call?.manager !== 'apk' || call.verb !== 'add' || at > builds) continue;
    const virtual = call.options.some(
      ({ raw }) => raw === '-t' || raw.startsWith('--virtual') || /^-[a-zA-Z]*t/.test(raw),
    );
    const named = call.packages.map(({ value }) => value);
    const tools = named.filter((name) => name !== undefined && alpineBuildPackage(name)) as string[];
    if (tools.length === 0) continue;
    if (virtual || commands.some((each) => each.call?.manager === 'apk' && each.call.action === 'remove'))
      return undefined;
    if (named.includes(undefined))
      return stop('contains-variable', 'a variable stands for packages that are not seen; write them out', instruction);
    if (command.place !== 'chain')
      return stop(
        'inside-construct',
        'the packages are installed inside a condition or a loop; remove them there by hand',
        instruction,
      );
    const unknown = named.find((name) => /-dev$/.test(name!) && !alpineBuildPackage(name!));
    if (unknown !== undefined)
      return stop(
        'needs-evidence',
        `which library a program built with ${unknown} loads is not known; install that library by name, then ${unknown} can be removed`,
        instruction,
      );
    const libraries = new Set(tools.flatMap((name) => alpineBuildPackage(name)!.libraries));
    if (tools.some((name) => /^(?:build-base|gcc|g\+\+)$/.test(name)) && buildsWithOpenMp(site))
      libraries.add('libgomp');
    return {
      call,
      names: tools.map(packageNameOfApk),
      libraries: [...libraries],
      kept: named.filter((name) => !tools.includes(name!)).map((name) => packageNameOfApk(name!)),
      commands: tools.flatMap((name) => alpineBuildPackage(name)!.commands),
    };
  }
  return undefined;
}

function packageNameOfApk(written: string): string {
  return packageName(written.replace(/[<>~@].*/s, ''));
}
