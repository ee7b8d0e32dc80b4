// Rust on the official image: the program is one file that loads the C library of the image it was built on, and the
// libraries that its -sys crates bind.
import type { Instruction } from '../../dockerfile/index.js';
import { baseName, type Folder, words, type Stop, stop, isStop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import type { RustProject } from '../index.js';
import {
  absolutePath,
  type Built,
  isOneFile,
  type Producer,
  type Program,
  type ProgramDoes,
  programRecipe,
  quotedStart,
} from '../../splits/index.js';
import { librariesOf, withoutTls } from './split-libraries.js';

export const rust = programRecipe({
  id: 'rust',
  page: {
    name: 'Rust',
    builds: '`cargo build`, `cargo install` on the official images on Debian and Alpine',
    copies:
      'the program that starts, files that are no source, and the libraries that crates named `*-sys` in `Cargo.lock` bind',
  },
  image: 'rust',
  does: ({ name }, called) => {
    const verb = verbOf(called);
    if (name === 'cargo' && /^(?:build|b|install)$/.test(verb)) return 'build';
    return (name === 'cargo' && VERBS.has(verb)) || name === 'rustup' || name === 'rustc' ? 'other' : undefined;
  },
  compilesAtStart: (words) => (words[0] === 'cargo' && words[1] === 'run' ? 'cargo run' : undefined),
  startsBuilt,
  builder: 'cargo build --release',
  read,
  assumption: isOneFile('certificates and the libraries that are installed', 'no crate named *-sys binds'),
});

const VERBS = words('fetch check test clippy fmt clean update vendor generate-lockfile tree metadata');

function verbOf(called: readonly string[]): string {
  return called.slice(1).find((word) => !/^[+-]|\$/.test(word)) ?? '';
}

function read(site: Site, producers: readonly Producer<ProgramDoes>[]): Built | Stop<Instruction> {
  const projects = projectsOf(site);
  const programs = programsOf(site, producers, projects);
  if (isStop(programs)) return programs;
  if (programs.length === 0)
    return stop(
      'needs-evidence',
      'which programs cargo builds is not seen: no Cargo.toml in the build context names one',
    );
  return {
    programs,
    isStatic: false,
    isSource,
    readsDotenv: projects.some(({ dependencies }) => dependencies.has('dotenv') || dependencies.has('dotenvy')),
    needs: ({ release }) => {
      const libraries = librariesOf(site, projects, release);
      const asksNobody = withoutTls(site, projects);
      if (isStop(libraries)) return libraries;
      // The image of Rust brings certificates, and crates read them.
      const packages = [
        ...(asksNobody ? [] : ['ca-certificates']),
        ...(dynamicOnAlpine(site) ? ['libgcc'] : []),
        ...libraries.packages,
      ];
      const evidence = [...libraries.evidence, ...(asksNobody ? [asksNobody] : [])];
      return { packages, evidence, assumption: libraries.assumption };
    },
  };
}

function projectsOf(site: Site): RustProject[] {
  const found: RustProject[] = [];
  for (const directory of site.contexts) {
    for (const folder of [directory, ...rustAt(site, directory).flatMap(({ members }) => members)])
      found.push(...rustAt(site, folder));
  }
  return found;
}

function rustAt(site: Site, folder: Folder): RustProject[] {
  return site.context.evidence.projects(folder).flatMap((each) => (each.ecosystem === 'rust' ? [each] : []));
}

function programsOf(
  site: Site,
  producers: readonly Producer<ProgramDoes>[],
  projects: readonly RustProject[],
): Program[] | Stop<Instruction> {
  const found: Program[] = [];
  for (const producer of producers) {
    const { words, instruction, does } = producer;
    if (does !== 'build') continue;
    const folder = folderOf(site, producer);
    if (folder === undefined)
      return stop(
        'needs-evidence',
        `where ${quotedStart(words)} writes the program is not seen; give the folder as an absolute path`,
        instruction,
      );
    for (const name of namesOf(words, projects))
      found.push({ path: `${folder}/${name}`, from: instruction, optional: true });
  }
  return found;
}

/** The folder the programs of a call are written to. Source: https://doc.rust-lang.org/cargo/guide/build-cache.html */
function folderOf(site: Site, { words, instruction, command }: Producer): string | undefined {
  const { variables } = site.stateAt(instruction);
  let folder = site.directoryAt(instruction, command.command);
  if (verbOf(words) === 'install') {
    const root = option(words, '--root');
    if (root !== undefined) return absolutePath(`${root}/bin`, folder);
    return `${variables.get('CARGO_INSTALL_ROOT') ?? variables.get('CARGO_HOME') ?? '/usr/local/cargo'}/bin`;
  }
  const manifest = option(words, '--manifest-path');
  if (manifest !== undefined) folder = absolutePath(manifest.replace(/\/?Cargo\.toml$/, '') || '.', folder);
  const target = option(words, '--target-dir') ?? variables.get('CARGO_TARGET_DIR');
  const out = target === undefined ? folder && `${folder}/target` : absolutePath(target, folder);
  const triple = option(words, '--target') ?? variables.get('CARGO_BUILD_TARGET');
  const profile =
    option(words, '--profile') ?? (words.some((word) => word === '--release' || word === '-r') ? 'release' : 'debug');
  if (out === undefined || [triple, profile].some((each) => each?.includes('$'))) return undefined;
  return [out, ...(triple === undefined ? [] : [triple]), profile === 'dev' ? 'debug' : profile].join('/');
}

function option(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  if (at !== -1) return words[at + 1];
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The programs that a call builds: those it names, else all of the package and the workspace. */
function namesOf(words: readonly string[], projects: readonly RustProject[]): string[] {
  const bin = option(words, '--bin');
  if (bin !== undefined) return [bin];
  const wanted = option(words, '-p') ?? option(words, '--package');
  const chosen = wanted === undefined ? projects : projects.filter(({ name }) => name?.is === wanted);
  return [...new Set(chosen.flatMap(({ binaries }) => binaries.map(({ is }) => is)))];
}

/** What `cargo run` starts, where its options are those of the build: the same profile, and the program by its name or alone. */
function startsBuilt(words: readonly string[], programs: readonly Program[]): readonly string[] | undefined {
  const end = words.indexOf('--');
  const own = words.slice(2, end === -1 ? undefined : end);
  const bin = option(own, '--bin');
  const isPlain = own.every(
    (word) => /^(?:-r|--release|-q|--quiet|--bin|--locked|--offline)$/.test(word) || word === bin,
  );
  if (!isPlain) return undefined;
  const profile = own.some((word) => word === '-r' || word === '--release') ? 'release' : 'debug';
  const found = programs.filter(
    ({ path }) => path.includes(`/${profile}/`) && (bin ?? baseName(path)) === baseName(path),
  );
  return found.length === 1 ? [found[0]!.path, ...(end === -1 ? [] : words.slice(end + 1))] : undefined;
}

/** Programs for musl are static unless that is switched off. Source: https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes */
function dynamicOnAlpine(site: Site): boolean {
  return site.profile?.family === 'alpine' && /target-feature=-crt-static/.test(site.doc.text);
}

function isSource(path: string, name: string): boolean {
  if (path === 'target' || path === '.cargo' || path === 'vendor') return true;
  return (
    /\.rs$/.test(name) ||
    /^(?:Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|rustfmt\.toml|\.rustfmt\.toml|clippy\.toml|deny\.toml)$/.test(
      name,
    )
  );
}
