import type { Assumption, Source } from './evidence.js';
import type { FilePath, Folder } from './path.js';

/** A fact and where it was read. */
export interface Read<T> {
  readonly is: T;
  readonly from: Source;
}

/** What every project has. */
export interface ProjectFacts {
  readonly directory: Folder;
  /** The files in the directory that describe the project, in the order of their names. */
  readonly manifests: readonly FilePath[];
  /** Manifests that could not be read, and why in words: facts may be missing. */
  readonly unread: readonly { readonly file: FilePath; readonly why: string }[];
}

/** Something of the repository that a manifest points at. */
export interface LocalReference {
  /** As written: `../shared`, `file:lib`, `./pkg/tides`. */
  readonly written: string;
  /** Where it leads in the repository; `undefined` where it leads out of it, or a variable is in it. */
  readonly path: Folder | undefined;
  /** True for what stays linked to its source after the install: `-e`, `link:`, `workspace:`. */
  readonly linked: boolean;
}

/**
 * What the manifests of each ecosystem say, by its id. The model knows no ecosystem: every folder of `src/ecosystems` adds
 * its own, `declare module '../../model/index.js'`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the ecosystems
export interface Projects {}
/** What the manifests of one ecosystem in one directory say. */
export type Project = Projects[keyof Projects];
export type EcosystemId = keyof Projects;

/** Why it cannot be told which files an install reads. Data, like a refusal. */
export type UntoldCode =
  | 'not-an-install' // no command that installs what a manifest names
  | 'writes-manifest' // it adds or updates packages, and writes the manifest itself
  | 'unread-manifest' // a manifest is missing, too large or does not parse
  | 'local-source' // it installs or links folders of the repository
  | 'own-hook' // a script of the project itself runs at install
  | 'whole-project' // it installs or builds the project itself
  | 'vendored' // dependencies lie in the repository
  | 'unknown-option'; // an option or variable decides

/** The files of the repository that an install command reads. */
export type InstallInputs =
  | {
      readonly told: true;
      readonly ecosystem: EcosystemId;
      readonly tool: string;
      /** Files, and folders that are read whole (`.yarn/releases`); each exists in the repository. */
      readonly files: readonly FilePath[];
      /** Folders of the project that it fills: `node_modules`, `vendor`, `obj`. What lies there in a build context mixes in. */
      readonly writes: readonly FilePath[];
      /** Files without which the command fails; the others are read where they are there. */
      readonly needs: readonly FilePath[];
      /** One for each file or fact it rests on. */
      readonly because: readonly Read<string>[];
    }
  | { readonly told: false; readonly code: UntoldCode; readonly message: string; readonly from: Source | undefined };

export type ToldInputs = Extract<InstallInputs, { told: true }>;
export type UntoldInputs = Extract<InstallInputs, { told: false }>;

/** A command that fetches from manifests alone what a build asks for, so that the build finds it. */
export interface FetchAhead {
  /** As a shell reads it, in the folder of the build. */
  readonly command: string;
  readonly inputs: ToldInputs;
  /** What only the program that the build starts decides. */
  readonly believes?: Assumption;
  /** It fetches what other systems need as well: nothing for an image that is shipped. */
  readonly fetchesForAll?: true;
}
