import type { FilePath, ProjectFacts } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    deno: DenoProject;
  }
}

export interface DenoProject extends ProjectFacts {
  readonly ecosystem: 'deno';
  readonly lock: FilePath | undefined;
  /** The file whose setting decides whether it keeps packages in node_modules. */
  readonly besideSource: FilePath | undefined;
}
