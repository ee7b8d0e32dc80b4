// Go on the official image: the program is one file. Where cgo is not switched off it loads the C library of the image it
// was built on, so the run-time stage is the same distribution in the same release, or a later one where nothing else is loaded.
import {
  type Assumption,
  type Evidence,
  baseName,
  words,
  parseImageReference,
  type Stop,
  stop,
  isStop,
  partPattern,
  isWithin,
  parent,
  descendant,
  pathFrom,
  walkFiles,
} from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import type { Site } from '../../runs/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import {
  type Built,
  debianBase,
  isOneFile,
  type Producer,
  type ProgramDoes,
  programRecipe,
  stopNoSource,
} from '../../splits/index.js';
import { bindsC, namesAllModules } from './cgo.js';
import { networkNeeds } from './split-network.js';
import { isGoBuild, programsOf, projectOf } from './split-programs.js';
import type { GoProject } from '../index.js';

export const go = programRecipe({
  id: 'go',
  page: {
    name: 'Go',
    builds: '`go build`, `go install` on the official images on Debian and Alpine, from source that is here',
    copies:
      'the programs, and of the copied files those that are no source and not embedded; the distribution alone in the same release, or a later one where the program loads the C library alone, with certificates and time zones unless its source asks nobody over TLS and names no zone',
  },
  image: 'golang',
  does: ({ name }, [, verb = '']) => {
    if (isGoBuild(name, verb)) return 'build';
    return (name === 'go' && VERBS.has(verb)) || programIs(name, 'goTool') ? 'other' : undefined;
  },
  compilesAtStart: (words) => {
    if (words[0] === 'go' && words[1] === 'run') return 'go run';
    return programIs(baseName(words[0] ?? ''), 'rebuildsGo') ? words[0] : undefined;
  },
  builder: 'go build',
  orElse: ', or build with CGO_ENABLED=0',
  read,
  assumption: isOneFile('certificates and time zones', 'no package of this file brings'),
});

const VERBS = words('mod vet test generate env version clean fmt list work tool');

function read(site: Site, producers: readonly Producer<ProgramDoes>[]): Built | Stop<Instruction> {
  if (site.contexts.length === 0 || site.context.evidence.source(site.contexts, 'go').files === 0)
    return stopNoSource('the Go source', 'which programs it calls and which files it opens', site);
  const builders = producers.filter(({ does }) => does === 'build');
  const programs = programsOf(site, builders);
  if (isStop(programs)) return programs;
  if (programs.length === 0)
    return stop(
      'needs-evidence',
      'no program that the build leaves in the image is seen: what go get installs from elsewhere may call programs of this image; build from source that is here, or split the file by hand',
      site.stage.instruction,
    );
  const project = projectOf(site);
  const embeds = embeddedOnly(site, project);
  const tag = parseImageReference(site.image)?.tag;
  const isStatic =
    (site.profile?.family === 'alpine' && hasNoCompiler(site, tag)) || builders.every((each) => withoutC(site, each));
  const pure = isStatic ? undefined : builtWithoutC(site, project, builders);
  return {
    programs,
    isStatic: isStatic || pure !== undefined,
    ...pure,
    readsDotenv: project?.requires.has('github.com/joho/godotenv') ?? false,
    isSource: (path, name) => isSource(path, name, embeds),
    // What the image of Go brings for HTTPS and time zones; Go reads both from files.
    needs: () => {
      const needs = networkNeeds(site, project);
      return { ...needs, evidence: [...embedded(project), ...needs.evidence] };
    },
  };
}

/** cgo switched off, where only the release under the image would say which library of C the program loads. */
function builtWithoutC(
  site: Site,
  project: GoProject | undefined,
  builders: readonly Producer[],
): Pick<Built, 'ahead' | 'believes'> | undefined {
  if (site.profile?.family !== 'debian' || !project || !namesAllModules(project)) return undefined;
  const base = debianBase(site, { isStatic: false });
  if (!isStop(base) || (base.stop !== 'no-answer' && base.stop !== 'needs-evidence')) return undefined;
  // The file says something of cgo itself, or asks for what needs it.
  if (/CGO_|-(?:race|msan|asan|extldflags|linkmode|buildmode)\b/.test(site.doc.text)) return undefined;
  if (bindsC(project, site.context.evidence.repository) !== undefined) return undefined;
  return { ahead: { above: builders[0]!.instruction, line: 'ENV CGO_ENABLED=0' }, believes: WITHOUT_C };
}

const WITHOUT_C: Assumption = {
  id: 'program-needs-no-c',
  believes:
    'The program is built the same without cgo: no source here and no module that is known to binds C. Names of hosts and users are then looked up by Go itself',
  breaksIf:
    'a module compiles C after all, which fails the build, or names come from LDAP, mDNS or another module of the C library',
  checkBy: 'build the image, start it and use it once; harden verify does',
};

/** True when cgo is off: the program loads no library. */
function withoutC(site: Site, { command, instruction }: Producer): boolean {
  const own = command.command.assignments.find(({ name }) => name === 'CGO_ENABLED');
  const value = own
    ? own.raw.slice(own.raw.indexOf('=') + 1).replace(/["']/g, '')
    : site.stateAt(instruction).variables.get('CGO_ENABLED');
  return value === '0';
}

/**
 * True where cgo is off because no C compiler is there: the image of Go on Alpine brings none. Source of the rule, since Go
 * 1.20: https://go.dev/doc/go1.20#cgo
 */
function hasNoCompiler(site: Site, tag: string | undefined): boolean {
  const version = /^1\.(\d+)/.exec(tag ?? '');
  if (version ? Number(version[1]) < 20 : !/^(?:1-)?alpine/.test(tag ?? '')) return false;
  return !site.runs.some(({ instruction }) =>
    /\b(?:gcc|g\+\+|clang|build-base|musl-dev|alpine-sdk)\b|\$\{?\w+/.test(addedText(instruction)),
  );
}

function addedText(instruction: Instruction): string {
  return instruction.shell.commands
    .filter(({ words }) => words.some(({ raw }) => raw === 'apk'))
    .map(({ words }) => words.map(({ raw }) => raw).join(' '))
    .join(' ');
}

/** Go source, modules, and what is compiled into the program. */
function isSource(path: string, name: string, embeds: readonly string[]): boolean {
  if (/\.(?:go|mod|sum|work|s|c|h|cc|cpp|hpp|proto)$/.test(name) || name === 'go.work.sum') return true;
  if (
    path === 'vendor' ||
    path === 'Gopkg.toml' ||
    path === 'Gopkg.lock' ||
    path === 'glide.yaml' ||
    path === 'glide.lock'
  )
    return true;
  return embeds.some((each) => isWithin(path, each));
}

/** Paths below the build context that are compiled into the program, and that no source opens as files as well. */
function embeddedOnly(site: Site, project: GoProject | undefined): string[] {
  const root = project?.directory ?? '';
  const found: string[] = [];
  for (const { is, from } of project?.embeds ?? []) {
    const folder = parent(from.file);
    const pattern = is.replace(/^all:/, '').replace(/\/\*(?:\.\w+)?$/, '');
    const whole = descendant(folder, pattern);
    if (!/[*?[]/.test(pattern)) found.push(pathFrom(root, whole) || whole);
  }
  if (found.length === 0) return found;
  const opened = openedFiles(site, project!);
  return found.filter((path) => !opened.has(path.split('/', 1)[0]!) && !opened.has(baseName(path)));
}

const OPENS = partPattern(
  `
  http.Dir os.Open os.OpenFile os.ReadFile os.ReadDir os.DirFS os.Stat ioutil.ReadFile ioutil.ReadDir ParseGlob
  ParseFiles LoadHTMLGlob LoadHTMLFiles Static StaticFile StaticFS filepath.Glob`,
  { also: [/filepath\.Walk\w{0,8}/], after: /\(([^()\n]{0,300})/, flags: 'g' },
);
const MOST_SOURCES = 500;

/** First parts of the paths that Go source opens. */
function openedFiles(site: Site, project: GoProject): ReadonlySet<string> {
  const { repository } = site.context.evidence;
  const found = new Set<string>();
  const sources = walkFiles(repository, {
    from: [project.directory],
    wanted: (name) => name.endsWith('.go'),
    enter: (name) => name !== 'vendor' && name !== 'testdata',
    mostFiles: MOST_SOURCES,
  });
  for (const path of sources)
    for (const [, inside = ''] of (repository.read(path) ?? '').matchAll(OPENS))
      for (const [, first] of inside.matchAll(/["`](?:\.?\/)*([\w.-]+)/g)) found.add(first!);
  return found;
}

function embedded(project: GoProject | undefined): Evidence[] {
  const first = project?.embeds[0];
  return first ? [{ says: `${first.is} is compiled into the program`, from: first.from }] : [];
}
