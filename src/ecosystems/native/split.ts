// Programs in C and its like on a distribution, or an image with compilers on it: make, cmake, ninja, autotools, or the compiler itself.
import {
  type Assumption,
  type Evidence,
  baseName,
  type Stop,
  isStop,
  stop,
  anyOf,
  partPattern,
} from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { buildsWithOpenMp, chooseSlimBase, instructionEvidence, type RunBase, type Site } from '../../runs/index.js';
import { normalisePath, type Instruction } from '../../dockerfile/index.js';
import {
  type Findings,
  type Producer,
  type Recipe,
  commandsOfAll,
  installsBuildTools,
  isImage,
  producersOf,
  programFindings,
} from '../../splits/index.js';
import { readMakeInstall, type Found, type Program } from './split-install.js';
import { compilingBase, linkedLibraries, NO_LIBRARIES } from './split-libraries.js';

export const make: Recipe = {
  id: 'make',
  page: {
    name: 'make',
    builds: '`make`, `cmake`, `ninja`, autotools and compilers on Debian, Ubuntu, gcc and buildpack-deps',
    copies:
      'what `make install` writes below its prefix, or the program in its folder, and of the copied files those that are no source; Debian alone for gcc and buildpack-deps, with the libraries that the flags of a makefile name',
  },
  read,
};

const COMPILING = ['gcc', 'buildpack-deps'];

function read(site: Site): Findings | Stop<Instruction> | undefined {
  if (!isImage(site.image, 'debian', 'ubuntu', ...COMPILING)) return undefined;
  const compiles = isImage(site.image, ...COMPILING);
  if (!installsBuildTools(site) && !compiles) return undefined;
  return readCompiled(site, () => (compiles ? compilingBase(site) : chooseSlimBase(site)), compiles);
}

/**
 * A program that is compiled; `undefined` where nothing is.
 * @param baseOf the image that runs it.
 * @param compiles the image brings libraries that it may be linked with, beside those that are installed.
 */
export function readCompiled(
  site: Site,
  baseOf: () => RunBase | Stop<Instruction>,
  compiles: boolean,
): Findings | Stop<Instruction> | undefined {
  const producers = makersOf(site);
  const builders = producers.filter(({ does }) => does === 'build');
  if (builders.length === 0) return undefined;
  const base = baseOf();
  if (isStop(base)) return base;
  const program = programOf(site);
  if (isStop(program)) return program;
  const found = readMakeInstall(site, builders, program) ?? besideTheSource(site, builders, program);
  if (isStop(found)) return found;
  const libraries = compiles ? linkedLibraries(site, builders, base.release) : NO_LIBRARIES;
  if (isStop(libraries)) return libraries;
  const needsOpenMp = buildsWithOpenMp(site) && !isImage(site.image, 'gcc');
  return programFindings(site, {
    producers: commandsOfAll(producers),
    last: builders.at(-1)!.instruction,
    started: [found.artefacts[0], ...libraries.artefacts],
    base,
    packages: [...(needsOpenMp ? ['libgomp1'] : []), ...libraries.packages],
    isSource,
    afterwards: found.afterwards ?? (libraries.artefacts.length > 0 ? ['RUN ldconfig'] : []),
    assumption: LIBRARIES,
    evidence: [
      instructionEvidence(site.doc, builders[0]!.instruction, 'the program is built here'),
      ...found.evidence,
      ...libraries.evidence,
    ],
  });
}

/** What compiles, and what stands around it: a download in a RUN of its own may be of something that runs. */
function makersOf(site: Site): Producer<'build' | 'around'>[] {
  const found = producersOf(site, ({ name }) => {
    if (programIs(name, 'compiler') || programIs(name, 'nativeBuild')) return 'build';
    return programIs(name, 'aroundBuild') ? 'around' : undefined;
  });
  const builds = new Set(found.flatMap(({ does, instruction }) => (does === 'build' ? [instruction] : [])));
  return found.filter(({ instruction }) => builds.has(instruction));
}

function programOf(site: Site): Program | Stop<Instruction> {
  const instruction = site.entrypoint ?? site.cmd;
  const words = instruction?.execForm ?? instruction?.args.replace(/^exec\s+/, '').split(/\s+/) ?? [];
  const [written = ''] = words;
  // A script that is here: what it calls of the build lies below the prefix, or the build tools it calls are found.
  if (/\.sh$|entrypoint/.test(written) && site.readScript(written) !== undefined)
    return { written, path: undefined, script: true };
  if (/[$"'|;&<>(]/.test(written) || programIs(baseName(written), 'shell') || /\.sh$/.test(written))
    return stop(
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

const SOURCES = anyOf(
  partPattern(
    'c h cc cpp cxx c++ cu cuh hh hpp hxx inl s S asm y l in am ac m4 mk cmake md rst o a lo la sln vcxproj',
    {
      before: /\./,
      after: /$/,
    },
  ),
  /^(?:GNU)?[Mm]akefile.*$|^CMakeLists\.txt$|^CMakePresets\.json$|^configure.*$|^autogen\.sh$|^bootstrap.*$/,
  /^LICEN[CS]E.*$|^COPYING.*$|^README.*$|^CHANGE.*$|^AUTHORS.*$/,
  /^Dockerfile.*$|^.*\.[Dd]ockerfile$|^\.docker.*$|^(?:docker-)?compose.*\.ya?ml$/,
  /^\.git.*$|^\.clang.*$|^\.editorconfig$|^\.travis\.yml$|^\.vscode$|^\.idea$/,
);

/** A program that is built in its folder and runs there, with the files beside it that are no source. */
function besideTheSource(site: Site, builders: readonly Producer[], program: Program): Found | Stop<Instruction> {
  const start = site.entrypoint ?? site.cmd;
  if (program.script)
    return stop(
      'needs-evidence',
      `what the build makes is started through ${program.written}, so which file it is is not seen; copy the program from a build stage by hand`,
      start,
    );
  if (program.path === undefined)
    return stop(
      'needs-evidence',
      `where ${program.written} comes from is not seen: no make install writes it, and it is named without its path; write the path`,
      start,
    );
  const name = baseName(program.path);
  const maker = makerOf(site, builders, name, program.path);
  if (!maker)
    return stop(
      'needs-evidence',
      `no line is seen to build ${program.path}: no -o, no target of a makefile, no add_executable has that name; copy the program from a build stage by hand`,
      start,
    );
  const [context] = site.contexts;
  if (context === undefined)
    return stop(
      'needs-evidence',
      `which files beside ${program.path} it reads is not seen, since what is copied is not here to be read; copy them and the program from a build stage by hand`,
      start,
    );
  return { artefacts: [{ path: program.path }], evidence: [maker] };
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
      return instructionEvidence(site.doc, instruction, `the compiler writes ${path}`);
  }
  for (const directory of site.contexts) {
    for (const project of site.context.evidence.projects(directory)) {
      if (project.ecosystem !== 'native') continue;
      const found = [...project.targets, ...project.executables].find(({ is }) => baseName(is) === name);
      if (found) return { says: `${found.is} is built`, from: found.from };
    }
  }
  return undefined;
}

function isSource(path: string, name: string): boolean {
  return SOURCES.test(name) || path === 'build' || path === 'cmake' || path === 'm4';
}

const LIBRARIES: Assumption = {
  id: 'libraries-come-from-packages',
  believes:
    'The program loads libraries only that the distribution has, or that belong to a development package installed here',
  breaksIf:
    'the build makes a shared library elsewhere, or the program opens files below the folder of its source by absolute path',
  checkBy: 'build the image; ldd on the program shows what is not found',
};
