import type { FilePath } from './path.js';
import type { Span } from './span.js';
import type { PackageIndex } from './languages.js';

/** Something read in a file. */
export interface Source {
  readonly kind: 'source';
  readonly file: FilePath;
  /** 1-based line of what was read, for people. */
  readonly line?: number;
  readonly span?: Span;
  /** The words read, shortened to one line. */
  readonly quote?: string;
}
/** An answer to a question put to a registry or package index. */
export interface LookupAnswer {
  readonly kind: 'lookup';
  readonly question: string;
  readonly answer: string;
}
/** Something the user set. */
export interface ConfigValue {
  readonly kind: 'config';
  readonly key: string;
}
/** An entry of `src/knowledge`, with where the fact comes from. */
export interface KnowledgeEntry {
  readonly kind: 'knowledge';
  readonly entry: string;
  readonly source: string;
}
/** Something seen while an image ran. */
export interface Observation {
  readonly kind: 'observation';
  readonly run: string;
  /** Seen by `harden observe` of a service of this repository, and still in force. */
  readonly here?: true;
}

/** A fact a change rests on: read, not believed. */
export interface Evidence {
  readonly says: string;
  readonly from: Source | LookupAnswer | ConfigValue | KnowledgeEntry | Observation;
}

/** Something believed that a reviewer can refute. */
export interface Assumption {
  /** Permanent kebab-case id, named in golden cases. */
  readonly id: string;
  readonly believes: string;
  readonly breaksIf: string;
  readonly checkBy: string;
  /** Nothing written shows whether it is so: only a build or a run does. The step is `unverified`. */
  readonly needsRun?: true;
  /** Which of several was taken. Where a run shows that it does not hold, the transform is told, and takes the next. */
  readonly candidate?: string;
}

/** A version that a file of the repository fixes for a package: an entry of a lock file. */
export interface LockedPackage {
  /** Normalised as the ecosystem does (PEP 503 for Python); the module path for Go. */
  readonly name: string;
  /** As the file has it, without operators: `3.0.3`; `v1.2.3` for Go. */
  readonly version: string;
  /** Where it is fetched from. An index has the version under this name; a path, an address or git may not. */
  readonly origin: 'index' | 'elsewhere';
  readonly from: Source;
}

/** The lock file of one tool, read. */
export interface LockFile {
  readonly file: FilePath;
  readonly ecosystem: PackageIndex;
  /** By name; several entries where the file has several versions of a package. */
  readonly packages: ReadonlyMap<string, readonly LockedPackage[]>;
  /** Why nothing could be read, in words; absent where the file was read. */
  readonly unread?: string;
}
