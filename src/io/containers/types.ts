// What runs containers, as verify and observe see it. A test puts a fake in its place.

export type EngineName = 'docker' | 'podman';

/** A failure of the engine or of a command in it, in the engine's words. Not a bug of harden. */
export class EngineError extends Error {
  override readonly name: string = 'EngineError';
}

/** The engine itself failed, or gave no answer in time: nothing follows of what it was asked to build or run. */
export class EngineFault extends EngineError {
  override readonly name = 'EngineFault';
}

/** The person ended the run. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

/** Files and values a build may read. They are passed through and never stored. */
interface BuildSecret {
  readonly id: string;
  /** Absolute path. */
  readonly file?: string;
  /** Name of an environment variable. */
  readonly environment?: string;
}

export interface BuildRequest {
  /** Absolute path of the build context, or an address. */
  readonly context: string;
  /** Absolute path. */
  readonly dockerfile: string;
  /** `null` passes on what the environment has. */
  readonly args: Readonly<Record<string, string | null>>;
  readonly target?: string;
  readonly network?: string;
  readonly platform?: string;
  readonly shmSize?: string;
  readonly secrets?: readonly BuildSecret[];
  readonly ssh?: readonly string[];
  /** Named contexts beside the main one. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** `name=address`. */
  readonly hosts?: readonly string[];
  /** False: every instruction runs, whatever was built before. */
  readonly cache: boolean;
  /** Limits, and caches apart from those of other builds. */
  readonly untrusted?: boolean;
  readonly timeoutMs: number;
}

export type Built =
  | { readonly ok: true /** Name the image has until the run ends. */; readonly image: string; readonly ms: number }
  | { readonly ok: false /** The end of what the build said. */; readonly log: string; readonly ms: number };

/** The configuration of an image as the engine reports it. Lists and maps are empty where it has none. */
export interface ImageConfig {
  readonly user: string;
  /** `NAME=value`, in order. */
  readonly env: readonly string[];
  readonly command: readonly string[] | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly workdir: string;
  /** `80/tcp`, sorted. */
  readonly ports: readonly string[];
  /** Sorted. */
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal: string;
  readonly shell: readonly string[] | undefined;
  readonly healthcheck: Healthcheck | undefined;
  readonly onBuild: readonly string[];
}

/** Durations in nanoseconds; 0: the engine's default. */
export interface Healthcheck {
  readonly test: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly startPeriod: number;
  readonly startInterval: number;
  readonly retries: number;
}

export interface ImageFacts {
  readonly id: string;
  /** Of the registry it was pulled from: `sha256:...`. Absent for what was built here. */
  readonly digest?: string;
  readonly platform: Platform;
  /** Bytes, layers of the base image included. */
  readonly size: number;
  /** Of the file system; instructions that change no file make none. */
  readonly layers: number;
  readonly config: ImageConfig;
}

/** One instruction of the image, the oldest first. */
export interface Layer {
  readonly createdBy: string;
  /** Bytes. */
  readonly size: number;
}

/** What is in an image, read without running it. */
export interface ImageContents {
  /** Of dpkg and apk, by name. */
  readonly packages: ReadonlyMap<string, string>;
  /** Absolute paths of programs that run as somebody else (setuid, setgid), sorted. */
  readonly setuid: readonly string[];
  /** Absolute paths of programs in the folders of PATH that only builds need, sorted. */
  readonly tools: readonly string[];
  /** User names by number, from /etc/passwd. */
  readonly users: ReadonlyMap<string, string>;
  /** Those of the folders asked for that hold files. */
  readonly held: ReadonlySet<string>;
  readonly files: number;
  /** The image was larger than the limit, and the lists are not complete. */
  readonly cut: boolean;
}

/** A value of the normalised Compose model. */
export type ModelValue = null | boolean | number | string | readonly ModelValue[] | ModelMap;
export interface ModelMap {
  readonly [key: string]: ModelValue;
}

export interface ComposeRequest {
  /** Absolute paths, in the order in which they are laid over each other. */
  readonly files: readonly string[];
  /** Absolute path of the folder that relative paths start from. */
  readonly folder: string;
}

/** A mount of a container. */
export interface ContainerMount {
  readonly type: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly writable: boolean;
}

export interface ContainerState {
  readonly id: string;
  readonly name: string;
  /** Of Compose; the name of the container where it belongs to no project. */
  readonly service: string;
  /** `created`, `running`, `restarting`, `exited`, `dead`, `paused`. */
  readonly status: string;
  /** Of the last run; 0 while it is running for the first time. */
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** When it was last started, in milliseconds since 1970 by the engine's clock; 0 where it was not. */
  readonly startedAt: number;
  /** When it last ended, in milliseconds since 1970 by the engine's clock; 0 where it has not. */
  readonly finishedAt: number;
  readonly error: string;
  /** `undefined` where it has no health check. */
  readonly health: 'starting' | 'healthy' | 'unhealthy' | undefined;
  /** What the health checks said, the latest last. */
  readonly healthLog: readonly { readonly exitCode: number; readonly output: string }[];
  /** How often the engine started it again. */
  readonly restarts: number;
  /** Process 1 of the container on the machine of the engine; 0 where it does not run. */
  readonly pid: number;
  readonly user: string;
  readonly image: string;
  /** `80/tcp` -> where it is reached from this machine. */
  readonly ports: ReadonlyMap<string, { readonly host: string; readonly port: number }>;
  readonly mounts: readonly ContainerMount[];
  /** In the first of its networks. */
  readonly address?: string;
}

/** A file or folder of a container. */
export interface ContainerEntry {
  /** Absolute, in the container. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Milliseconds since 1970, in whole seconds. */
  readonly modified: number;
}

export interface ContainerEntries {
  readonly entries: readonly ContainerEntry[];
  /** There are more than are listed. */
  readonly cut: boolean;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly timedOut: boolean;
}

/** A Compose project of this run. Everything in it carries the run's label. */
export interface Project {
  readonly name: string;
  /** Creates and starts what is not there. `recreate` makes every container anew and keeps the volumes. */
  up(options: { readonly timeoutMs: number; readonly recreate?: boolean }): Promise<Ran>;
  containers(): Promise<readonly ContainerState[]>;
  /** The end of what a container printed, both streams, at most `bytes`. */
  logs(id: string, bytes: number): Promise<string>;
  /** Asks the containers to stop, with the time their service gives them. */
  stop(timeoutMs: number): Promise<Ran>;
  /** Removes containers, networks and volumes. */
  down(): Promise<void>;
}

/** Where an answer of the network came from. */
export interface Engine {
  readonly name: EngineName;
  /** `Docker 26.1.5`. */
  readonly title: string;
  readonly platform: Platform;
  /** Whether Compose can be run with it, and why not. */
  readonly compose: true | string;
  /** What the run's containers, networks, volumes and images are labelled with. */
  readonly label: { readonly key: string; readonly value: string };

  build(request: BuildRequest): Promise<Built>;
  /** `undefined` where the engine has no such image. */
  image(reference: string): Promise<ImageFacts | undefined>;
  layers(reference: string): Promise<readonly Layer[]>;
  /** `folders`: absolute paths of which `held` says whether they hold files. */
  contents(reference: string, folders?: readonly string[]): Promise<ImageContents>;
  removeImage(reference: string): Promise<void>;
  /** Removes entries of a folder that containers wrote to as another user: with `rm` of the first of the images that has it. */
  clear(folder: string, entries: readonly string[], images: readonly string[]): Promise<void>;

  /**
   * The normalised model of Compose files: variables, `extends`, `include` and merges resolved.
   * @throws EngineError with the words of Compose where it does not take them.
   */
  readCompose(request: ComposeRequest): Promise<ModelMap>;
  /** A project made of a model that carries the labels already; `folder` holds its file. */
  project(name: string, model: ModelMap, folder: string): Project;

  exec(
    container: string,
    argv: readonly string[],
    options: { readonly timeoutMs: number; readonly user?: string },
  ): Promise<Ran>;
  /** Paths that a container added (`A`), changed (`C`) or deleted (`D`) outside its volumes. */
  diff(container: string): Promise<readonly { readonly kind: 'A' | 'C' | 'D'; readonly path: string }[]>;
  /** What lies at and below a path of a container, running or not, volumes included and memory not; `undefined`: nothing that could be read. */
  entries(container: string, path: string): Promise<ContainerEntries | undefined>;
  /** Which of these paths are there in a container that runs, those in memory included; `undefined` where nobody says. */
  present(container: ContainerState, paths: readonly string[]): Promise<ReadonlySet<string> | undefined>;
  /** Any other command of the engine, for what has no method of its own. */
  run(args: readonly string[], options: { readonly timeoutMs: number }): Promise<Ran>;

  /** Removes all that this run made. Never throws; called again when something was on its way. */
  removeAll(): Promise<void>;
  /** Removes what runs left behind whose process is gone. Gives what was removed, in words. */
  sweep(): Promise<readonly string[]>;
}
