// How installs leave out what only the work on the source needs: what is asked of an ecosystem, and what it answers.
import type {
  Assumption,
  Evidence,
  FilePath,
  Folder,
  NonEmpty,
  Project,
  Repository,
  Source,
  Stop,
} from '../model/index.js';

export interface Omission {
  /** The file in whose folder it works. */
  readonly manifest: string;
  /**
   * Where a call that installs all there is, and says nothing of what to leave out, has the word that an option goes
   * behind; `undefined` for other calls.
   * @param words from its program on.
   */
  readonly installsAll: (words: readonly string[]) => number | undefined;
  /** Only where the image that is started stands on the stage of the install itself. */
  readonly ownStage?: true;
  readonly judge: (install: ShippedInstall) => Omitted | Stop | undefined;
}

/** An install whose packages end up in an image that somebody runs, as far as leaving some of them out asks. */
export interface ShippedInstall {
  /** From the program on. */
  readonly words: readonly string[];
  /** Of its manifest. */
  readonly folder: Folder;
  readonly projects: readonly Project[];
  readonly repository: Repository;
  /** The image below the stage. */
  readonly image: string | undefined;
  /** The whole line that it stands in. */
  readonly line: string;
  /** Where it runs, and where the image ends. */
  readonly during: Variables;
  readonly atEnd: Variables;
  /** The text of every RUN of the stages it is built in and shipped with. */
  readonly runs: readonly string[];
  /** What the build runs behind it. */
  readonly behind: readonly string[];
  /** True where more than manifests is copied above it. */
  readonly hasSource: boolean;
  /** What containers are made of the image, that of the file itself first. */
  readonly uses: readonly ContainerUse[];
  /** The one CMD or ENTRYPOINT that says what the image starts; `undefined` where none does alone. */
  readonly start: { readonly words: readonly string[]; readonly from: Source } | undefined;
  /** Services of the image with a command or an entry point of their own. */
  readonly startedElsewhere: () => readonly { readonly service: string; readonly file: FilePath }[];
  /** Files that call programs in containers, or are called in one: pipelines, scripts, Compose files. */
  readonly scripts: () => Iterable<{ readonly file: FilePath; readonly text: string }>;
}

/** A container of an image. */
export interface ContainerUse {
  /** `the image`, `web of compose.yaml`. */
  readonly name: string;
  /** All that it starts, where it is written. */
  readonly starts: string;
  readonly environment: ReadonlyMap<string, string>;
  /** A folder of the host lies over what the image has there. */
  readonly isMountedOver: boolean;
}

interface Variables {
  get(name: string): string | undefined;
  has(name: string): boolean;
}

/** What leaves the packages out. */
export interface Omitted {
  /** Behind the verb of the call. */
  readonly option?: string;
  /** For the build and for the program, which has to know as well. */
  readonly variable?: { readonly name: string; readonly value: string };
  readonly seen: string;
  readonly evidence: NonEmpty<Evidence>;
  readonly believes: Assumption;
}
