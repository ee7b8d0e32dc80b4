import type { ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    static: StaticProject;
  }
}

/** A site generator that is no Node project. */
export interface StaticProject extends ProjectFacts {
  readonly ecosystem: 'static';
  readonly generator: Read<'hugo' | 'jekyll' | 'mkdocs'>;
  readonly output: Read<string> | undefined;
}
