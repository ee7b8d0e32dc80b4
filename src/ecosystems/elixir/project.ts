import type { FilePath, ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    elixir: ElixirProject;
  }
  interface Languages {
    elixir: true;
  }
}

export interface ElixirProject extends ProjectFacts {
  readonly ecosystem: 'elixir';
  readonly app: Read<string> | undefined;
  /** A setting of its releases that takes Erlang from elsewhere, or may. */
  readonly foreignErlang: Read<string> | undefined;
  readonly lock: FilePath | undefined;
}
