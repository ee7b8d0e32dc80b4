// Go on the official image: the program is one file. Where cgo is not switched off it loads the C library of the image it
// was built on, so the run-time stage is Debian in the same release.
import type { Assumption, Evidence, GoProject } from '../../../src/model/index.js';
import type { RunCommand } from '../../../src/builds/index.js';
import { expandArgs, type Instruction } from '../../../src/dockerfile/index.js';
import { officialName, parseImageReference } from '../../../src/knowledge/index.js';
import { isRefused, refuse, type Findings, type Recipe, type Refused, type Run, type Site } from '../recipe.js';
import { destination, isBelow } from '../plan.js';
import { compiled, type Program } from './compiled.js';
import { debianBase } from './debian-base.js';
import { absolute, baseName, startCalls } from './starts.js';

export const go: Recipe = { id: 'go', read };

function read(site: Site): Findings | Refused | undefined {
  const reference = parseImageReference(site.image);
  if (!reference || officialName(reference) !== 'golang' || site.profile?.family !== 'debian') return undefined;
  const producers = producersOf(site);
  if (producers.size === 0) return undefined;
  const compiles = startCalls(site).find(({ words }) => words[0] === 'go' && words[1] === 'run');
  if (compiles)
    return refuse(
      'needs-decision',
      'go run compiles the program when the container starts; build it into the image with go build, and start what that writes',
      compiles.from,
    );
  const watcher = startCalls(site).find(({ words }) => WATCHERS.has(baseName(words[0] ?? '')));
  if (watcher)
    return refuse(
      'needs-decision',
      `${watcher.words[0]} compiles the program when the container starts; build it into the image with go build, and start what that writes`,
      watcher.from,
    );
  if (site.contexts.length === 0 || site.context.evidence.source(site.contexts, 'go').files === 0)
    return refuse(
      'needs-evidence',
      'the Go source is not here, so which programs it calls and which files it opens is not seen; split the file where the source is, or by hand',
      site.stage.instruction,
    );
  const programs = programsOf(site, producers);
  if (isRefused(programs)) return programs;
  if (programs.length === 0)
    return refuse(
      'needs-evidence',
      'no program that the build leaves in the image is seen: what go get installs from elsewhere may call programs of this image; build from source that is here, or split the file by hand',
      site.stage.instruction,
    );
  const project = projectOf(site);
  const embeds = embeddedOnly(site, project);
  const isStatic = [...producers].every(
    ([command, { instruction }]) => !builds(command) || withoutC(site, command, instruction),
  );
  const base = debianBase(site, isStatic);
  if (isRefused(base)) return base;
  return compiled(site, {
    builds: 'the program',
    producers: new Set(producers.keys()),
    programs,
    base,
    // What the image of Go brings for HTTPS and time zones; Go reads both from files.
    packages: ['ca-certificates', 'tzdata'],
    isSource: (path, name) => isSource(path, name, embeds),
    assumptions: [filesBesides()],
    evidence: embedded(project),
  });
}

/** They compile again when a file changes, or at every start. */
const WATCHERS = new Set('air bee CompileDaemon dlv fresh gin gow modd realize reflex revel'.split(' '));

const VERBS = new Set('build install get mod vet test generate env version clean fmt list work tool'.split(' '));
const TOOLS = new Set([
  'dep',
  'glide',
  'govendor',
  'godep',
  'gofmt',
  'golint',
  'golangci-lint',
  'staticcheck',
  'swag',
  'wire',
]);

function producersOf(site: Site): ReadonlyMap<RunCommand, Run> {
  const found = new Map<RunCommand, Run>();
  for (const run of site.runs) {
    for (const command of run.commands) {
      const verb = command.command.words[1]?.value ?? '';
      const isGo = command.name === 'go' && VERBS.has(verb);
      if (isGo || TOOLS.has(command.name ?? '')) found.set(command, run);
    }
  }
  return [...found.keys()].some(builds) ? found : new Map();
}

function builds({ name, command }: RunCommand): boolean {
  return name === 'go' && /^(?:build|install|get)$/.test(command.words[1]?.value ?? '');
}

/** The programs that are written, where that is seen. */
function programsOf(site: Site, producers: ReadonlyMap<RunCommand, Run>): Program[] | Refused {
  const found: Program[] = [];
  for (const [command, run] of producers) {
    if (!builds(command)) continue;
    const words = command.command.words.slice(1).map(({ value, raw }) => value ?? raw);
    const folder = site.directoryAt(run.instruction, command.command);
    const made = words[0] === 'build' ? built(site, run, words, folder) : installed(site, words, folder);
    if (typeof made === 'string') return refuse('needs-evidence', made, run.instruction);
    for (const path of made) if (!found.some((each) => each.path === path)) found.push({ path, from: run.instruction });
  }
  return found;
}

/** Options of `go build` that take a word of their own. Source: go help build */
const WITH_VALUE = new Set(
  '-o -p -asmflags -buildmode -buildvcs -compiler -gccgoflags -gcflags -installsuffix -ldflags -mod -modfile -overlay -pgo -pkgdir -tags -toolexec -C -covermode -coverpkg'.split(
    ' ',
  ),
);

function split(words: readonly string[]): {
  readonly packages: string[];
  readonly output: string | undefined;
  readonly folder: string | undefined;
} {
  const packages: string[] = [];
  let output: string | undefined;
  let folder: string | undefined;
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    const [name, value] = /^-/.test(word)
      ? [word.replace(/^--/, '-').replace(/=.*$/s, ''), /=(.*)$/s.exec(word)?.[1]]
      : [undefined, undefined];
    if (name === undefined) {
      packages.push(word);
      continue;
    }
    const given = WITH_VALUE.has(name) && value === undefined ? words[++at] : value;
    if (name === '-o') output = given;
    if (name === '-C') folder = given;
  }
  return { packages, output, folder };
}

/** What `go build` writes; a sentence where that is not seen. */
function built(
  site: Site,
  { instruction }: Run,
  words: readonly string[],
  at: string | undefined,
): readonly string[] | string {
  const { packages, output, folder: inside } = split(words);
  const folder = inside === undefined ? at : absolute(inside, at);
  const { variables } = site.stateAt(instruction);
  if (output === '/dev/null') return [];
  if (output !== undefined) {
    const path = absolute(expandArgs(output.replace(/^["']|["']$/g, ''), variables), folder);
    if (path === undefined) return `where go build writes its program (${output}) is not seen; write the whole path`;
    if (!/(?:\/|(?:^|\/)\.{1,2})$/.test(output) && !isFolder(site, path)) return [path];
    const names =
      packages.length === 0 ? [nameOf(site, folder, '.')] : packages.map((each) => nameOf(site, folder, each));
    return names.every((name) => name !== undefined)
      ? names.map((name) => `${path}/${name}`)
      : `what go build writes into ${output} is not seen; name the program behind -o`;
  }
  // Several packages, or a pattern, are compiled and not kept.
  if (
    packages.some((each) => each.includes('...')) ||
    (packages.length > 1 && !packages.every((each) => each.endsWith('.go')))
  )
    return [];
  const name = packages[0]?.endsWith('.go')
    ? baseName(packages[0]).slice(0, -'.go'.length)
    : nameOf(site, folder, packages[0] ?? '.');
  if (name === undefined || folder === undefined)
    return 'how the program that go build writes is called is not seen; name it with -o';
  return [`${folder}/${name}`];
}

function isFolder(site: Site, path: string): boolean {
  return site.runs.some(({ commands }) =>
    commands.some(({ name, command }) => name === 'mkdir' && command.words.some(({ value }) => value === path)),
  );
}

/** What `go install` and `go get` leave in /go/bin, where the names are seen. */
function installed(site: Site, words: readonly string[], folder: string | undefined): readonly string[] {
  const { packages } = split(words);
  if (words.includes('-d')) return [];
  const names = (packages.length === 0 ? ['.'] : packages).flatMap((each) => {
    if (each === './...')
      return (projectOf(site)?.mains ?? []).map(({ is }) => baseName(is) || moduleName(projectOf(site)) || '');
    return each.includes('...') || each.includes('$') || !isLocal(site, each) ? [] : [nameOf(site, folder, each)];
  });
  const started = startCalls(site).map(({ words: [first = ''] }) => baseName(first));
  // `go get` fetches libraries as well: of what it installs only a program that starts is sure to be there.
  return names
    .filter(
      (name): name is string => name !== undefined && name !== '' && (words[0] === 'install' || started.includes(name)),
    )
    .map((name) => `/go/bin/${name}`);
}

/** True for a package of this repository: what comes from elsewhere is a tool, or a program whose source is not seen. */
function isLocal(site: Site, written: string): boolean {
  if (written.startsWith('.')) return true;
  if (written.includes('@')) return false;
  const module = projectOf(site)?.module?.is;
  if (module !== undefined && (written === module || written.startsWith(`${module}/`))) return true;
  return site.body.some((instruction) => {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return false;
    const target = destination(site, instruction);
    return target !== undefined && target !== '/' && target !== '/go' && isBelow(`/go/src/${written}`, target);
  });
}

/** The name Go gives a program: the last part of its import path that is no version. */
function nameOf(site: Site, folder: string | undefined, written: string): string | undefined {
  const path = written.replace(/\/+$/, '');
  if (path === '.' || path === '' || path === './') {
    const project = projectOf(site);
    const sub = inModule(site, folder);
    if (project?.module && sub === '') return moduleName(project);
    if (project?.module && sub !== undefined) return baseName(sub);
    return folder !== undefined && /^\/go\/src\/./.test(folder) ? baseName(folder) : undefined;
  }
  const parts = path.split('/');
  const last = parts.at(-1)!;
  if (/^v\d+$/.test(last) && parts.length > 2 && !path.startsWith('.')) return parts.at(-2);
  return /^[\w.-]+$/.test(last) && last !== '..' ? last : undefined;
}

/** The folder of the image below the module's: `''` where it is the module itself. */
function inModule(site: Site, folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  const [root] = site.contexts;
  if (root === undefined) return undefined;
  const copied = site.body.filter(
    ({ keyword, args }) => (keyword === 'COPY' || keyword === 'ADD') && /^\.\/?\s/.test(args),
  );
  for (const instruction of copied) {
    const target = absolute(instruction.args.trim().split(/\s+/).at(-1), site.stateAt(instruction).workdir);
    if (target === folder) return '';
    if (target !== undefined && folder.startsWith(`${target}/`)) return folder.slice(target.length + 1);
  }
  const workdir = site.body.find(({ keyword }) => keyword === 'WORKDIR')?.args.trim();
  return workdir === folder ? '' : undefined;
}

function projectOf(site: Site): GoProject | undefined {
  for (const directory of site.contexts) {
    for (const project of site.context.evidence.projects(directory)) if (project.ecosystem === 'go') return project;
  }
  return undefined;
}

function moduleName(project: GoProject | undefined): string | undefined {
  const parts = project?.module?.is.split('/') ?? [];
  const last = parts.at(-1);
  return last !== undefined && /^v\d+$/.test(last) && parts.length > 1 ? parts.at(-2) : last;
}

/** True when cgo is off: the program loads no library. */
function withoutC(site: Site, { command }: RunCommand, instruction: Instruction): boolean {
  const own = command.assignments.find(({ name }) => name === 'CGO_ENABLED');
  const value = own
    ? own.raw.slice(own.raw.indexOf('=') + 1).replace(/["']/g, '')
    : site.stateAt(instruction).variables.get('CGO_ENABLED');
  return value === '0';
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
  return embeds.some((each) => path === each || path.startsWith(`${each}/`));
}

/** Paths below the build context that are compiled into the program, and that no source opens as files as well. */
function embeddedOnly(site: Site, project: GoProject | undefined): string[] {
  const root = project?.directory ?? '';
  const found: string[] = [];
  for (const { is, from } of project?.embeds ?? []) {
    const folder = from.file.slice(0, Math.max(0, from.file.lastIndexOf('/')));
    const pattern = is.replace(/^all:/, '').replace(/\/\*(?:\.\w+)?$/, '');
    const whole = [folder, pattern].filter(Boolean).join('/');
    if (!/[*?[]/.test(pattern))
      found.push(root !== '' && whole.startsWith(`${root}/`) ? whole.slice(root.length + 1) : whole);
  }
  if (found.length === 0) return found;
  const opened = openedFiles(site, project!);
  return found.filter((path) => !opened.has(path.split('/', 1)[0]!) && !opened.has(baseName(path)));
}

const OPENS =
  /(?:http\.Dir|os\.(?:Open|OpenFile|ReadFile|ReadDir|DirFS|Stat)|ioutil\.Read(?:File|Dir)|Parse(?:Glob|Files)|LoadHTML(?:Glob|Files)|Static(?:File|FS)?|filepath\.(?:Glob|Walk\w{0,8}))\(([^()\n]{0,300})/g;
const MOST_SOURCES = 500;

/** First parts of the paths that Go source opens. */
function openedFiles(site: Site, project: GoProject): ReadonlySet<string> {
  const { repository } = site.context.evidence;
  const found = new Set<string>();
  let left = MOST_SOURCES;
  const folders: (typeof project.directory)[] = [project.directory];
  for (let folder = folders.pop(); folder !== undefined && left > 0; folder = folders.pop()) {
    for (const name of repository.list(folder)) {
      const path = (folder === '' ? name : `${folder}/${name}`) as Exclude<typeof folder, ''>;
      if (repository.kind(path) === 'directory' && !/^(?:\.|vendor$|node_modules$|testdata$)/.test(name))
        folders.push(path);
      if (!name.endsWith('.go') || left-- <= 0) continue;
      for (const [, inside = ''] of (repository.read(path) ?? '').matchAll(OPENS))
        for (const [, first] of inside.matchAll(/["`](?:\.?\/)*([\w.-]+)/g)) found.add(first!);
    }
  }
  return found;
}

function embedded(project: GoProject | undefined): Evidence[] {
  const first = project?.embeds[0];
  return first ? [{ says: `${first.is} is compiled into the program`, from: first.from }] : [];
}

function filesBesides(): Assumption {
  return {
    id: 'program-is-one-file',
    believes:
      'The program needs nothing of the build besides itself, the files that are copied with it, certificates and time zones',
    breaksIf: 'it opens a file that the build leaves elsewhere, or loads a library that no package of this file brings',
    checkBy: 'start the image and use it once; ldd shows the libraries of the program',
  };
}
