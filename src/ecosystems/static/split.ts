// Sites of files that a build writes: only those, and the server that serves them, are needed while the container runs.
import {
  type Assumption,
  baseName,
  officialName,
  parseImageReference,
  type Stop,
  stop,
  isStop,
  anyOf,
  exactPattern,
  isWithin,
  rowOf,
} from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import {
  installCalls,
  chooseSlimBase,
  type RunCommand,
  directoryAfterCd,
  instructionEvidence,
  type Site,
} from '../../runs/index.js';
import { type Instruction, isCopy } from '../../dockerfile/index.js';
import {
  copyDestination,
  type Findings,
  type Recipe,
  absolutePath,
  pathAtEnd,
  startCalls,
} from '../../splits/index.js';
import { stopDevServer } from './split-dev-servers.js';
import { commandLine, developmentPackages, projectOf } from '../node/split-prune.js';
import { productionInstall, type ProductionInstall } from '../node/split-production.js';
import type { NodeProject } from '../index.js';

export const staticSite: Recipe = { id: 'static-site', read };

interface Build {
  readonly instruction: Instruction;
  readonly command: RunCommand;
}

/** Bundlers whose output is files and nothing that runs. */
const WRITES_FILES = new Set(['vite', 'cra', 'vue-cli', 'angular', 'gatsby', 'parcel']);
const ONLY_FILES: Assumption = {
  id: 'only-built-files-served',
  believes: 'The server needs the files that the build writes, and nothing else of the source or its packages',
  breaksIf: 'a script in the container, or a configuration outside of the copied folder, reads more',
  checkBy: 'build the image, open some pages and one that does not exist; harden verify does',
};

function read(site: Site): Findings | Stop<Instruction> | undefined {
  const reference = parseImageReference(site.image);
  const isNode = reference !== undefined && officialName(reference) === 'node';
  const builds = buildsOf(site);
  const hugo = builds.find(({ command }) => command.name === 'hugo');
  const project = isNode ? projectOf(site) : undefined;
  const development = (isNode || installs(site, 'hugo')) && stopDevServer(site, project);
  if (development) return development;
  const [start, ...others] = startCalls(site);
  if (!start || others.length > 0) return undefined;
  const folder = hugo ? hugoOutput(site, hugo) : project && outputOf(site, project, builds);
  if (folder === undefined) return undefined;
  if (/\bvite preview\b/.test(commandLine(site)))
    return stop(
      'needs-decision',
      `vite preview is for a look at what was built, and keeps Vite and its packages in the image; serve ${baseName(folder)}/ with a web server from a second stage: decide its port, and whether an unknown path gives index.html`,
      start.from,
    );
  const server = serverOf(start.words);
  if (!server) return undefined;
  const served = server.folder === undefined ? undefined : pathAtEnd(site, server.folder);
  if (server.folder === undefined ? !installs(site, server.name) : served === undefined || !isWithin(served, folder))
    return undefined;
  const servers = builds.filter(({ command }) => installsGlobally(command, server.name));
  const kept = new Set(servers.map(({ instruction }) => instruction));
  const rest = builds.filter((build) => !servers.includes(build));
  const last = rest.at(-1);
  // In one RUN with a build it would bring the build along.
  if (!last || rest.some(({ instruction }) => kept.has(instruction))) return undefined;
  const own = server.folder !== undefined && servers.length === 0 ? ownServer(site, project, server, rest) : undefined;
  if (server.folder !== undefined && servers.length === 0 && !own) return undefined;
  const place = directoryOf(site, last);
  const sources = sourcesOf(site, last.instruction, place);
  if (!sources || site.runs.some(({ instruction }) => needsSource(site, instruction, place, folder, builds)))
    return undefined;
  const base = chooseSlimBase(site);
  if (isStop(base)) return base;
  return {
    builds: 'the site',
    producers: new Set(rest.map(({ command }) => command)),
    buildOnly: sources,
    buildPackages: new Set(['hugo', 'python3', 'python']),
    repeated: kept,
    ...(own ? { beside: own.beside } : {}),
    artefacts: own ? [own.artefacts[0], { path: folder }] : [{ path: folder }],
    base,
    onlyFiles: true,
    assumptions: [ONLY_FILES],
    evidence: [
      instructionEvidence(site.doc, last.instruction, `the build writes ${folder}`),
      instructionEvidence(site.doc, start.from, `${server.name} serves files`),
      ...(project?.bundler?.output
        ? [{ says: `${project.bundler.name} writes ${project.bundler.output.is}/`, from: project.bundler.output.from }]
        : []),
    ],
  };
}

function buildsOf(site: Site): Build[] {
  return site.runs.flatMap(({ instruction, commands }) =>
    commands.flatMap((command) => (programIs(command.name, 'makesSite') ? [{ instruction, command }] : [])),
  );
}

/** Where a command runs, with a `cd` in front of it. */
function directoryOf(site: Site, { instruction, command }: Build): string | undefined {
  return directoryAfterCd(instruction, command.command, site.stateAt(instruction));
}

function wordsOf({ command }: RunCommand): string[] {
  return command.words.map(({ value, raw }) => value ?? raw);
}

function installs(site: Site, name: string): boolean {
  return site.runs.some(({ instruction }) =>
    installCalls(instruction).some(({ packages }) => packages.some((each) => each.name === name)),
  );
}

function installsGlobally(command: RunCommand, name: string): boolean {
  const words = wordsOf(command);
  const isGlobal = words.some((word) => word === '-g' || word === '--global' || word === 'global');
  return isGlobal && words.some((word) => word.replace(/(?<=.)@.*/s, '') === name);
}

/** Where the bundler of the project writes, in the build stage. */
function outputOf(site: Site, { bundler }: NodeProject, builds: readonly Build[]): string | undefined {
  const last = builds.findLast(({ command }) => !wordsOf(command).some((word) => word === '-g' || word === '--global'));
  if (!last || !bundler?.output || !WRITES_FILES.has(bundler.name)) return undefined;
  return absolutePath(bundler.output.is, directoryOf(site, last));
}

/** `-d`, beside `-s`; else `publishDir` of its configuration. Source: https://gohugo.io/commands/hugo/ */
function hugoOutput(site: Site, { instruction, command }: Build): string | undefined {
  const words = wordsOf(command);
  const option = (short: string, long: string): string | undefined => {
    const at = words.findIndex((word) => word === short || word === long);
    return at === -1 ? words.find((word) => word.startsWith(`${long}=`))?.slice(long.length + 1) : words[at + 1];
  };
  const source = absolutePath(option('-s', '--source') ?? '.', directoryOf(site, { instruction, command }));
  const set = site.contexts.flatMap((each) =>
    site.context.evidence
      .projects(each)
      .flatMap((found) => (found.ecosystem === 'static' ? (found.output?.is ?? []) : [])),
  );
  return absolutePath(option('-d', '--destination') ?? set[0] ?? 'public', source);
}

interface Server {
  readonly name: string;
  /** As written; `undefined` for one whose configuration says it. */
  readonly folder: string | undefined;
  /** Started through npx, or below node_modules. */
  readonly local: boolean;
}

/** Options that only say where to listen and what to log, and take a word. */
const VALUED: Readonly<Record<string, RegExp>> = {
  serve: /^(?:-l|--listen|-p|--port)$/,
  'http-server': /^(?:-p|--port|-a|-c)$/,
};
const PLAIN: Readonly<Record<string, RegExp>> = {
  serve: anyOf(
    exactPattern(
      `
    -s --single -n --no-clipboard -L --no-request-logging -C --cors -u --no-compression -d --debug
    --no-port-switching -S --symlinks`,
      {},
    ),
    /^(?:--listen|--port)=/,
  ),
  'http-server': /^(?:--cors|-s|--silent|-g|--gzip|-b|--brotli|-d|-i|-p\d+|-c-?\d+)$|^(?:--port|-d|-i)=/,
};

function serverOf(words: readonly string[]): Server | undefined {
  const rest = [...words];
  const isNpx = baseName(rest[0] ?? '') === 'npx';
  if (isNpx) rest.shift();
  while (isNpx && /^(?:-y|--yes|--no-install)$/.test(rest[0] ?? '')) rest.shift();
  const written = rest.shift() ?? '';
  const name = baseName(written);
  if (name === 'nginx' || name === 'caddy' || name === 'lighttpd') return { name, folder: undefined, local: false };
  const valued = rowOf(VALUED, name);
  if (!valued) return undefined;
  const plain: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (valued.test(word)) at++;
    else if (!word.startsWith('-')) plain.push(word);
    else if (!PLAIN[name]!.test(word)) return undefined;
  }
  return plain.length === 1
    ? { name, folder: plain[0]!, local: isNpx || written.includes('node_modules/') }
    : undefined;
}

/** The server is a package of the project: those that run, installed in a stage of their own. */
function ownServer(
  site: Site,
  project: NodeProject | undefined,
  { name, local }: Server,
  builds: readonly Build[],
): ProductionInstall | undefined {
  if (!local || !project?.dependencies.has(name) || project.members.length > 0) return undefined;
  const found = builds.filter(({ command }) => command.call?.action === 'install');
  const [install] = found;
  const { workdir } = install ? site.stateAt(install.instruction) : {};
  if (!install || found.length > 1 || workdir === undefined || workdir === '/') return undefined;
  if (pathAtEnd(site, '.') !== workdir || !developmentPackages(site, [project], [install.command])) return undefined;
  return productionInstall(site, [project], install, { path: workdir });
}

/** The COPYs that bring source: into the folder that is built in. `undefined` where one of them is not certain. */
function sourcesOf(site: Site, last: Instruction, place: string | undefined): Set<Instruction> | undefined {
  const found = new Set<Instruction>();
  for (const instruction of site.body) {
    if (instruction.index > last.index || !isCopy(instruction)) continue;
    const target = copyDestination(site, instruction);
    if (target === undefined || place === undefined || place === '/') return undefined;
    if (isWithin(target, place)) found.add(instruction);
  }
  return found;
}

/** True for a RUN that stays with the server and names files of the source. */
function needsSource(
  site: Site,
  instruction: Instruction,
  place: string | undefined,
  folder: string,
  builds: readonly Build[],
): boolean {
  if (builds.some((each) => each.instruction === instruction)) return false;
  const { workdir } = site.stateAt(instruction);
  const run = site.runs.find((each) => each.instruction === instruction);
  return (run?.commands ?? []).some(
    (command) =>
      (command.role === 'setup' || command.role === 'other') &&
      wordsOf(command)
        .slice(1)
        .some((word) => {
          const path = word.startsWith('-') ? undefined : absolutePath(word, workdir);
          return path !== undefined && place !== undefined && isWithin(path, place) && !isWithin(path, folder);
        }),
  );
}
