import type { FilePath, LocalReference, ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    rust: RustProject;
  }
  interface Languages {
    rust: true;
  }
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
