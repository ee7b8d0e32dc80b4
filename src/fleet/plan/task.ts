// What a worker is told, and what it tells.
import type { Remote } from '../../git/index.js';
import type { Level, Lookup, Answer, Preset } from '../../model/index.js';
import type { Tool } from '../../render/index.js';
import { sha256Of } from '../../io/index.js';
import type { PlanFacts } from './facts.js';

/** What holds for all repositories of a run. */
export interface PlanFrame {
  readonly tool: Tool;
  /** Names the program: another may plan otherwise. */
  readonly build: string;
  readonly level?: Level;
  readonly preset?: Preset;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** For files that belong together. */
  readonly seconds: number;
  readonly megabytes: number;
}

/** A question that is known, and its answer as JSON where there is one. */
export type AskedQuestion = readonly [question: string, answer: string | null];

/** A repository to be planned. */
export interface PlanTask {
  /** The git directory; one of harden's own where there is a remote. */
  readonly dir: string;
  /** Absent: it is read in place. */
  readonly remote?: Remote;
  readonly commit: string;
  /** The key of the plan that the ledger has. */
  readonly known?: string;
  /** What it asked the last time. */
  readonly asked: readonly AskedQuestion[];
}

export type PlanReply =
  | {
      readonly kind: 'planned';
      readonly tree: string;
      readonly key: string;
      readonly asked: readonly { readonly question: string; readonly lookup: Lookup }[];
      readonly facts: PlanFacts;
    }
  /** The plan that the ledger has is the one that would be made. */
  | { readonly kind: 'same'; readonly tree: string }
  /** Trying again does not help. */
  | { readonly kind: 'cannot'; readonly why: string }
  | { readonly kind: 'retry'; readonly why: string };

/** What a plan follows from: the same key, the same plan. */
export function planKey(tree: string, frame: PlanFrame, asked: readonly AskedQuestion[]): string {
  const { build, level, preset, only, skip, seconds, megabytes } = frame;
  const settings = [build, level, preset, only, skip, seconds, megabytes];
  const sorted = [...asked].sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Of(JSON.stringify([tree, settings, sorted])).slice(0, 32);
}

/** An answer as the ledger keeps it. */
export function answerOf(text: string): Answer {
  return JSON.parse(text) as Answer;
}
