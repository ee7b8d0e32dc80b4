// What the page of a review is made of, as the page holds it.
import type { Verdict } from '../review/schema.js';
import type { PageExample, PageProof } from './page-data.js';

export interface ReviewPattern extends PageProof {
  readonly id: string;
  readonly transform: string;
  readonly level: string;
  readonly title: string;
  readonly change: string;
  readonly steps: number;
  readonly repositories: number;
  readonly verdict?: Verdict;
  readonly note?: string;
  /** From different repositories. Their number is their place in the list of names. */
  readonly examples: readonly PageExample[];
}

export interface ReviewData {
  readonly name: string;
  /** When the page was made: `2026-11-30 14:05 UTC`. */
  readonly made: string;
  readonly tool: string;
  readonly repositories: readonly string[];
  readonly patterns: readonly ReviewPattern[];
  /** What is not in the page, in sentences. */
  readonly leftOut: readonly string[];
}
