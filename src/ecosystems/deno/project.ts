import type { FilePath, ProjectFacts } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    deno: DenoProject;
  }
}

export interface DenoProject extends ProjectFacts {
  readonly ecosystem: 'deno';
  readonly lock: FilePath | undefined;
  /** The file that makes it keep packages in node_modules, or may. */
  readonly besideSource: FilePath | undefined;
}
