// Programs in C and its like on a bare distribution: make, cmake, ninja, autotools, or the compiler itself.
import type { Assumption, Evidence, FilePath } from '../../../src/model/index.js';
import { buildsWithOpenMp, installCalls, type RunCommand, sameOrSlim } from '../../../src/builds/index.js';
import { contextPath, copyArguments, normalisePath, seenIn, type Instruction } from '../../../src/dockerfile/index.js';
import { officialName, parseImageReference } from '../../../src/knowledge/index.js';
import { destination, isBelow } from '../plan.js';
import { isRefused, refuse, type Artefact, type Findings, type Recipe, type Refused, type Site } from '../recipe.js';

export const make: Recipe = { id: 'make', read };

interface Producer {
  readonly command: RunCommand;
  readonly instruction: Instruction;
  readonly words: readonly string[];
}

const COMPILERS = /^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?$/;
const BUILDERS =
  /^(?:make|gmake|cmake|ninja|meson|autoreconf|autoconf|automake|libtoolize|aclocal|configure|autogen\.sh|bootstrap\.sh|buildconf)$/;
/** What a RUN that builds does besides: fetch sources, unpack, delete. */
const AROUND =
  /^(?:curl|wget|git|tar|unzip|gunzip|bunzip2|xz|patch|rm|strip|sha256sum|sha1sum|md5sum|gpg|pushd|popd|ctest)$/;

function read(site: Site): Findings | Refused | undefined {
  const reference = parseImageReference(site.image);
  const name = reference && officialName(reference);
  if (name !== 'debian' && name !== 'ubuntu') return undefined;
  const producers = producersOf(site);
  const builders = producers.filter(({ command }) => !AROUND.test(command.name ?? ''));
  const tools = site.runs.some(({ instruction }) =>
    installCalls(instruction).some(({ packages }) => packages.some(({ role }) => role === 'build')),
  );
  if (builders.length === 0 || !tools) return undefined;
  const base = sameOrSlim(site);
  if (isRefused(base)) return base;
  const program = programOf(site);
  if (isRefused(program)) return program;
  const found = installed(site, builders, program) ?? besideTheSource(site, builders, program);
  if (isRefused(found)) return found;
  return {
    builds: 'the program',
    producers: new Set(producers.map(({ command }) => command)),
    artefacts: found.artefacts,
    base,
    packages: buildsWithOpenMp(site) ? ['libgomp1'] : [],
    ...(found.copies ? { buildOnly: found.copies } : {}),
    ...(found.afterwards ? { afterwards: found.afterwards } : {}),
    assumptions: [LIBRARIES],
    evidence: [seenIn(site.doc, builders[0]!.instruction, 'the program is built here'), ...found.evidence],
  };
}

function producersOf(site: Site): Producer[] {
  const found: Producer[] = [];
  for (const { instruction, commands } of site.runs) {
    const own: Producer[] = [];
    let builds = false;
    for (const command of commands) {
      const { name } = command;
      const words = command.command.words.map(({ value, raw }) => value ?? raw);
      const isBuilder = name !== undefined && (COMPILERS.test(name) || BUILDERS.test(name));
      builds ||= isBuilder;
      if (isBuilder || AROUND.test(name ?? '')) own.push({ command, instruction, words });
    }
    // A download in a RUN of its own may be of something that runs.
    if (builds) found.push(...own);
  }
  return found;
}

interface Program {
  /** As CMD or ENTRYPOINT names it. */
  readonly written: string;
  /** Absolute, where a path is named. */
  readonly path: string | undefined;
  /** It is a script of the repository. */
  readonly script?: true;
}

function programOf(site: Site): Program | Refused {
  const instruction = site.entrypoint ?? site.cmd;
  const words = instruction?.execForm ?? instruction?.args.replace(/^exec\s+/, '').split(/\s+/) ?? [];
  const [written = ''] = words;
  // A script that is here: what it calls of the build lies below the prefix, or the build tools it calls are found.
  if (/\.sh$|entrypoint/.test(written) && site.readScript(written) !== undefined)
    return { written, path: undefined, script: true };
  if (/[$"'|;&<>(]/.test(written) || /^(?:\/(?:usr\/)?bin\/)?(?:ba|da)?sh$/.test(written) || /\.sh$/.test(written))
    return refuse(
      'needs-evidence',
      `what the build makes is started through ${written === '' ? 'nothing named here' : written}, so which file it is is not seen; copy the program from a build stage by hand`,
      instruction,
    );
  if (!written.includes('/')) return { written, path: undefined };
  const last = site.body.at(-1)!;
  const { workdir } = site.stateAt(last);
  const at = last.keyword === 'WORKDIR' ? undefined : (workdir ?? '/');
  if (!written.startsWith('/') && at === undefined) return { written, path: undefined };
  return { written, path: normalisePath(written.startsWith('/') ? written : `${at}/${written}`) };
}

interface Found {
  readonly artefacts: readonly [Artefact, ...Artefact[]];
  readonly afterwards?: readonly string[];
  /** The COPYs whose files are copied one by one. */
  readonly copies?: ReadonlySet<Instruction>;
  readonly evidence: readonly Evidence[];
}

/** What `make install` and the like leave below their prefix. */
function installed(site: Site, builders: readonly Producer[], program: Program): Found | Refused | undefined {
  const installing = builders.filter(({ command, words }) => {
    if (command.name === 'make' || command.name === 'gmake' || command.name === 'ninja')
      return words.slice(1).some((word) => /^install(?:-|$)/.test(word));
    return command.name === 'cmake' && words.includes('--install');
  });
  if (installing.length === 0) return undefined;
  const all = builders.flatMap(({ words }) => words);
  const prefixes = new Set<string>();
  for (const [at, word] of all.entries()) {
    const given =
      /^(?:--prefix=|-DCMAKE_INSTALL_PREFIX(?::PATH)?=|PREFIX=|prefix=|DESTDIR=)(.*)$/.exec(word)?.[1] ??
      (word === '--prefix' ? all[at + 1] : undefined);
    if (given !== undefined) prefixes.add(given);
  }
  if ([...prefixes].some((each) => !each.startsWith('/') || each.includes('$')))
    return refuse(
      'contains-variable',
      `where it is installed is a variable or a relative path (${[...prefixes].join(', ')}); write the absolute path`,
      installing[0]!.instruction,
    );
  const path = prefixes.size === 0 ? '/usr/local' : normalisePath([...prefixes][0]!);
  if (prefixes.size > 1 || /^\/(?:usr|etc|var)?$/.test(path))
    return refuse(
      'needs-evidence',
      `it is installed below ${[...prefixes].join(' and ')}, among files of the distribution, so what to copy is not seen; install into /usr/local or a folder of its own`,
      installing[0]!.instruction,
    );
  const reached =
    program.path === undefined ? path === '/usr/local' || inPath(site, path) : isBelow(program.path, path);
  if (!reached)
    return refuse(
      'needs-evidence',
      `${program.written} is not below ${path}, where the build installs; name the program by its path, or copy it from a build stage by hand`,
      site.entrypoint ?? site.cmd,
    );
  return {
    artefacts: [{ path }],
    ...(path === '/usr/local' ? { afterwards: ['RUN ldconfig'] } : {}),
    evidence: [seenIn(site.doc, installing[0]!.instruction, `the build installs below ${path}`)],
  };
}

function inPath(site: Site, path: string): boolean {
  return site.body.some(
    ({ keyword, args }) => keyword === 'ENV' && args.includes('PATH') && args.includes(`${path}/bin`),
  );
}

const SOURCES =
  /(?:\.(?:c|h|cc|cpp|cxx|c\+\+|hh|hpp|hxx|inl|s|S|asm|y|l|in|am|ac|m4|mk|cmake|md|rst|o|a|lo|la|sln|vcxproj)|^(?:GNU)?[Mm]akefile.*|^CMakeLists\.txt|^CMakePresets\.json|^configure.*|^autogen\.sh|^bootstrap.*|^LICEN[CS]E.*|^COPYING.*|^README.*|^CHANGE.*|^AUTHORS.*|^Dockerfile.*|^.*\.[Dd]ockerfile|^\.docker.*|^(?:docker-)?compose.*\.ya?ml|^\.git.*|^\.clang.*|^\.editorconfig|^\.travis\.yml|^\.vscode|^\.idea)$/;

/** A program that is built in its folder and runs there, with the files beside it that are no source. */
function besideTheSource(site: Site, builders: readonly Producer[], program: Program): Found | Refused {
  const start = site.entrypoint ?? site.cmd;
  if (program.script)
    return refuse(
      'needs-evidence',
      `what the build makes is started through ${program.written}, so which file it is is not seen; copy the program from a build stage by hand`,
      start,
    );
  if (program.path === undefined)
    return refuse(
      'needs-evidence',
      `where ${program.written} comes from is not seen: no make install writes it, and it is named without its path; write the path`,
      start,
    );
  const name = program.path.slice(program.path.lastIndexOf('/') + 1);
  const maker = makerOf(site, builders, name, program.path);
  if (!maker)
    return refuse(
      'needs-evidence',
      `no line is seen to build ${program.path}: no -o, no target of a makefile, no add_executable has that name; copy the program from a build stage by hand`,
      start,
    );
  const beside = filesBeside(site, builders[0]!.instruction);
  if (!beside)
    return refuse(
      'needs-evidence',
      `which files beside ${program.path} it reads is not seen, since what is copied is not here to be read; copy them and the program from a build stage by hand`,
      start,
    );
  return {
    copies: beside.copies,
    artefacts: [
      { path: program.path },
      ...beside.paths.filter((path) => path !== program.path).map((path) => ({ path })),
    ],
    evidence: [maker],
  };
}

function makerOf(site: Site, builders: readonly Producer[], name: string, path: string): Evidence | undefined {
  for (const { words, instruction } of builders) {
    const output = words[words.indexOf('-o') + 1];
    const { workdir } = site.stateAt(instruction);
    if (
      words.includes('-o') &&
      output !== undefined &&
      normalisePath(output.startsWith('/') ? output : `${workdir ?? '/'}/${output}`) === path
    )
      return seenIn(site.doc, instruction, `the compiler writes ${path}`);
  }
  for (const directory of site.contexts) {
    for (const project of site.context.evidence.projects(directory)) {
      if (project.ecosystem !== 'native') continue;
      const found = [...project.targets, ...project.executables].find(
        ({ is }) => is.slice(is.lastIndexOf('/') + 1) === name,
      );
      if (found) return { says: `${found.is} is built`, from: found.from };
    }
  }
  return undefined;
}

/** What the COPYs above the build bring besides sources, as absolute paths; `undefined` where that is not seen. */
function filesBeside(
  site: Site,
  build: Instruction,
): { paths: readonly string[]; copies: ReadonlySet<Instruction> } | undefined {
  const { repository } = site.context.evidence;
  const [context] = site.contexts;
  const found: string[] = [];
  const copies = new Set<Instruction>();
  for (const instruction of site.body) {
    if (instruction.index > build.index || (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD')) continue;
    const target = destination(site, instruction);
    const sources = copyArguments(instruction)?.sources ?? [];
    if (context === undefined || target === undefined || instruction.flag('from')) return undefined;
    copies.add(instruction);
    for (const source of sources) {
      const path = contextPath(context, source);
      if (path === undefined || /[*?[$]|:\/\//.test(source)) {
        if (SOURCES.test(source.slice(source.lastIndexOf('/') + 1).replaceAll('*', 'x'))) continue;
        return undefined;
      }
      const kind = path === '' ? 'directory' : repository.kind(path);
      const base = path.slice(path.lastIndexOf('/') + 1);
      if (kind === 'file' && !SOURCES.test(base))
        found.push(
          sources.length > 1 || /\/$|\.$/.test(copyArguments(instruction)!.destination) ? `${target}/${base}` : target,
        );
      if (kind === 'directory')
        for (const each of repository.list(path))
          if (!isSource((path === '' ? each : `${path}/${each}`) as FilePath, 0))
            found.push(normalisePath(`${target}/${each}`));
    }
  }
  return { paths: found, copies };

  function isSource(path: FilePath, depth: number): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (SOURCES.test(name)) return true;
    if (repository.kind(path) !== 'directory' || depth > 8) return false;
    return repository.list(path).every((each) => isSource(`${path}/${each}` as FilePath, depth + 1));
  }
}

const LIBRARIES: Assumption = {
  id: 'libraries-come-from-packages',
  believes:
    'The program loads libraries only that the distribution has, or that belong to a development package installed here',
  breaksIf:
    'the build makes a shared library elsewhere, or the program opens files below the folder of its source by absolute path',
  checkBy: 'build the image; ldd on the program shows what is not found',
};
