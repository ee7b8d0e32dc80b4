import type { FilePath, ProjectFacts } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    bun: BunProject;
  }
}

/** What Bun has beside package.json, which is read as Node's. */
export interface BunProject extends ProjectFacts {
  readonly ecosystem: 'bun';
  readonly lock: FilePath | undefined;
}
