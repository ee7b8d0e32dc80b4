import type { FilePath, LocalReference, ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    python: PythonProject;
  }
  interface Languages {
    python: true;
  }
  interface LibraryManagers {
    pip: true;
  }
  interface PackageIndexes {
    python: true;
  }
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
