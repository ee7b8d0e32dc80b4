// Which programs the commands of Go write, and where.
import { baseName, type Stop, stop, isWithin } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { expandArgs, isCopy, type Instruction, imagePathFrom } from '../../dockerfile/index.js';
import { copyDestination, type Program, type Producer, absolutePath, startCalls } from '../../splits/index.js';
import type { GoProject } from '../index.js';

/** True for the commands that write programs. */
export function isGoBuild(name: string | undefined, verb: string): boolean {
  return name === 'go' && /^(?:build|install|get)$/.test(verb);
}

/** The programs that are written, where that is seen. */
export function programsOf(site: Site, builders: readonly Producer[]): Program[] | Stop<Instruction> {
  const found: Program[] = [];
  for (const { command, instruction, words: called } of builders) {
    const words = called.slice(1);
    const folder = site.directoryAt(instruction, command.command);
    const made = words[0] === 'build' ? built(site, instruction, words, folder) : installed(site, words, folder);
    if (typeof made === 'string') return stop('needs-evidence', made, instruction);
    for (const path of made) if (!found.some((each) => each.path === path)) found.push({ path, from: instruction });
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
      ? [word.replace(/^--/, '-').replace(/=.*/s, ''), /=(.*)/s.exec(word)?.[1]]
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
  instruction: Instruction,
  words: readonly string[],
  at: string | undefined,
): readonly string[] | string {
  const { packages, output, folder: inside } = split(words);
  const folder = inside === undefined ? at : absolutePath(inside, at);
  const { variables } = site.stateAt(instruction);
  if (output === '/dev/null') return [];
  if (output !== undefined) {
    const path = absolutePath(expandArgs(output.replace(/^["']|["']$/g, ''), variables), folder);
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
  if (module !== undefined && isWithin(written, module)) return true;
  return site.body.some((instruction) => {
    if (!isCopy(instruction)) return false;
    const target = copyDestination(site, instruction);
    return target !== undefined && target !== '/' && target !== '/go' && isWithin(`/go/src/${written}`, target);
  });
}

/** The name Go gives a program: the last part of its import path that is no version. */
function nameOf(site: Site, folder: string | undefined, written: string): string | undefined {
  const path = written.replace(/(?<!\/)\/+$/, '');
  if (path === '.' || path === '' || path === './') {
    const project = projectOf(site);
    const sub = inModule(site, folder);
    if (project?.module && sub === '') return moduleName(project);
    const named = folder === undefined ? undefined : namedHere(site, folder);
    if (named !== undefined) return named;
    if (project?.module && sub !== undefined) return baseName(sub);
    return folder !== undefined && /^\/go\/src\/./.test(folder) ? baseName(folder) : undefined;
  }
  const parts = path.split('/');
  const last = parts.at(-1)!;
  if (/^v\d+$/.test(last) && parts.length > 2 && !path.startsWith('.')) return parts.at(-2);
  return /^[\w.-]+$/.test(last) && last !== '..' ? last : undefined;
}

/** The last part of the module that `go mod init` names in a folder. */
function namedHere(site: Site, folder: string): string | undefined {
  for (const { instruction, commands } of site.runs) {
    for (const { name, command } of commands) {
      const words = command.words.map(({ value }) => value ?? '$');
      const isInit = name === 'go' && words[1] === 'mod' && words[2] === 'init';
      if (isInit && site.directoryAt(instruction, command) === folder) return lastPart(words[3] ?? '');
    }
  }
  return undefined;
}

/** The folder of the image below the module's: `''` where it is the module itself. */
function inModule(site: Site, folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  const [root] = site.contexts;
  if (root === undefined) return undefined;
  const copied = site.body.filter((each) => isCopy(each) && /^\.\/?\s/.test(each.args));
  for (const instruction of copied) {
    const target = absolutePath(instruction.args.trim().split(/\s+/).at(-1), site.stateAt(instruction).workdir);
    if (target === folder) return '';
    const inside = target === undefined ? undefined : imagePathFrom(target, folder);
    if (inside) return inside;
  }
  const workdir = site.body.find(({ keyword }) => keyword === 'WORKDIR')?.args.trim();
  return workdir === folder ? '' : undefined;
}

export function projectOf(site: Site): GoProject | undefined {
  for (const directory of site.contexts) {
    for (const project of site.context.evidence.projects(directory)) if (project.ecosystem === 'go') return project;
  }
  return undefined;
}

function moduleName(project: GoProject | undefined): string | undefined {
  return lastPart(project?.module?.is ?? '');
}

/** The last part of an import path that is no version; `undefined` where a variable stands in it. */
function lastPart(path: string): string | undefined {
  const parts = path.split('/');
  const last = /^v\d+$/.test(parts.at(-1)!) && parts.length > 1 ? parts.at(-2)! : parts.at(-1)!;
  return /^[\w.-]+$/.test(last) ? last : undefined;
}
