// What is known of one language and its package managers. A fact that a rewrite or a report needs of a language is a field
// here, and each folder of ecosystems fills in what it has: nobody else names a language.
import type {
  EcosystemId,
  FetchAhead,
  FilePath,
  Folder,
  InstallInputs,
  LibraryManager,
  PackageIndex,
  Project,
  Repository,
  SourceLanguage,
  Started,
  Stop,
  UntoldInputs,
} from '../model/index.js';
import type { Fact } from '../programs/index.js';
import type { Call, Surroundings } from './install-call.js';
import type { Reading } from './lock-reading.js';
import type { Omission } from './omission.js';
import type { Settings } from './settings.js';
import type { Strictness } from './strictness.js';
import type { Findings } from './source-values.js';

export interface Ecosystem {
  readonly id: EcosystemId;
  /** Each reads what the manifests of one tool in a folder say; `undefined` where none lies there. */
  readonly projects: readonly ((repository: Repository, directory: Folder) => Project | undefined)[];
  readonly locks?: readonly LockFormat[];
  /** Which files an install reads; `undefined` for commands of others. */
  readonly install?: (call: Call, around: Surroundings) => InstallInputs | undefined;
  /** What fetches ahead of a command that builds from the source, or why that is not certain where it is worth a word; else `undefined`. */
  readonly fetchAhead?: (call: Call, around: Surroundings) => FetchAhead | UntoldInputs | undefined;
  readonly source?: SourceReading;
  readonly settings?: Settings;
  readonly tools?: readonly Tool[];
  /** The programs that a command makes, by name; `undefined` for commands of others. */
  readonly builtPrograms?: (
    name: string,
    words: readonly string[],
    around: BuildFolder,
  ) => readonly string[] | undefined;
  /** What in a RUN or an ENV of its official images shows that the programs which it builds load no library. */
  readonly buildsStatic?: RegExp;
  /** The program that runs what is written in it, and its version in an image with that tag. */
  readonly runTime?: {
    readonly program: string;
    readonly version: (tag: string) => string | undefined;
    /** The variable that a start may be given its options by, in place of words that a shell fills in. */
    readonly options?: string;
    /** Libraries that its packages bring are made for one C library. */
    readonly bindsLibraries?: true;
  };
  /** The index that its packages come from, and what a version of one may depend on, by name. */
  readonly index?: { readonly id: PackageIndex; readonly runtime: string };
  /** What puts something that a program needs at run time into the home of whoever runs it. */
  readonly intoHome?: readonly IntoHome[];
  /** A tool that keeps its environment in the home of whoever runs it, by name. @param text of one RUN. @param all of the file. */
  readonly homeEnvironment?: (text: string, all: string, variables: Variables) => string | undefined;
  /** What its tools keep in the home folder of whoever runs them, by names without the dot in front. */
  readonly homeFiles?: string;
  /** What its official images bring of packages, by absolute path: whoever removes it from theirs wants it gone. */
  readonly brought?: RegExp;
  /** Those of them that hold nothing but what its build tools have downloaded: no program reads them when it runs. */
  readonly homeCaches?: string;
  /** Folders below the working directory that a program which builds at the start fills, by its name. */
  readonly startBuilds?: ReadonlyMap<string, readonly string[]>;
  /** Variables that make an install read or write elsewhere. */
  readonly redirects?: string;
  /** How the variables begin that its official images and its tools set. */
  readonly variables?: string;
  /** Manifests and scripts of builds, by their names. */
  readonly buildFiles?: RegExp;
  /** Tools that read git's history in a build, as a manifest or a script names them. */
  readonly readsGit?: RegExp;
  /** What loads `.env` by itself, as a manifest or source names it. */
  readonly loadsEnv?: RegExp;
  /** What a build or the work on the source leaves beside it, and has no business in an image. */
  readonly leftovers?: readonly Leftover[];
  /** Settings of its tools that may hold a token or name the variable with one. */
  readonly credentialFiles?: readonly CredentialFile[];
  /** What a program in it that answers requests takes of memory. */
  readonly memory?: MemoryUse;
  /** The program and its words that make a request: they end with 0 where the answer is good. */
  readonly asks?: (request: PlainRequest) => readonly string[];
}

/** A file of settings that may hold a credential. */
export interface CredentialFile {
  /** As it is called beside the source, perhaps in a folder. */
  readonly file: string;
  /** What else it is called where its tools look for it, as the end of a path. */
  readonly also?: RegExp;
  /** The credentials in it, as they are written. Absent: other settings look like them. */
  readonly values?: (text: string) => readonly string[];
  /** True where a call of its tools does as well without it. Absent: none does. */
  readonly isIdle?: (words: readonly string[], text: string, beside: (name: string) => string | undefined) => boolean;
}

/** What was measured of a small program of the language that answers requests, and the limit that leaves others room. */
export interface MemoryUse {
  /** In words that complete "... took at most ...". */
  readonly measured: string;
  readonly looked: string;
  /** Mebibytes that one process of it took at most. */
  readonly peak: number;
  /** Mebibytes of a limit: for one process, and for each further one. */
  readonly limit: number;
  readonly further: number;
  /** Dependencies, as a manifest names them, whose memory is data, a model, pictures or a browser, or that start processes of their own. */
  readonly heavy: RegExp;
  /** Files beside a manifest that may set the number of processes. */
  readonly settings?: RegExp;
  /** How many processes answer; `undefined` where the words do not say. One, where this is absent. */
  readonly processes?: (started: Started, environment: ReadonlyMap<string, string>) => number | undefined;
}

/** A GET that a health check makes of its own container. */
export interface PlainRequest {
  readonly port: number;
  /** The environment variable that moves the port. */
  readonly variable?: string;
  readonly path: string;
  /** Names and values hold no quote, no backslash and no dollar sign. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** A status of 400 or more counts as a failure. */
  readonly failsByStatus: boolean;
}

export interface IntoHome {
  readonly pattern: RegExp;
  /** In words that complete "it runs ...". */
  readonly what: string;
  /** With these it is told where to put things. */
  readonly variables?: readonly string[];
}

/** The variables of a build where something runs. */
interface Variables {
  get(name: string): string | undefined;
}

/** Where a build runs, as far as ecosystems ask. */
export interface BuildFolder {
  readonly folder: Folder;
  readonly projectsIn: (directory: Folder) => readonly Project[];
  /** The working directory in the image; absolute. */
  readonly directory?: string | undefined;
  /** The words of the commands that the stage has run before. */
  readonly earlier?: readonly (readonly string[])[];
}

/** Files that fix versions of packages. */
export interface LockFormat {
  readonly index: PackageIndex;
  readonly names: RegExp;
  /** `undefined` for a file that is no lock file in spite of its name. */
  readonly read: (text: string) => Reading | undefined;
}

/** How source code is read. */
interface SourceReading {
  readonly language: SourceLanguage;
  readonly files: RegExp;
  /** The facts of one file; `undefined` where `parser` is missing. */
  readonly read: (file: FilePath, text: string) => Findings | undefined;
  /** The optional package without which nothing is read, and which language it reads. */
  readonly parser?: { readonly name: string; readonly reads: string };
  /** What the table of programs says of those that run it. */
  readonly runBy?: Fact;
  /** What it says of those that load it into themselves. */
  readonly loadedBy?: Fact;
  /** It runs as a program by itself: `app.py`; the name without its folder. */
  readonly script?: RegExp;
  /** Files by which a folder is a part of the program, were it called `example`. */
  readonly entry?: RegExp;
  /** What starts a program in it, besides what does so in most languages. */
  readonly starts?: RegExp;
  /** A program that a build made of it, by its path. */
  readonly built?: RegExp;
  /** An image with its compiler makes programs that nothing else is needed for. */
  readonly compiled?: true;
  /** Its run time keeps nothing on disk beside what its source says: no cache, no number of the process, no keys for cookies. */
  readonly writesAsRead?: true;
  /** Its libraries bring machine code, unpack it into the folder for temporary files, and load it from there. */
  readonly unpacksToTmp?: true;
  /** Variables with the addresses or ports of a server that its source tells none; the first that is set counts. */
  readonly addresses?: readonly string[];
  /** Calls that only root may make; the first group is what is called. */
  readonly rootCalls?: RegExp;
  /** What sets a handler for SIGTERM, or starts a server that does. */
  readonly signalHandlers?: RegExp;
  /** Words of a command with which it ends at SIGTERM whatever its source says. */
  readonly stopsWith?: (words: readonly string[]) => boolean;
}

/** A program that installs packages or builds with them. */
export interface Tool {
  /** What people call it. */
  readonly name: string;
  /** The names it is called by. */
  readonly programs: RegExp;
  readonly manager?: ManagerWords;
  /** With this word it runs a tool that is named behind it: `python -m pip`. */
  readonly runsBehind?: string;
  readonly cache?: Cache;
  /** With these words it reads no path that is not absolute. @param verbs the words that are no options. */
  readonly readsNothing?: (verbs: readonly string[], words: readonly string[]) => boolean;
  /** It compiles C or its like with these words, or may. */
  readonly mayCompile?: (words: readonly string[]) => boolean;
  readonly fetchesWhileBuilding?: FetchingBuild;
  readonly makes?: Making;
  readonly startBuild?: StartBuild;
  /** Packages that a command installs in whatever version is newest. */
  readonly loose?: (call: PackageCall) => readonly string[];
  readonly projectInstall?: ProjectInstall;
  /** Installs of it can leave out what is only for development. */
  readonly omission?: Omission;
  /** Installs of it can be held to a lock file. */
  readonly strictness?: Strictness;
  /** Ways to turn off the check of certificates and signatures. */
  readonly unchecked?: Unchecked;
}

/** What a program builds or installs when a container starts with it. */
interface StartBuild {
  /** The words with which it does. */
  readonly verbs?: ReadonlySet<string>;
  /** It writes beside the source: `node_modules/.cache`. */
  readonly inPlace: boolean;
  /** What installs packages although no verb stands there: the tool. @param words with the program. */
  readonly installer?: (words: readonly string[]) => string | undefined;
}

/** An install from a list of the project. */
interface ProjectInstall {
  /** What installs, in words. */
  readonly what: string;
  /** @param words behind the program. */
  readonly is: (words: readonly string[], call: PackageCall | undefined) => boolean;
}

/** A call of a package manager, its words without quotes; `undefined` for a word that is not known. */
export interface PackageCall {
  readonly installs: boolean;
  readonly verb: string;
  readonly packages: readonly (string | undefined)[];
  readonly options: readonly string[];
}

interface Unchecked {
  /** Options, and what is said of a command with one. */
  readonly option?: { readonly words: RegExp; readonly says: string };
  /** Words that set it for later commands; `says` is said of the program by its name. */
  readonly config?: RegExp;
  readonly settings?: readonly { readonly name: RegExp; readonly value: RegExp; readonly says: string }[];
}

/** How the calls of a package manager are read. */
interface ManagerWords {
  readonly id: LibraryManager;
  /** Options whose value is the next word. */
  readonly valued?: ReadonlySet<string>;
  /** An option as its name is written out, where the tool takes the beginning of one for it. */
  readonly option?: (word: string) => string;
  /** Without a verb it installs. */
  readonly installsBare?: true;
  /** `update` installs newer versions, and does not fetch a list. */
  readonly updateUpgrades?: true;
  /** A word in front of the verb: `yarn global add`. */
  readonly before?: string;
}

/** Where a tool keeps what it downloads. */
export interface Cache {
  /** Whether a command downloads into it. */
  readonly calls: (name: string, words: readonly string[]) => boolean;
  /** @param projects in the folders that the Dockerfile copies from. */
  readonly mounts: (home: string, projects: readonly Project[]) => readonly CacheMount[];
  /** Variables that move the cache, or say that there is none. */
  readonly variables: readonly string[];
  /** The images in which the place is known. */
  readonly image?: RegExp;
  /** Images that keep it elsewhere, and why in a sentence. */
  readonly notIn?: { readonly images: RegExp; readonly says: string };
  /** Arguments of a call that fetches nothing, so that it stops where the cache has been emptied since; and why in a sentence. */
  readonly notWith?: { readonly args: RegExp; readonly says: string };
  /** Whether what the tool compiles is kept in the cache as well, or compiled again whenever the line runs; absent where it compiles little. */
  readonly compiled?: 'kept' | 'again';
  /** A start that needs what was downloaded. */
  readonly start?: RegExp;
  /** Paths that are emptied to make the image small. */
  readonly emptied?: RegExp;
  /** The words with which the tool empties it. */
  readonly cleans?: (words: readonly string[]) => boolean;
  /** What in the repository speaks against it. */
  readonly obstacle?: (projects: readonly Project[], repository: Repository) => Stop | undefined;
}

export interface CacheMount {
  readonly target: string;
  /** One build at a time: the tool does not expect another in its cache. */
  readonly locked: boolean;
}

/** A build that fetches and compiles in one command, so that no line of its own can fetch. */
interface FetchingBuild {
  readonly verbs: RegExp;
  readonly manifests: readonly string[];
  readonly why: string;
}

/** What is seen of a Dockerfile that makes something of its source. */
interface Making {
  readonly id: string;
  readonly tool: RegExp;
  readonly task: RegExp;
  /** It records the commit in what it makes. */
  readonly stamps?: { readonly unless: RegExp; readonly says: string };
}

export interface Leftover {
  readonly name: string;
  readonly theme: 'made' | 'caches';
  /** What in a folder says that it will appear there, although a fresh clone has none. */
  readonly beside?: RegExp;
  /** And what somewhere in the context has to say so too. */
  readonly along?: RegExp;
  /** Made by the Dockerfile itself (`Making.id`), else it has to come from the context. */
  readonly by?: readonly string[];
  /** Written with two stars: always, or where one lies deeper. */
  readonly stars?: 'always' | 'deeper';
  /** Appears with certainty, so a file that people wrote is completed with it although none is there now. */
  readonly certain?: true;
}
