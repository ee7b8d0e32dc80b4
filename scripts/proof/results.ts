// What is kept of a run over the applications of the end-to-end suite, by name and by what harden was asked for.
import type { Exercise } from '../../src/model/index.js';

/** `plain`: what `--level unverified` proposes. `guide`: with the preset of that name as well. */
export type Way = 'plain' | 'guide';

/** A step that was applied, and what a run did with what it changes. */
export interface KeptStep {
  readonly id: string;
  readonly level: string;
  /** Empty: no run put it to the test. */
  readonly by: readonly Exercise[];
}

/** A step that was not applied, and why: it broke something, or no run says anything of it. */
export interface LeftStep {
  readonly id: string;
  readonly why: string;
}

/** A step that was planned again with what a log said. */
export interface Repair {
  readonly transform: string;
  readonly outcome: string;
  readonly why?: string;
  readonly rounds: readonly {
    readonly need: string;
    readonly line: string;
    readonly wrote: readonly string[];
    /** Lines that the step wrote before and does not since. */
    readonly removed?: readonly string[];
  }[];
}

/** What plain docker sees of an image, by the requests of the suite. */
export interface Seen {
  readonly size: number;
  readonly asked: number;
  /** Of both starts, those that were answered as the suite says. */
  readonly answered: number;
  readonly users: readonly string[];
  /** The exit code on SIGTERM; 137 is killed. */
  readonly stop: number;
}

export interface Result {
  readonly date: string;
  /** Hash of what is planned: another patch is tried again. */
  readonly patch: string;
  readonly kept: readonly KeptStep[];
  readonly left: readonly LeftStep[];
  readonly repairs: readonly Repair[];
  readonly before: Seen;
  /** Absent: it does not build or start any more. */
  readonly after?: Seen;
  /** What went wrong, where something did. */
  readonly wrong: readonly string[];
  readonly seconds: number;
}

export interface ProofResults {
  readonly machine: string;
  /** By `NAME WAY`. */
  readonly runs: Readonly<Record<string, Result>>;
}
