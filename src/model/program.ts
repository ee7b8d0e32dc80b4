import type { Source } from './evidence.js';
import type { FilePath } from './path.js';

/** Something that may hold more than was read: a path in a variable, a file too large, a parser that is missing. */
export interface Unread {
  /** Completes "not known: ...". */
  readonly says: string;
  readonly from?: Source;
  /** The environment variable that alone decides. */
  readonly variable?: string;
}

/** Facts of one kind. `unread` empty: these are all of them. Else there may be more, for these reasons. */
export interface Facts<T> {
  readonly known: readonly T[];
  readonly unread: readonly Unread[];
}

/** A port that the source binds. */
export interface Listen {
  readonly port: number;
  /** The environment variable that overrides it. */
  readonly variable?: string;
  readonly from: Source;
  /** Only another start takes it: it stands in a branch that the arguments rule out. */
  readonly untaken?: true;
}

/** A path that answers GET. */
export interface Route {
  readonly path: string;
  /** Its framework makes it for health checks, whatever it is called. */
  readonly health?: true;
  readonly from: Source;
}

/** A file or folder that the source writes. */
export interface Write {
  /**
   * Absolute in the container, or relative to the working directory (`./data`), or to the folder of the file that was
   * read (`file` set).
   */
  readonly path: string;
  /** The path counts from the folder of this file. */
  readonly base?: FilePath;
  /** True for a folder; a file otherwise. */
  readonly folder: boolean;
  /** Its mode is changed, and that of all that lies in it: whoever does that has to own it all. */
  readonly whole?: true;
  /** The environment variable that overrides it, or its beginning. */
  readonly variable?: string;
  /** What follows the value of the variable: `/notes.db`. */
  readonly rest?: string;
  /** The command of its framework that alone writes there; without it nothing does. */
  readonly by?: string;
  readonly from: Source;
}

/** A program that the source starts. */
export interface Spawn {
  readonly program: string;
  /** The whole command line, where it is one text that is written out. */
  readonly command?: string;
  readonly from: Source;
}

/** What the source code below some folders does when it runs. */
export interface SourceFacts {
  /** Files that were read. */
  readonly files: number;
  readonly listens: Facts<Listen>;
  readonly routes: Facts<Route>;
  readonly writes: Facts<Write>;
  readonly spawns: Facts<Spawn>;
  /** Calls that only root may make. */
  readonly root: readonly Sign[];
  /** What handles SIGTERM. */
  readonly signals: readonly Sign[];
  /** The optional package that reads this language and is not installed: nothing of it was read. */
  readonly missing?: string;
}

/** A file of the repository that stands in the image. */
export interface ImageFile {
  readonly file: FilePath;
  readonly text: string;
}

/** How a container is started. */
export interface Start {
  /** Entry point and command together; a shell form is `sh -c text`. */
  readonly words: readonly string[];
  readonly from: Source;
  /** Absolute; `undefined` where the base image decides. */
  readonly directory: string | undefined;
  /** The file of the repository at a path in the image, relative ones from `directory`. */
  read(path: string): ImageFile | undefined;
}

/** One program that a start runs, with its arguments. */
export interface Started {
  /** Without its folder: `gunicorn`. */
  readonly name: string;
  readonly words: readonly string[];
  /** What stands in front of it and hands over: `poetry`, `tini`, `npx`. */
  readonly through: readonly string[];
  readonly from: Source;
  /** Only another start runs it: it stands in a branch that the arguments rule out. */
  readonly untaken?: true;
}

/** A thing said of a start, and where it is read. */
export interface Sign {
  /** Completes "it ...". */
  readonly says: string;
  readonly from: Source;
}

/** Work of a build that is done at the start. */
export interface Compiles extends Sign {
  /** What does it, without its folder: `vite`. */
  readonly program: string;
  /** True where it writes beside the source: `node_modules/.cache`, `target`. */
  readonly inPlace: boolean;
}

/** What a start runs, followed through shells, scripts, package managers and inits. */
export interface Program {
  /** In order; the last one is what stays. */
  readonly started: readonly Started[];
  /** Why it has to be root, or gives root up by itself. */
  readonly root: readonly Sign[];
  /** What it builds or installs while it starts. */
  readonly compiles: readonly Compiles[];
  /** Ports that its arguments name, or that it takes when they name none. */
  readonly listens: readonly Listen[];
  /** What its arguments and scripts write. */
  readonly writes: Facts<Write>;
  /** A shell has to be in the image. */
  readonly shell: boolean;
  /** Absolute folders in which something is started; `/srv/web` for `cd web && node app.js`. */
  readonly directories: readonly string[];
  /** It has to be process 1. */
  readonly first: readonly Sign[];
  /** Where it may do more than was read. */
  readonly unread: readonly Unread[];
}
