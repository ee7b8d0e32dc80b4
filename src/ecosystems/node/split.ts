// Node on the official images: what npm and the build leave lies in the project's folder. It is copied whole, without
// packages for development where nothing that runs is seen to need them.
import {
  type Assumption,
  type Evidence,
  words,
  officialName,
  parseImageReference,
  type Stop,
  isStop,
  stop,
  partPattern,
} from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import {
  installCalls,
  type RunCommand,
  librariesFor,
  chooseSlimBase,
  instructionEvidence,
  type Site,
} from '../../runs/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import { homeFolder, nativeNode, type NodeProject } from '../index.js';
import { type Artefact, type Findings, type Recipe, outermost } from '../../splits/index.js';
import { productionInstall } from './split-production.js';
import { commandLine, developmentPackages, membersOf, projectOf, pruneCommand } from './split-prune.js';

export const node: Recipe = { id: 'node', read };

interface Producer {
  readonly command: RunCommand;
  readonly instruction: Instruction;
  readonly does: 'install' | 'build' | 'global' | 'other';
}

function read(site: Site): Findings | Stop<Instruction> | undefined {
  const reference = parseImageReference(site.image);
  if (!reference || officialName(reference) !== 'node') return undefined;
  const producers = producersOf(site);
  const installs = producers.filter(({ does }) => does === 'install');
  const builds = producers.filter(({ does }) => does === 'build');
  if (installs.length === 0) return undefined;
  const base = chooseSlimBase(site);
  const isFull = isStop(base) || base.lacks.length > 0;
  const project = projectOf(site);
  const native = nativeOf(project);
  const tools = site.runs.some(({ instruction }) =>
    installCalls(instruction).some(({ packages }) => packages.some(({ role }) => role === 'build')),
  );
  const projects = project ? [project, ...membersOf(site, project)] : [];
  const commands = installs.map(({ command }) => command);
  const left = builds.length > 0 && project ? developmentPackages(site, projects, commands) : undefined;
  const command = left && project ? pruneCommand(site, project, commands[0]!) : undefined;
  const artefacts = artefactsOf(site, producers, project, builds.length > 0);
  const production =
    left && !isStop(artefacts) && artefacts.length === 1
      ? productionInstall(site, projects, installs[0]!, artefacts[0])
      : undefined;
  const isSmaller = left !== undefined && (production !== undefined || command !== undefined);
  const worthIt = tools || isSmaller || (isFull && (builds.length > 0 || native.length > 0));
  if (!worthIt) return undefined;
  if (isStop(base)) return base;
  if (isFull && !project)
    return stop(
      'needs-evidence',
      'no package.json is here to be read, so whether the packages need what only the full image has is not seen; decide that, and split the file by hand',
      installs[0]!.instruction,
    );
  const kept = globalTools(site, producers);
  if (isStop(kept)) return kept;
  if (isStop(artefacts)) return artefacts;
  const outside = outsideOf(site, projects, installs[0]!.instruction);
  if (outside) return outside;
  const packages = isFull ? librariesOf(site, native) : [];
  if (isStop(packages)) return packages;
  return {
    builds: 'the Node program',
    producers: new Set(producers.filter(({ instruction }) => !kept.has(instruction)).map(({ command }) => command)),
    buildPackages: FOR_NODE_GYP,
    repeated: kept,
    base,
    packages,
    ...(production ?? { artefacts, ...(command === undefined ? {} : { finish: [`RUN ${command}`] }) }),
    assumptions: [...(isSmaller ? [withoutDevelopment(left)] : []), ...(isFull ? [FULL_IMAGE] : [])],
    evidence: evidenceOf(site, installs, builds, native),
  };
}

function producersOf(site: Site): Producer[] {
  return site.runs.flatMap(({ instruction, commands }) =>
    commands.flatMap((command): Producer[] => {
      const does = kindOf(command);
      return does ? [{ command, instruction, does }] : [];
    }),
  );
}

/** Of npm and its like: they neither install for the build nor build. */
const NEUTRAL_VERBS = words(
  'config set cache prune rebuild test audit dedupe version link fund store update uninstall remove',
);

function kindOf({ name, call, command }: RunCommand): Producer['does'] | undefined {
  const words = command.words.map(({ value, raw }) => value ?? raw).slice(1);
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
function globalTools(site: Site, producers: readonly Producer[]): ReadonlySet<Instruction> | Stop<Instruction> {
  const kept = new Set<Instruction>();
  const starts = [site.cmd, site.entrypoint].map((each) => each?.args ?? '').join(' ');
  const script = commandLine(site);
  for (const { does, instruction, command } of producers) {
    if (does !== 'global') continue;
    const names =
      command.name === 'corepack'
        ? ['pnpm', 'yarn']
        : (command.call?.packages ?? []).map(({ value, raw }) => value ?? raw);
    const called = names.some((name) =>
      mentions(`${starts} ${script}`, name.replace(/^@[^/]+\//, '').replace(/@.*/s, '')),
    );
    if (!called && (command.name === 'corepack' || names.every((name) => BUILD_TOOLS.test(name)))) continue;
    const alone = producers
      .filter((each) => each.instruction === instruction)
      .every((each) => each.does === 'global' || each.does === 'other');
    if (!alone)
      return stop(
        'needs-decision',
        `${names.join(', ')} may be what runs, and is installed in one RUN with the build; give it a RUN of its own, so that it can be kept`,
        instruction,
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
  producers: readonly Producer[],
  project: NodeProject | undefined,
  builds: boolean,
): readonly [Artefact, ...Artefact[]] | Stop<Instruction> {
  const folders: Artefact[] = [];
  for (const { instruction, does } of producers) {
    if (does === 'global' || does === 'other') continue;
    const { workdir, user } = site.stateAt(instruction);
    if (workdir === undefined || workdir === '/' || workdir === '/root')
      return stop(
        'needs-evidence',
        `the packages are installed in ${workdir ?? 'a folder that a variable names'}, among other things of the image, so what to copy is not seen; set a WORKDIR of the program's own, such as /app`,
        instruction,
      );
    const asUser = user !== undefined && !/^(?:root|0)(?::|$)/.test(user) && !user.includes('$');
    if (!folders.some(({ path }) => path === workdir))
      folders.push({ path: workdir, ...(asUser ? { chown: user } : {}) });
  }
  const outer = outermost(folders);
  if (!outer) return stop('needs-evidence', 'where the packages are installed is not seen; split the file by hand');
  const hooked = !project || project.hooks.size > 0 || project.workspaces.length > 0 || project.local.size > 0;
  const only = outer.length === 1 && !builds && !hooked && !movesInside(producers) && !worksBeside(site, producers);
  return only ? [{ ...outer[0], path: `${outer[0].path}/node_modules` }] : outer;
}

/** A package that keeps a browser where nothing copies it from. */
function outsideOf(site: Site, projects: readonly NodeProject[], install: Instruction): Stop<Instruction> | undefined {
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
function worksBeside(site: Site, producers: readonly Producer[]): boolean {
  const runs = site.runs.filter(({ instruction }) => producers.some((each) => each.instruction === instruction));
  return runs.some(({ commands }) => commands.some(({ role }) => role === 'setup'));
}

/** True when an install runs in another folder than the working directory. */
function movesInside(producers: readonly Producer[]): boolean {
  return producers.some(
    ({ instruction, command }) =>
      /\bcd\s|--prefix|--cwd|\s-C\s|--workspace|\s-w\s/.test(instruction.args) && command.command.words.length > 0,
  );
}

function nativeOf(project: NodeProject | undefined): { name: string; from: Evidence['from'] }[] {
  const found: { name: string; from: Evidence['from'] }[] = [];
  for (const [name, { from }] of project?.dependencies ?? []) if (nativeNode(name)) found.push({ name, from });
  return found;
}

function librariesOf(site: Site, native: readonly { name: string }[]): readonly string[] | Stop {
  const names = new Set<string>();
  for (const { name } of native) {
    for (const dev of nativeNode(name)!.loads) {
      const libraries = librariesFor(site, dev);
      if (!libraries)
        return stop(
          'needs-evidence',
          `${name} loads a library of ${dev}, whose name depends on the release of Debian; write the release in FROM, such as node:20-bookworm`,
        );
      for (const each of libraries) names.add(each);
    }
    if (nativeNode(name)!.calls?.length)
      return stop(
        'used-later',
        `${name} calls ${nativeNode(name)!.calls!.join(' or ')}, which the full image has and the slim one has not; install it by name, then this file can be split`,
      );
  }
  return [...names];
}

function withoutDevelopment(left: readonly string[]): Assumption {
  return {
    id: 'development-packages-unused',
    believes: `The running program needs none of its devDependencies (${left.slice(0, 5).join(', ')}): no source that it is built from imports one, and no start script calls one`,
    breaksIf: 'one is loaded by a name that is put together, or by a configuration file at run time',
    checkBy: 'build the image, start it and use it once; harden verify does',
  };
}

/** What compiles packages runs on Python, which the program has no use for unless it calls it. */
const FOR_NODE_GYP: ReadonlySet<string> = words(`
  python3 python python2 python-is-python3 python3-minimal python2-minimal python3-dev python-dev python2-dev
  python3-pip python-pip py3-pip python3-setuptools py3-setuptools python3-distutils`);

const FULL_IMAGE: Assumption = {
  id: 'full-image-not-needed',
  believes:
    'The packages load no further library of the full image: they are JavaScript, bring their libraries, or load those that are named',
  breaksIf: 'one was compiled against a library that only the full image has',
  checkBy: 'start the image; ldd on the .node files below node_modules shows what is not found',
};

function evidenceOf(
  { doc }: Site,
  installs: readonly Producer[],
  builds: readonly Producer[],
  native: readonly { name: string; from: Evidence['from'] }[],
): readonly [Evidence, ...Evidence[]] {
  const seen: [Evidence, ...Evidence[]] = [
    instructionEvidence(doc, installs[0]!.instruction, 'the packages are installed here'),
  ];
  if (builds[0]) seen.push(instructionEvidence(doc, builds[0].instruction, 'the program is built here'));
  for (const { name, from } of native.slice(0, 2)) seen.push({ says: `an install may compile ${name}`, from });
  return seen;
}
