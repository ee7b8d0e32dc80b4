// What is kept of a comparison with peers: counts by rule and ratios; nothing of a repository.
import type { Kind } from './catalogue.js';

/** A rule of a peer over all files. */
export interface RuleCounts {
  readonly before: number;
  readonly after: number;
  readonly gone: number;
  readonly new: number;
  /** Left in files in which a transform of the rule refused, with its reason, or holds a step for a run. */
  readonly refused: number;
  /** One right edit follows from the file alone, and a transform that is on by default makes it. */
  readonly fixable: boolean;
}

export interface PeerResult {
  readonly name: string;
  readonly version: string;
  readonly files: number;
  /** Milliseconds of the processor for a file, start-up included. */
  readonly msPerFile: number;
  readonly rules: Readonly<Record<string, RuleCounts>>;
}

export interface WriterResult {
  readonly name: string;
  readonly version: string;
  readonly takes: string;
  readonly files: number;
  readonly changed: number;
  readonly broken: number;
  readonly again: number;
  readonly lostComments: number;
  readonly msPerFile: number;
}

export interface PeerResults {
  readonly date: string;
  readonly machine: string;
  /** Which texts: those whose SHA-256 begins with one of the digits. */
  readonly digits: string;
  readonly files: Readonly<Record<Kind, number>>;
  /** Of all texts: another hash is another corpus. */
  readonly texts: string;
  readonly peers: readonly PeerResult[];
  readonly writers: readonly WriterResult[];
}
