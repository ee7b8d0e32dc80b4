// Which instruction goes where. Works on the data flow of the stage: what an instruction leaves behind, and who uses it.
import type { Plan, Role, Install } from './roles.js';
import { type Evidence, baseName, type Stop, isStop, stop, isWithin } from '../../src/model/index.js';
import { isBroughtByImage } from '../../src/ecosystems/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  commandsOf,
  installCalls,
  runtimePackagesOf,
  alpineRuntimePackagesOf,
  type InstallCall,
  type RunCommand,
  instructionEvidence,
  type Run,
  type Site,
} from '../../src/runs/index.js';
import { copyArguments, normalisePath, type Instruction, isCopy } from '../../src/dockerfile/index.js';
import { buildPackage, isOnRecentDebian } from '../../src/knowledge/index.js';
import { stopUsedBelow } from './below.js';
import { isFetchedAlone } from './fetched.js';
import { findIdleFolders } from './idle-folders.js';
import { absolutePath, copyDestination, type Artefact, type Findings } from '../../src/splits/index.js';

const CONFIGURATION = new Set(['ENV', 'WORKDIR', 'USER', 'SHELL']);
const METADATA = new Set(['LABEL', 'EXPOSE', 'VOLUME', 'STOPSIGNAL', 'HEALTHCHECK', 'MAINTAINER', 'CMD', 'ENTRYPOINT']);

/** Decides for every instruction; a reason where one cannot be decided. */
export function makePlan(site: Site, findings: Findings): Plan | Stop<Instruction> {
  const installs = new Map<Instruction, readonly InstallCall[]>();
  for (const { instruction } of site.runs) {
    const calls = installCalls(instruction);
    if (calls.length > 0) installs.set(instruction, calls);
  }
  const cut = lastOf(site, findings, installs);
  const roles = new Map<Instruction, Role>();
  const kept = new Map<Instruction, Install>();
  const dropped = new Set<string>();
  const evidence: Evidence[] = [];
  const artefacts = [...findings.artefacts];
  for (const instruction of site.body) {
    if (instruction.index > cut.index) break;
    const role = roleOf(site, findings, instruction, artefacts, cut);
    if (typeof role !== 'string') return role;
    roles.set(instruction, role);
    const calls = installs.get(instruction);
    if (role !== 'build') continue;
    if (!calls) {
      const upgrade = upgradeIn(site, instruction);
      if (upgrade !== undefined) kept.set(instruction, { call: undefined, kept: [], instead: [], upgrade });
      continue;
    }
    const install = installOf(inRelease(site, findings), findings, instruction, calls, dropped, evidence);
    if (install && isStop(install)) return install;
    if (install) kept.set(instruction, install);
  }
  for (const each of findIdleFolders(site.body, roles, cut)) roles.set(each, 'build');
  const gone = new Set([...findings.base.lacks, ...commandsOf([...dropped]), ...(findings.buildPackages ?? [])]);
  if (findings.buildPackages) for (const name of findings.buildPackages) if (!dropped.has(name)) gone.delete(name);
  for (const install of kept.values()) for (const command of commandsOf(install.kept)) gone.delete(command);
  const plan = { cut, roles, installs: kept, artefacts, dropped: [...dropped], gone, evidence };
  return stopUsedBelow(site, plan) ?? plan;
}

/** The last instruction that builds, or installs what only a build needs. */
function lastOf(
  site: Site,
  findings: Findings,
  installs: ReadonlyMap<Instruction, readonly InstallCall[]>,
): Instruction {
  let last: Instruction | undefined;
  for (const { instruction, commands } of site.runs) {
    const builds = commands.some((command) => findings.producers.has(command));
    const tools = installs.get(instruction)?.some(({ packages }) => packages.some(({ role }) => role === 'build'));
    if (builds || tools || findings.buildOnly?.has(instruction)) last = instruction;
  }
  return last!;
}

function roleOf(
  site: Site,
  findings: Findings,
  instruction: Instruction,
  artefacts: Artefact[],
  cut: Instruction,
): Role | Stop<Instruction> {
  const { keyword } = instruction;
  if (findings.buildOnly?.has(instruction)) return 'build';
  if (findings.repeated?.has(instruction)) return 'both';
  if (CONFIGURATION.has(keyword)) return 'both';
  if (METADATA.has(keyword)) return 'move';
  if (keyword === 'ARG') return 'build'; // repeated later, where something below names it
  if (isCopy(instruction)) return isBrought(site, instruction, artefacts, cut) ? 'build' : 'both';
  return ofRun(site, findings, instruction, artefacts);
}

/** True when an artefact holds what a COPY brings, or a COPY below the cut brings it again. */
function isBrought(site: Site, instruction: Instruction, artefacts: readonly Artefact[], cut: Instruction): boolean {
  const target = copyDestination(site, instruction);
  if (target === undefined) return false;
  if (artefacts.some(({ path, to }) => to === undefined && isWithin(target, path))) return true;
  if (instruction.flag('from')) return false;
  const sources = copyArguments(instruction)!.sources;
  return site.body.some((later) => {
    if (later.index <= cut.index || later.keyword !== 'COPY' || later.flag('from')) return false;
    const args = copyArguments(later);
    const whole = args?.sources.length === 1 && /^\.\/?$/.test(args.sources[0]!);
    const at = copyDestination(site, later);
    if (!args || at === undefined) return false;
    const alike = args.sources.join('\n') === sources.join('\n') && at === target;
    return alike || (whole && sources.every((source) => arrives(source, sources.length, target, instruction, at)));
  });
}

/** True when copying the whole context to `all` puts a source of it where this COPY put it. */
function arrives(source: string, count: number, target: string, instruction: Instruction, all: string): boolean {
  if (/[$*?[<]|:\/\//.test(source)) return /^[\w.-]*\*[\w.-]*$/.test(source) && target === all;
  const path = source.replace(/^(?:\.?\/)+/, '').replace(/(?<!\/)\/+$/, '');
  if (path === '' || path === '.') return target === all;
  const base = baseName(path);
  const written = copyArguments(instruction)!.destination;
  const intoFolder = count > 1 || /(?:\/|^\.)$/.test(written);
  const wanted = normalisePath(`${all}/${path}`);
  // A folder as source copies what is in it; a file goes into a folder under its name.
  return wanted === target || (intoFolder && wanted === normalisePath(`${target}/${base}`));
}

function ofRun(
  site: Site,
  findings: Findings,
  instruction: Instruction,
  artefacts: Artefact[],
): Role | Stop<Instruction> {
  const run = site.runs.find((each) => each.instruction === instruction)!;
  const others = run.commands.filter((command) => !findings.producers.has(command));
  const builds = others.length < run.commands.length;
  const unknown = others.find(({ role }) => role === 'other');
  const installs = others.some(({ role }) => role === 'packages');
  const setup = others.filter(({ role }) => role === 'setup');
  const outside = setup.filter((each) => !worksInside(site, run, each, artefacts) && !(builds && isScratch(each)));
  const hasTools = installCalls(instruction).some(({ packages }) => packages.some(({ role }) => role === 'build'));
  if (unknown && !builds && !hasTools && isFetchedAlone(site, run)) return 'move';
  if (builds || installs) {
    if (unknown)
      return stop(
        'needs-decision',
        `${quoted(unknown)} stands in one RUN with ${builds ? 'the build' : 'packages'}; whether the running program needs what it does is not seen: give it a RUN of its own, below the build if it does`,
        instruction,
      );
    const calls = installCalls(instruction);
    if (outside.length === 0 && !builds && calls.length === 0 && upgradeIn(site, instruction) !== undefined)
      return 'both';
    if (outside.length === 0) return 'build';
    if (!builds && !hasTools) return 'both';
    return stop(
      'needs-decision',
      `${quoted(outside[0]!)} stands in one RUN with ${builds ? 'the build' : 'build packages'}; give it a RUN of its own, so that it can be kept`,
      instruction,
    );
  }
  if (unknown)
    return stop(
      'needs-decision',
      `whether the running program needs what ${quoted(unknown)} leaves behind is not seen; move the line below the build if it does, or into a stage of its own`,
      instruction,
    );
  if (setup.length > 0 && outside.length === 0) return 'build';
  return outside.length === 0 ? 'build' : 'both';
}

/** True in a RUN that builds for what only the build sees: folders and files by a relative path, or of sources. */
function isScratch({ command, name }: RunCommand): boolean {
  // What the image of a language brings, a new stage would have again.
  if (name === 'rm') return !command.words.some(({ value, raw }) => isBroughtByImage(value ?? raw));
  if (!programIs(name, 'madeForBuild') || command.redirected) return false;
  const paths = command.words.slice(1).flatMap(({ value, raw }) => (raw.startsWith('-') ? [] : [value ?? raw]));
  return paths.every(
    (path) =>
      /^(?:\/tmp|\/var\/tmp|\/usr\/src|\/usr\/local\/src|\/src|\/build)(?:\/|$)/.test(path) || !/^[/~$]/.test(path),
  );
}

/** True when a command works on paths inside artefacts only: they are copied as it left them. */
function worksInside(site: Site, { instruction }: Run, { command, name }: RunCommand, artefacts: Artefact[]): boolean {
  const words = command.words.slice(1).filter(({ raw }) => !raw.startsWith('-'));
  const skipped = name === 'chmod' || name === 'chown' || name === 'chgrp' ? 1 : 0;
  const paths = words.slice(skipped);
  if (paths.length === 0 || command.redirected) return false;
  const { workdir } = site.stateAt(instruction);
  const places = paths.map(({ value }) => absolutePath(value, workdir));
  if (!programIs(name, 'worksOnPaths')) return false;
  if (!places.every((path) => path !== undefined && artefacts.some((each) => isWithin(path, each.path)))) return false;
  const owner = words[0]?.value;
  if (name === 'chown' && owner !== undefined) {
    // COPY gives the folder itself to root, whatever it was in the build stage.
    for (const [at, each] of artefacts.entries())
      if (places.includes(each.path)) artefacts[at] = { ...each, chown: owner };
  }
  return true;
}

/** The site, with the release of Debian that a recipe learned. */
function inRelease(site: Site, { base }: Findings): Site {
  const { profile } = site;
  return profile && base.release !== undefined ? { ...site, profile: { ...profile, release: base.release } } : site;
}

/** The packages a RUN's install calls leave for the run-time stage; `undefined` for none. */
function installOf(
  site: Site,
  findings: Findings,
  instruction: Instruction,
  calls: readonly InstallCall[],
  dropped: Set<string>,
  evidence: Evidence[],
): Install | Stop<Instruction> | undefined {
  const kept: string[] = [];
  const instead = new Set<string>();
  for (const { packages, unread } of calls) {
    if (unread)
      return stop(
        'contains-variable',
        `${unread.raw} stands for packages that are not seen; write them out`,
        instruction,
      );
    for (const { name, role, why, word } of packages) {
      if (findings.buildPackages?.has(name)) {
        dropped.add(name);
        continue;
      }
      if (role !== 'build') {
        kept.push(word.raw);
        continue;
      }
      const needed = neededFor(site, name);
      if (!needed) return stop('needs-evidence', whichLibrary(site, name), instruction);
      dropped.add(name);
      for (const each of needed) instead.add(each);
      const says =
        needed.length > 0
          ? `${name} ${why}; at run time ${needed.join(' and ')} ${needed.length > 1 ? 'are' : 'is'} enough`
          : `${name} ${why}`;
      evidence.push(instructionEvidence(site.doc, instruction, says));
    }
  }
  const extra = [...instead].filter((name) => !kept.includes(name));
  const upgrade = upgradeIn(site, instruction);
  if (kept.length + extra.length === 0 && upgrade === undefined) return undefined;
  return { call: calls[0], kept, instead: extra, ...(upgrade === undefined ? {} : { upgrade }) };
}

/** `apt-get upgrade -y`, which the image needs wherever it stands. */
function upgradeIn(site: Site, instruction: Instruction): string | undefined {
  const run = site.runs.find((each) => each.instruction === instruction);
  const call = run?.commands.find((each) => each.role === 'packages' && each.call?.action === 'upgrade');
  return call && instruction.shellText.slice(call.command.start, call.command.end).replace(/\s+/g, ' ');
}

/** The table is Debian's: other distributions give other names to the same library. */
function neededFor(site: Site, name: string): readonly string[] | undefined {
  const { profile } = site;
  if (profile?.family === 'alpine') return alpineRuntimePackagesOf(name, profile.release);
  if (profile?.family === 'debian' || !/-dev$/.test(name)) return debianNeeds(site, name);
  // `python3-dev` stands for python3 in every release.
  if ((buildPackage(name)?.brings ?? []).length > 0) return runtimePackagesOf(name, undefined);
  return undefined;
}

/** Where the release is not written, the releases must agree, and the image must be young enough to be one of them. */
function debianNeeds({ profile, image }: Site, name: string): readonly string[] | undefined {
  if (profile?.release === undefined && /-dev$/.test(name) && !isOnRecentDebian(image)) return undefined;
  return runtimePackagesOf(name, profile?.release);
}

function whichLibrary({ profile, image }: Site, name: string): string {
  if (profile?.family === 'debian' && profile.release === undefined)
    return `the library that a program built with ${name} loads has another name in each release of Debian, and ${image} does not say which; ${isOnRecentDebian(image) ? `write the release in FROM, such as ${image}-bookworm` : 'take one of Debian bullseye or later'}`;
  return `which library of ${profile?.release ?? image} a program built with ${name} loads is not known; install that library by name, and move ${name} into a build stage by hand`;
}

function quoted({ command }: RunCommand): string {
  const text = command.words.map(({ raw }) => raw).join(' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text || 'an assignment';
}
