import type { FilePath, LocalReference, ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    php: PhpProject;
  }
  interface Languages {
    php: true;
  }
}

export interface PhpProject extends ProjectFacts {
  readonly ecosystem: 'php';
  readonly lock: FilePath | undefined;
  readonly requires: ReadonlyMap<string, Read<string>>;
  readonly scripts: ReadonlyMap<string, Read<string>>;
  /** Repositories that are folders of this one. */
  readonly pathRepositories: readonly Read<LocalReference>[];
  /** Files and folders that the autoloader is made from when packages are installed. */
  readonly autoload: readonly Read<string>[];
  /** Packages that may be plug-ins of composer and are allowed to run. */
  readonly plugins: readonly Read<string>[];
}
