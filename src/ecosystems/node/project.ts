import type { FilePath, LocalReference, ProjectFacts, Read, Source } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    node: NodeProject;
  }
  interface Languages {
    node: true;
  }
  interface LibraryManagers {
    npm: true;
    yarn: true;
    pnpm: true;
  }
  interface PackageIndexes {
    npm: true;
  }
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
  /** Where the lock file is of yarn 2 or later. */
  readonly berry: Berry | undefined;
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

/** Yarn 2 and later, as `.yarnrc.yml` and the lock file say. */
export interface Berry {
  readonly major: number | undefined;
  /** `pnp`: there is no node_modules, and packages are run from where they are kept. `undefined` for others. */
  readonly linker: 'pnp' | 'node-modules' | undefined;
  /** Where packages are kept: in the project, or in the home folder of whoever installs; `undefined` elsewhere. */
  readonly cache: 'project' | 'home' | undefined;
  /** `yarn workspaces focus` is there. */
  readonly hasFocus: boolean;
  /** A file or folder that `.yarnrc.yml` names outside of where yarn puts its own; or itself, where it cannot be read. */
  readonly strayPath: string | undefined;
  readonly from: Source;
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
