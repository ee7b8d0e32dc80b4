import type { FilePath, Folder, LocalReference, ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    go: GoProject;
  }
  interface Languages {
    go: true;
  }
  interface PackageIndexes {
    go: true;
  }
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
