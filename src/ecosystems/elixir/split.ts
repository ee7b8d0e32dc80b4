// Elixir: mix makes a release, a folder that holds the program and the Erlang it runs on. It needs neither Elixir nor its
// source, and runs on the distribution that it was made on.
import type { Instruction } from '../../dockerfile/index.js';
import { isStop, isWithin, sourceLine, type Stop, stop, wordPattern, words } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { instructionEvidence, type RunBase, type Site } from '../../runs/index.js';
import {
  absolutePath,
  alpineBase,
  commandsOfAll,
  debianBase,
  fetchedPrograms,
  isImage,
  keptFiles,
  pathAtEnd,
  pinnedQuestion,
  type Producer,
  producersOf,
  type Publication,
  publishedRecipe,
  startCalls,
  stopFolder,
  stopNoSource,
  stopNotMade,
  stopOtherStart,
} from '../../splits/index.js';
import type { ElixirProject } from './project.js';

export const elixir = publishedRecipe({
  id: 'elixir',
  page: {
    name: 'Elixir',
    builds: '`mix release` on the images elixir and hexpm/elixir, from source that is here',
    copies:
      'the release, with the Erlang it holds; the distribution alone in the release that the image stands on, with the libraries of Erlang and `LANG` as the image sets it',
  },
  on: (site) => (isElixir(site.image) ? site : undefined),
  questions: (image) => (isElixir(image) ? pinnedQuestion(image) : undefined),
  publish,
  assumption: {
    id: 'release-is-whole',
    believes: 'The release holds what the program opens: its code, its settings and what lies in priv',
    breaksIf:
      'it opens a file of the source folder while it runs, calls mix, or a NIF loads a library that only the image to build with has',
    checkBy: 'start the image and use it once; ldd on the .so files below lib shows what is not found',
  },
});

type Does = 'release' | 'build';

function isElixir(image: string): boolean {
  return isImage(image, 'elixir', 'docker.io/hexpm/elixir');
}

function publish(site: Site): Publication | Stop<Instruction> | undefined {
  const producers = producersOf(site, doesOf);
  const calls = startCalls(site);
  const [call] = calls;
  const compiles = calls.find(({ words: [name = ''] }) => /^(?:mix|iex|elixir)$/.test(name)) ?? mixScript(site);
  if (compiles && producers.length > 0)
    return stop(
      'needs-decision',
      `${compiles.words.slice(0, 2).join(' ')} needs Elixir and compiles what is not compiled when the container starts; make a release in the build (RUN MIX_ENV=prod mix release), and start bin/NAME start of it`,
      compiles.from,
    );
  const releases = producers.filter(({ does }) => does === 'release');
  if (!call || releases.length === 0) return undefined;
  const started = pathAtEnd(site, call.words[0]!);
  if (started === undefined || !call.words[0]!.includes('/'))
    return stopOtherStart('program of a release', 'which release it needs of the build', 'write its path', call.from);
  const made = releases.map((each) => ({ release: each, folder: folderOf(site, each, started) }));
  const unseen = made.find(({ folder }) => folder === undefined);
  if (unseen) return stopFolder(unseen.release, '--path');
  const own = made.find(({ folder }) => folder !== undefined && isWithin(started, `${folder}/bin`));
  if (!own?.folder)
    return stopNotMade(
      started,
      `mix release writes ${made.map(({ folder }) => folder).join(', ')}; start bin/NAME from there`,
      call.from,
    );
  if (site.contexts.length === 0 || site.context.evidence.source(site.contexts, 'elixir').files === 0)
    return stopNoSource('the Elixir source', 'which programs it calls', site);
  const project = projectOf(site);
  const foreign = project?.foreignErlang ?? bindsLibraries(site, project);
  if (foreign && isStop(foreign)) return foreign;
  if (foreign)
    return stop(
      'needs-evidence',
      `include_erts is ${foreign.is} (${foreign.from.file} line ${sourceLine(foreign.from)}), so the release may bring no Erlang of its own; leave it out, or split the file by hand`,
      own.release.instruction,
    );
  const base = baseOf(site);
  if (isStop(base)) return base;
  return {
    producers: commandsOfAll(producers),
    artefacts: [{ path: own.folder }],
    kept: keptFiles(site, producers.at(-1)!.instruction, isSource),
    base,
    // Source: https://github.com/phoenixframework/phoenix/blob/main/priv/templates/phx.gen.release/Dockerfile.eex
    packages:
      site.profile?.family === 'alpine'
        ? ['ca-certificates', 'libstdc++', 'ncurses-libs', 'openssl']
        : ['ca-certificates', 'libncurses6', 'libstdc++6', 'openssl'],
    buildPackages: new Set([...fetchedPrograms(site), 'nodejs', 'npm', 'inotify-tools']),
    // Erlang takes names of files for UTF-8 where the locale says so.
    settings: [['LANG', 'C.UTF-8']],
    evidence: [instructionEvidence(site.doc, own.release.instruction, `mix release writes ${own.folder}`)],
  };
}

/** The script that starts, where it calls mix. */
function mixScript(site: Site): { readonly words: readonly string[]; readonly from: Instruction } | undefined {
  const call = startCalls(site).find(({ words: called }) =>
    called.some((word) => /\bmix\s/.test((/[./]/.test(word) && site.readScript(word)) || '')),
  );
  return call && { words: [call.words[0] ?? '', 'calls mix, which'], from: call.from };
}

const TASKS = words(`
  local.hex local.rebar archive.install hex.info deps.get deps.compile deps.update deps.clean deps.unlock compile clean
  release release.init phx.digest phx.gen.release assets.setup assets.build assets.deploy gettext.extract gettext.merge
  help do`);
/** Of packages that fetch a tool for the assets of Phoenix. */
const ASSETS = /^(?:tailwind|esbuild|sass)(?:\.install)?$/;

function doesOf({ name }: Producer['command'], [, verb = '', ...rest]: readonly string[]): Does | undefined {
  // Of Phoenix: assets are built with npm, and copied into the release.
  if (programIs(name, 'runsScripts')) return rest.includes('-g') || verb === '-g' ? undefined : 'build';
  if (name !== 'mix') return undefined;
  // `mix do deps.get, compile`; between tasks stand commas, or a plus.
  const tasks = [verb, ...(verb === 'do' ? rest.filter((word) => /^[a-z]/.test(word)) : [])];
  const known = tasks.map((task) => task.replace(/,$/, ''));
  if (!known.every((task) => TASKS.has(task) || ASSETS.test(task))) return undefined;
  return known.includes('release') ? 'release' : 'build';
}

/** Where a call of `mix release` writes. Source: https://hexdocs.pm/mix/Mix.Tasks.Release.html */
function folderOf(site: Site, { words: called, instruction, command }: Producer, started: string): string | undefined {
  const { variables } = site.stateAt(instruction);
  const cwd = site.directoryAt(instruction, command.command);
  const at = called.indexOf('--path');
  if (at !== -1) return absolutePath(called[at + 1], cwd);
  if (cwd === undefined || variables.has('MIX_BUILD_PATH') || variables.has('MIX_BUILD_ROOT')) return undefined;
  const own = command.command.assignments
    .find(({ name }) => name === 'MIX_ENV')
    ?.raw.replace(/^MIX_ENV=["']?|["']$/g, '');
  const all = `${cwd}/_build/${own ?? variables.get('MIX_ENV') ?? 'dev'}/rel`;
  // Below lies one folder a release, by its name.
  const name = isWithin(started, all) ? started.slice(all.length + 1).split('/', 1)[0] : undefined;
  return name === undefined ? all : `${all}/${name}`;
}

function projectOf(site: Site): ElixirProject | undefined {
  for (const directory of site.contexts)
    for (const project of site.context.evidence.projects(directory)) if (project.ecosystem === 'elixir') return project;
  return undefined;
}

/** Packages whose NIFs load libraries of the system. Source: configure.ac or the makefile of c_src in each. */
const BINDS = wordPattern('eimp enacl epam ezlib fast_xml fast_yaml sqlite3', {
  before: /^[ \t]{0,9}"/,
  after: /":/,
  flags: 'm',
});

/** A package of the lock file that loads a library, whose name at run time is not known here. */
function bindsLibraries(site: Site, project: ElixirProject | undefined): Stop<Instruction> | undefined {
  const text = project?.lock && site.context.evidence.repository.read(project.lock);
  const name = /\w+/.exec(BINDS.exec(text ?? '')?.[0] ?? '')?.[0];
  if (name === undefined) return undefined;
  return stop(
    'needs-evidence',
    `${name} of mix.lock loads a library of the system, and which package brings it at run time is not known here; install that by name in a run-time stage of your own`,
    site.stage.instruction,
  );
}

/** The distribution alone: Erlang loads libraries whose names go with its release. */
function baseOf(site: Site): RunBase | Stop<Instruction> {
  const { profile, stage, image } = site;
  if (profile?.family === 'alpine' && profile.release !== undefined) return alpineBase(site, { isStatic: false });
  if (profile?.family === 'debian' && profile.release !== undefined) return debianBase(site, { isStatic: false });
  if (image.includes('$') || stage.from.image.includes('$')) return debianBase(site, { isStatic: false });
  return stop(
    'needs-evidence',
    `which release of its distribution ${image} stands on is not seen, and Erlang loads libraries of it; name the version of Erlang as well, such as elixir:1.17-otp-27, or take an image of hexpm/elixir, whose tags name the release`,
    stage.instruction,
  );
}

function isSource(path: string, name: string): boolean {
  if (/^(?:lib|config|priv|rel|assets|test|deps|_build|apps|native|c_src)$/.test(path)) return true;
  return /\.(?:exs?|l?eex|heex|[eh]rl)$/.test(name) || /^(?:mix\.lock|\.formatter\.exs|\.tool-versions)$/.test(name);
}
