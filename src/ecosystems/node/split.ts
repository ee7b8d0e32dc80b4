// Node on the official images: what npm and the build leave lies in the project's folder. It is copied whole, without
// packages for development where nothing that runs is seen to need them.
import {
  type Assumption,
  type Evidence,
  isStop,
  type NonEmpty,
  partPattern,
  type Stop,
  stop,
  words,
} from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { instructionEvidence, type RunCommand, type Site } from '../../runs/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import { textsOf } from '../../shell/index.js';
import {
  type Artefact,
  fullImageNotNeeded,
  isImage,
  type NativeNeed,
  neededPackages,
  NEEDS_OF_THE_FULL_IMAGE,
  outermost,
  ownedArtefact,
  packageRecipe,
  type PackageStage,
  type Producer,
  stopAmongOthers,
  stopInOneRun,
  stopNotHere,
  writeRelease,
} from '../../splits/index.js';
import { homeFolder, nativeNode } from './native.js';
import type { NodeProject } from './project.js';
import { productionInstall } from './split-production.js';
import { commandLine, developmentPackages, membersOf, projectOf, pruneCommand } from './split-prune.js';

type Does = 'install' | 'build' | 'global' | 'other';

export const node = packageRecipe({
  id: 'node',
  page: {
    name: 'Node',
    builds: '`npm`, `yarn`, `pnpm` on the official images, with the tools they call',
    copies:
      'the folder of the program, without packages for development where no source and no start script is seen to use one: those that run come from a stage of their own, installed from the manifests and the lock file, or are what pruning leaves; `node_modules` alone where nothing is built',
  },
  on: (site) => (isImage(site.image, 'node') ? site : undefined),
  does: kindOf,
  installs: ['install'],
  see,
  decide: (stage, seen) => {
    const { site, producers, installs, isFull } = stage;
    const { project, projects, native, left, artefacts, production, prune } = seen;
    if (isFull && !project)
      return stopNotHere('no package.json is here', NEEDS_OF_THE_FULL_IMAGE, installs[0].instruction);
    const repeated = globalTools(site, producers);
    if (isStop(repeated)) return repeated;
    if (isStop(artefacts)) return artefacts;
    const outside = stopKeptAtHome(site, projects, installs[0].instruction);
    if (outside) return outside;
    const packages = isFull
      ? neededPackages(site, native, (what) => stop('needs-evidence', writeRelease(what, 'node:20-bookworm')))
      : [];
    if (isStop(packages)) return packages;
    return {
      builds: 'the Node program',
      buildPackages: FOR_NODE_GYP,
      repeated,
      packages,
      ...(production ?? { artefacts, ...(prune === undefined ? {} : { finish: [`RUN ${prune}`] }) }),
      assumptions: [...(left ? [withoutDevelopment(left)] : []), ...(isFull ? [FULL_IMAGE] : [])],
      evidence: evidenceOf(site, stage, native),
    };
  },
});

/** The project, and what of its packages the program can do without; `undefined` where nothing is gained. */
function see({ site, producers, installs, isFull, hasTools }: PackageStage<Does>) {
  const builds = producers.some(({ does }) => does === 'build');
  const project = projectOf(site);
  const native = nativeOf(project);
  const projects = project ? [project, ...membersOf(site, project)] : [];
  const commands = installs.map(({ command }) => command);
  const development = builds && project ? developmentPackages(site, projects, commands) : undefined;
  const prune = development && project ? pruneCommand(site, project, commands[0]!) : undefined;
  const artefacts = artefactsOf(site, producers, project, builds);
  const production =
    development && !isStop(artefacts) && artefacts.length === 1
      ? productionInstall(site, projects, installs[0], artefacts[0])
      : undefined;
  const left = production || prune !== undefined ? development : undefined;
  const worthIt = hasTools || left || (isFull && (builds || native.length > 0));
  return worthIt ? { project, projects, native, left, artefacts, production, prune } : undefined;
}

/** Of npm and its like: they neither install for the build nor build. */
const NEUTRAL_VERBS = words(
  'config set cache prune rebuild test audit dedupe version link fund store update uninstall remove',
);

function kindOf({ name, call, command }: RunCommand, [, ...words]: readonly string[]): Does | undefined {
  const verb = words.find((word) => !word.startsWith('-')) ?? '';
  if (programIs(name, 'runsScripts')) {
    if (words.includes('-g') || words.includes('--global') || verb === 'global') return 'global';
    if (call?.action === 'install' || verb === 'install-ci-test' || verb === 'cit') return 'install';
    if (NEUTRAL_VERBS.has(verb)) return 'other';
    return verb === '' ? 'other' : 'build';
  }
  if (name === 'corepack') return 'global';
  if (name === 'npx' || name === 'node' || programIs(name, 'buildsNode')) return 'build';
  return command.words[0]?.value?.includes('node_modules/.bin/') ? 'build' : undefined;
}

/** Tools that only builds call; what else is installed globally may be what runs. */
const BUILD_TOOLS = partPattern(
  `
  npm pnpm yarn typescript @angular/cli gulp gulp-cli grunt grunt-cli bower node-gyp webpack webpack-cli lerna turbo nx
  vite rollup @nestjs/cli @vue/cli node-pre-gyp rimraf npm-check-updates`,
  { before: /^/, after: /(?:@.*)?$/ },
);

/** The RUNs that install tools globally which the container calls: they are repeated. */
function globalTools(site: Site, producers: readonly Producer<Does>[]): ReadonlySet<Instruction> | Stop<Instruction> {
  const kept = new Set<Instruction>();
  const starts = [site.cmd, site.entrypoint].map((each) => each?.args ?? '').join(' ');
  const script = commandLine(site);
  for (const { does, instruction, command } of producers) {
    if (does !== 'global') continue;
    const names = command.name === 'corepack' ? ['pnpm', 'yarn'] : textsOf(command.call?.packages ?? []);
    const called = names.some((name) =>
      mentions(`${starts} ${script}`, name.replace(/^@[^/]+\//, '').replace(/@.*/s, '')),
    );
    if (!called && (command.name === 'corepack' || names.every((name) => BUILD_TOOLS.test(name)))) continue;
    const alone = producers
      .filter((each) => each.instruction === instruction)
      .every((each) => each.does === 'global' || each.does === 'other');
    if (!alone)
      return stopInOneRun(
        `${names.join(', ')} may be what runs, and is installed`,
        instruction,
        'so that it can be kept',
      );
    kept.add(instruction);
  }
  return kept;
}

function mentions(text: string, word: string): boolean {
  return text.split(/[\s"'[\],;&|]+/).includes(word);
}

function artefactsOf(
  site: Site,
  producers: readonly Producer<Does>[],
  project: NodeProject | undefined,
  builds: boolean,
): NonEmpty<Artefact> | Stop<Instruction> {
  const folders: Artefact[] = [];
  for (const { instruction, does } of producers) {
    if (does === 'global' || does === 'other') continue;
    const { workdir } = site.stateAt(instruction);
    if (workdir === undefined || workdir === '/' || workdir === '/root')
      return stopAmongOthers(
        `the packages are installed in ${workdir ?? 'a folder that a variable names'}`,
        instruction,
        "the program's own",
      );
    if (!folders.some(({ path }) => path === workdir)) folders.push(ownedArtefact(site, instruction, workdir));
  }
  const outer = outermost(folders);
  if (!outer) return stop('needs-evidence', 'where the packages are installed is not seen; split the file by hand');
  const hooked = !project || project.hooks.size > 0 || project.workspaces.length > 0 || project.local.size > 0;
  const only = outer.length === 1 && !builds && !hooked && !movesInside(producers) && !worksBeside(site, producers);
  return only ? [{ ...outer[0], path: `${outer[0].path}/node_modules` }] : outer;
}

/** A package that keeps a browser where nothing copies it from. */
export function stopKeptAtHome(
  site: Site,
  projects: readonly NodeProject[],
  install: Instruction,
): Stop<Instruction> | undefined {
  const { variables } = site.stateAt(install);
  for (const name of projects.flatMap(({ dependencies }) => [...dependencies.keys()])) {
    const home = homeFolder(name);
    if (!home || home.variables.some((each) => variables.has(each))) continue;
    return stop(
      'needs-decision',
      `${name} keeps what it downloads in ${home.folder} of the home folder, which a build stage would keep; set ${home.variables[0]} above the install to a folder of the program, then this file can be split`,
      install,
    );
  }
  return undefined;
}

/** True when a RUN that installs also works on files, which the packages alone would not bring. */
function worksBeside(site: Site, producers: readonly Producer<Does>[]): boolean {
  const runs = site.runs.filter(({ instruction }) => producers.some((each) => each.instruction === instruction));
  return runs.some(({ commands }) => commands.some(({ role }) => role === 'setup'));
}

/** True when an install runs in another folder than the working directory. */
function movesInside(producers: readonly Producer<Does>[]): boolean {
  return producers.some(
    ({ instruction, command }) =>
      /\bcd\s|--prefix|--cwd|\s-C\s|--workspace|\s-w\s/.test(instruction.args) && command.command.words.length > 0,
  );
}

interface NativePackage extends NativeNeed {
  readonly from: Evidence['from'];
}

function nativeOf(project: NodeProject | undefined): NativePackage[] {
  return [...(project?.dependencies ?? [])].flatMap(([name, { from }]) => {
    const native = nativeNode(name);
    return native ? [{ package: name, from, loads: native.loads, calls: native.calls }] : [];
  });
}

/** Believed where packages for development are left out. */
export function withoutDevelopment(left: readonly string[]): Assumption {
  return {
    id: 'development-packages-unused',
    believes: `The running program needs none of its devDependencies (${left.slice(0, 5).join(', ')}): no source that it is built from imports one, and no start script calls one`,
    breaksIf: 'one is loaded by a name that is put together, or by a configuration file at run time',
    checkBy: 'build the image, start it and use it once; harden verify does',
  };
}

/** What compiles packages runs on Python, which the program has no use for unless it calls it. */
export const FOR_NODE_GYP: ReadonlySet<string> = words(`
  python3 python python2 python-is-python3 python3-minimal python2-minimal python3-dev python-dev python2-dev
  python3-pip python-pip py3-pip python3-setuptools py3-setuptools python3-distutils`);

const FULL_IMAGE = fullImageNotNeeded(
  'The packages load no further library of the full image: they are JavaScript, bring their libraries, or load those that are named',
  'start the image; ldd on the .node files below node_modules shows what is not found',
);

function evidenceOf(
  { doc }: Site,
  { installs: [install], producers }: PackageStage<Does>,
  native: readonly NativePackage[],
): NonEmpty<Evidence> {
  const build = producers.find(({ does }) => does === 'build');
  return [
    instructionEvidence(doc, install.instruction, 'the packages are installed here'),
    ...(build ? [instructionEvidence(doc, build.instruction, 'the program is built here')] : []),
    ...native.slice(0, 2).map((each) => ({ says: `an install may compile ${each.package}`, from: each.from })),
  ];
}
