// Node on the official images: what npm and the build leave lies in the project's folder. It is copied whole, without
// packages for development where nothing that runs is seen to need them.
import { type Assumption, type Evidence, isStop, type NonEmpty, stop, words } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { instructionEvidence, type RunCommand, type Site } from '../../runs/index.js';
import {
  fullImageNotNeeded,
  isImage,
  type NativeNeed,
  neededPackages,
  NEEDS_OF_THE_FULL_IMAGE,
  packageRecipe,
  type PackageStage,
  stopNotHere,
  writeRelease,
} from '../../splits/index.js';
import { nativeNode } from './native.js';
import type { NodeProject } from './project.js';
import { NODE_IMAGES } from './runtime.js';
import { productionInstall } from './split-production.js';
import { developmentPackages } from './split-development.js';
import { membersOf, projectOf } from './split-project.js';
import { pruneCommand } from './split-prune.js';
import { deployedFolders } from './split-deploy.js';
import { type Does, globalTools, artefactsOf, stopKeptAtHome, stopWithoutModules } from './split-folders.js';

export const node = packageRecipe({
  id: 'node',
  page: {
    name: 'Node',
    builds: '`npm`, `yarn`, `pnpm` on the official images, with the tools they call',
    copies:
      'the folder of the program, without packages for development where no source and no start script is seen to use one: those that run come from a stage of their own, installed from the manifests and the lock file, or are what pruning leaves; `node_modules` alone where nothing is built',
  },
  on: (site) => (isImage(site.image, ...NODE_IMAGES) ? site : undefined),
  does: kindOf,
  installs: ['install'],
  see,
  decide: (stage, seen) => {
    const { site, producers, installs, isFull } = stage;
    const { project, projects, native, left, artefacts, production, prune, deployed } = seen;
    if (isFull && !project)
      return stopNotHere('no package.json is here', NEEDS_OF_THE_FULL_IMAGE, installs[0].instruction);
    const repeated = globalTools(site, producers);
    if (isStop(repeated)) return repeated;
    if (isStop(artefacts)) return artefacts;
    if (isStop(deployed)) return deployed;
    const elsewhere = project && stopWithoutModules(project, installs);
    if (elsewhere) return elsewhere;
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
      ...(deployed ?? production ?? { artefacts, ...(prune === undefined ? {} : { finish: [`RUN ${prune}`] }) }),
      assumptions: [
        ...(deployed?.assumptions ?? []),
        ...(left ? [withoutDevelopment(left)] : []),
        ...(isFull ? [FULL_IMAGE] : []),
      ],
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
  const artefacts = artefactsOf(site, producers, project, builds);
  const deployed = isStop(artefacts) ? undefined : deployedFolders(site, producers, artefacts);
  // What is deployed has the packages that its own command says.
  const development = builds && project && !deployed ? developmentPackages(site, projects, commands) : undefined;
  const prune = development && project ? pruneCommand(site, projects, installs[0]) : undefined;
  const production =
    development && !isStop(artefacts) && artefacts.length === 1
      ? productionInstall(site, projects, installs[0], artefacts[0])
      : undefined;
  const left = production || prune !== undefined ? development : undefined;
  const worthIt = hasTools || left || (isFull && (builds || native.length > 0)) || (deployed && !isStop(deployed));
  return worthIt ? { project, projects, native, left, artefacts, production, prune, deployed } : undefined;
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
