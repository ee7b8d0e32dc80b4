// What is known of one language and its package managers. A fact that a rewrite or a report needs of a language is a field
// here, and each folder of ecosystems fills in what it has: nobody else names a language.
import type {
  EcosystemId,
  FilePath,
  Folder,
  InstallInputs,
  PackageIndex,
  Project,
  Repository,
  SourceLanguage,
} from '../model/index.js';
import type { Call, Surroundings } from './install-call.js';
import type { Reading } from './lock-reading.js';
import type { Settings } from './settings.js';
import type { Findings } from './source-values.js';

export interface Ecosystem {
  readonly id: EcosystemId;
  /** Each reads what the manifests of one tool in a folder say; `undefined` where none lies there. */
  readonly projects: readonly ((repository: Repository, directory: Folder) => Project | undefined)[];
  readonly locks?: readonly LockFormat[];
  /** Which files an install reads; `undefined` for commands of others. */
  readonly install?: (call: Call, around: Surroundings) => InstallInputs | undefined;
  readonly source?: SourceReading;
  readonly settings?: Settings;
}

/** Files that fix versions of packages. */
export interface LockFormat {
  readonly index: PackageIndex;
  readonly names: RegExp;
  /** `undefined` for a file that is no lock file in spite of its name. */
  readonly read: (text: string) => Reading | undefined;
}

/** How source code is read. */
export interface SourceReading {
  readonly language: SourceLanguage;
  readonly files: RegExp;
  /** The facts of one file; `undefined` where `parser` is missing. */
  readonly read: (file: FilePath, text: string) => Findings | undefined;
  /** The optional package without which nothing is read, and which language it reads. */
  readonly parser?: { readonly name: string; readonly reads: string };
  /** Calls that only root may make; the first group is what is called. */
  readonly rootCalls?: RegExp;
}
