import type { Source } from './evidence.js';
import type { FilePath, Folder } from './path.js';

/** A fact and where it was read. */
export interface Read<T> {
  readonly is: T;
  readonly from: Source;
}

interface ProjectFacts {
  readonly directory: Folder;
  /** The files in the directory that describe the project, in the order of their names. */
  readonly manifests: readonly FilePath[];
  /** Manifests that could not be read, and why in words: facts may be missing. */
  readonly unread: readonly { readonly file: FilePath; readonly why: string }[];
}

/** Something of the repository that a manifest points at. */
export interface LocalReference {
  /** As written: `../shared`, `file:lib`, `./pkg/tides`. */
  readonly written: string;
  /** Where it leads in the repository; `undefined` where it leads out of it, or a variable is in it. */
  readonly path: Folder | undefined;
  /** True for what stays linked to its source after the install: `-e`, `link:`, `workspace:`. */
  readonly linked: boolean;
}

/** A requirements or constraints file, with those it includes listed apart. */
export interface RequirementsRead {
  readonly file: FilePath;
  /** Names as PEP 503 normalises them, from index or elsewhere. */
  readonly names: readonly Read<string>[];
  /** Files it includes with `-r` or `-c`; `undefined` path where it leads out of the repository. */
  readonly includes: readonly Read<{
    readonly path: FilePath | undefined;
    readonly written: string;
    readonly constraint: boolean;
  }>[];
  /** Folders and files that it installs or looks in: `-e .`, `./libs/a`, `--find-links wheels`. */
  readonly local: readonly Read<LocalReference>[];
}

export type PythonTool = 'pip' | 'setuptools' | 'hatch' | 'flit' | 'poetry' | 'pdm' | 'uv' | 'pipenv';

export interface PythonProject extends ProjectFacts {
  readonly ecosystem: 'python';
  /** Whose files lie here; `pip` for requirements files. */
  readonly tools: readonly Read<PythonTool>[];
  readonly name: Read<string> | undefined;
  readonly version: Read<string> | undefined;
  readonly requiresPython: Read<string> | undefined;
  /** `poetry.core.masonry.api`; `undefined` where pyproject.toml names none. */
  readonly buildBackend: Read<string> | undefined;
  /** pyproject.toml or setup.py describes a package that can be installed: not set off by `package-mode = false`. */
  readonly isPackage: boolean;
  /** The requirements files of the directory and those they include. */
  readonly requirements: readonly RequirementsRead[];
  /** Normalised names the program needs: of requirements files, pyproject.toml, Pipfile and setup.py together. */
  readonly dependencies: readonly Read<string>[];
  /** Those of groups that are not for production: `dev`, `test`. */
  readonly developmentDependencies: readonly Read<string>[];
  /** What is installed from folders of the repository. */
  readonly local: readonly Read<LocalReference>[];
  /** Files that building the package reads beside its source: readme, licence, version. */
  readonly buildReads: readonly Read<string>[];
  /** `[project.scripts]`, `[tool.poetry.scripts]`: a command and what it calls. */
  readonly scripts: ReadonlyMap<string, Read<string>>;
  readonly lockFiles: readonly FilePath[];
}

export interface NodeLock {
  readonly kind: 'npm' | 'yarn' | 'yarn-berry' | 'pnpm' | 'bun';
  readonly file: FilePath;
  /** `lockfileVersion` (npm, pnpm), `__metadata.version` (yarn 2 and later); `undefined` where the file has none. */
  readonly version: Read<string> | undefined;
  /** Whether it has what package.json asks for, the packages of a workspace included; compared when first asked for. */
  readonly agreement: LockAgreement;
}

/** `agrees` undefined: it cannot be told, `why` says what stands in the way. */
export type LockAgreement = { readonly agrees: true } | { readonly agrees: false | undefined; readonly why: string };

export interface NodeProject extends ProjectFacts {
  readonly ecosystem: 'node';
  readonly name: Read<string> | undefined;
  readonly version: Read<string> | undefined;
  readonly type: Read<'module' | 'commonjs'> | undefined;
  readonly main: Read<string> | undefined;
  readonly bin: ReadonlyMap<string, Read<string>>;
  readonly scripts: ReadonlyMap<string, Read<string>>;
  readonly engines: ReadonlyMap<string, Read<string>>;
  /** `pnpm@9.1.0`, as written. */
  readonly packageManager: Read<string> | undefined;
  readonly dependencies: ReadonlyMap<string, Read<string>>;
  readonly devDependencies: ReadonlyMap<string, Read<string>>;
  readonly optionalDependencies: ReadonlyMap<string, Read<string>>;
  readonly peerDependencies: ReadonlyMap<string, Read<string>>;
  readonly locks: readonly NodeLock[];
  /** Patterns of package.json or pnpm-workspace.yaml. */
  readonly workspaces: readonly Read<string>[];
  /** The folders that they match and that hold a package.json. */
  readonly members: readonly FilePath[];
  /** Dependencies on folders and files: `file:`, `link:`, `portal:`, `workspace:`. */
  readonly local: ReadonlyMap<string, Read<LocalReference>>;
  /** Scripts of this package that an install runs by itself. */
  readonly hooks: ReadonlyMap<NodeHook, Read<string>>;
  /** Files that the package manager reads beside package.json and the lock: .npmrc, .yarnrc.yml, .yarn, patches. */
  readonly settings: readonly FilePath[];
  /** The schema that `prisma generate` reads, where Prisma is used and one is found. */
  readonly prisma: FilePath | undefined;
  readonly bundler: NodeBundler | undefined;
}

export type NodeHook =
  | 'preinstall'
  | 'install'
  | 'postinstall'
  | 'prepublish'
  | 'preprepare'
  | 'prepare'
  | 'postprepare';

export interface NodeBundler {
  readonly name:
    | 'vite'
    | 'cra'
    | 'vue-cli'
    | 'angular'
    | 'next'
    | 'nuxt'
    | 'gatsby'
    | 'astro'
    | 'webpack'
    | 'parcel'
    | 'tsc';
  /** Evidence that it is the one in use. */
  readonly from: Source;
  /** The folder it writes, relative to the project: read from its configuration, else its documented default. */
  readonly output: Read<string> | undefined;
  /** False: the folder is the tool's default, nothing in the repository says so. */
  readonly outputIsSet: boolean;
}

export interface GoProject extends ProjectFacts {
  readonly ecosystem: 'go';
  readonly module: Read<string> | undefined;
  /** The `go` line: `1.22`. */
  readonly goVersion: Read<string> | undefined;
  readonly toolchain: Read<string> | undefined;
  /** `replace x => ./y`. */
  readonly replaces: readonly Read<LocalReference & { readonly module: string }>[];
  /** `use` lines of go.work in this directory. */
  readonly uses: readonly Read<LocalReference>[];
  readonly sum: FilePath | undefined;
  /** vendor/modules.txt, which makes `go build` take dependencies from vendor/. */
  readonly vendored: FilePath | undefined;
  /** Modules of `require`, with their version. */
  readonly requires: ReadonlyMap<string, Read<string>>;
  /** Folders with `package main`; read when first asked for. */
  readonly mains: readonly Read<Folder>[];
  /** Files that `import "C"`; read when first asked for. */
  readonly cgo: readonly Read<FilePath>[];
  /** Patterns of `//go:embed`, relative to the folder of the file; read when first asked for. */
  readonly embeds: readonly Read<string>[];
}

export interface JavaProject extends ProjectFacts {
  readonly ecosystem: 'java';
  readonly tool: 'maven' | 'gradle';
  readonly groupId: Read<string> | undefined;
  readonly artifactId: Read<string> | undefined;
  readonly version: Read<string> | undefined;
  /** `jar`, `war`, `pom`. */
  readonly packaging: Read<string> | undefined;
  /** What the build writes, relative to the directory: `target/shop-1.2.jar`; `undefined` where it is not certain. */
  readonly artifact: Read<string> | undefined;
  /** Folders of the modules below it. */
  readonly modules: readonly Read<LocalReference>[];
  /** A parent that lies in the repository. */
  readonly parent: Read<LocalReference> | undefined;
  /** The Spring Boot plugin makes a jar that runs by itself; `layers` false where it is switched off. */
  readonly springBoot: Read<{ readonly version: string | undefined; readonly layers: boolean }> | undefined;
  /** Plug-ins: `groupId:artifactId` for Maven, ids for Gradle. */
  readonly plugins: readonly Read<string>[];
  readonly wrapper: FilePath | undefined;
  readonly javaVersion: Read<string> | undefined;
}

export interface RustProject extends ProjectFacts {
  readonly ecosystem: 'rust';
  readonly name: Read<string> | undefined;
  readonly version: Read<string> | undefined;
  /** Programs that `cargo build` makes, by name. */
  readonly binaries: readonly Read<string>[];
  readonly defaultRun: Read<string> | undefined;
  /** Patterns of `[workspace] members`. */
  readonly workspaces: readonly Read<string>[];
  readonly members: readonly FilePath[];
  readonly pathDependencies: readonly Read<LocalReference>[];
  readonly dependencies: ReadonlyMap<string, Read<string>>;
  readonly lock: FilePath | undefined;
  readonly buildScript: FilePath | undefined;
  readonly toolchain: Read<string> | undefined;
}

export interface DotnetAssembly {
  readonly file: FilePath;
  readonly sdk: Read<string> | undefined;
  /** Name of the dll without its ending: `AssemblyName`, else the file's name. */
  readonly assembly: Read<string>;
  readonly outputType: Read<string> | undefined;
  readonly frameworks: readonly Read<string>[];
  readonly references: readonly Read<LocalReference>[];
  readonly packages: readonly Read<string>[];
}

export interface DotnetProject extends ProjectFacts {
  readonly ecosystem: 'dotnet';
  readonly assemblies: readonly DotnetAssembly[];
  readonly solutions: readonly FilePath[];
  /** Project files that solutions of this directory name. */
  readonly solutionProjects: readonly Read<LocalReference>[];
  /** global.json, Directory.*.props and .targets, nuget.config: here and in the folders above, nearest first. */
  readonly shared: readonly FilePath[];
  readonly sdkVersion: Read<string> | undefined;
}

export interface PhpProject extends ProjectFacts {
  readonly ecosystem: 'php';
  readonly lock: FilePath | undefined;
  readonly requires: ReadonlyMap<string, Read<string>>;
  readonly scripts: ReadonlyMap<string, Read<string>>;
  /** Repositories of type `path`. */
  readonly pathRepositories: readonly Read<LocalReference>[];
  /** Files and folders that the autoloader is made from when packages are installed. */
  readonly autoload: readonly Read<string>[];
  readonly plugins: readonly Read<string>[];
}

export interface RubyProject extends ProjectFacts {
  readonly ecosystem: 'ruby';
  readonly gems: readonly Read<string>[];
  readonly lock: FilePath | undefined;
  readonly pathGems: readonly Read<LocalReference>[];
  /** Files that the Gemfile reads when bundler evaluates it: `.ruby-version`, a gemspec, another Gemfile. */
  readonly reads: readonly Read<string>[];
  readonly rubyVersion: Read<string> | undefined;
  /** Gems that have C code to compile, known by name. */
  readonly nativeGems: readonly Read<string>[];
}

/** A site generator that is no Node project. */
export interface StaticProject extends ProjectFacts {
  readonly ecosystem: 'static';
  readonly generator: Read<'hugo' | 'jekyll' | 'mkdocs'>;
  readonly output: Read<string> | undefined;
}

export interface NativeProject extends ProjectFacts {
  readonly ecosystem: 'native';
  readonly tools: readonly Read<'make' | 'cmake' | 'autotools' | 'meson'>[];
  /** Targets of the Makefile that stand at the start of a line, in order. */
  readonly targets: readonly Read<string>[];
  /** `add_executable(name` of CMakeLists.txt. */
  readonly executables: readonly Read<string>[];
  /** `install(` of CMakeLists.txt. */
  readonly installs: readonly Read<string>[];
}

/** What the manifests of one ecosystem in one directory say. */
export type Project =
  | PythonProject
  | NodeProject
  | GoProject
  | JavaProject
  | RustProject
  | DotnetProject
  | PhpProject
  | RubyProject
  | StaticProject
  | NativeProject;

export type Ecosystem = Project['ecosystem'];

/** Why it cannot be told which files an install reads. Data, like a refusal. */
export type UntoldCode =
  | 'not-an-install' // no command that installs what a manifest names
  | 'writes-manifest' // it adds or updates packages, and writes the manifest itself
  | 'unread-manifest' // a manifest is missing, too large or does not parse
  | 'local-source' // it installs or links folders of the repository
  | 'own-hook' // a script of the project itself runs at install
  | 'whole-project' // it installs or builds the project itself
  | 'vendored' // dependencies lie in the repository
  | 'unknown-option'; // an option or variable decides

/** The files of the repository that an install command reads. */
export type InstallInputs =
  | {
      readonly told: true;
      readonly ecosystem: Ecosystem;
      readonly tool: string;
      /** Files, and folders that are read whole (`.yarn/releases`); each exists in the repository. */
      readonly files: readonly FilePath[];
      /** Folders of the project that it fills: `node_modules`, `vendor`, `obj`. What lies there in a build context mixes in. */
      readonly writes: readonly FilePath[];
      /** Files without which the command fails; the others are read where they are there. */
      readonly needs: readonly FilePath[];
      /** One for each file or fact it rests on. */
      readonly because: readonly Read<string>[];
    }
  | { readonly told: false; readonly code: UntoldCode; readonly message: string; readonly from: Source | undefined };
