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
  /** Repositories of type `path`. */
  readonly pathRepositories: readonly Read<LocalReference>[];
  /** Files and folders that the autoloader is made from when packages are installed. */
  readonly autoload: readonly Read<string>[];
  readonly plugins: readonly Read<string>[];
}
