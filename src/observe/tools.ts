// What an observation is handed beside what a verification is: a look at running containers.
import type { ContainerState, Engine } from '../io/index.js';
import type { Tools } from '../verify/index.js';

export interface Live {
  usage(
    engine: Engine,
    container: ContainerState,
  ): Promise<{ readonly memory: number; readonly cpuSeconds: number; readonly pids: number } | undefined>;
  processes(
    engine: Engine,
    container: ContainerState,
  ): Promise<readonly { readonly pid: number; readonly uid: number; readonly gid: number; readonly name: string }[]>;
  ports(engine: Engine, container: ContainerState): Promise<readonly string[] | undefined>;
  owners(
    engine: Engine,
    container: ContainerState,
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly mode: string; readonly uid: number; readonly gid: number }>>;
}

export interface ObserveTools extends Tools {
  readonly live: Live;
}
