// What `bot serve` and the processes that make its runs say to each other. All of it goes through the channel between
// them: no token is among it, and nothing of it stands in an argument.
import type { RunResult } from '../../serve/index.js';
import type { Update } from '../../run/index.js';
import type { BotFlags } from './request.js';

/** One run of one repository. */
export interface Order {
  readonly repository: string;
  /** The server it is on. */
  readonly origin: string;
  readonly flags: BotFlags;
  /** Where clones are kept. */
  readonly folder: string;
  /** How many pull requests may be opened; as many as wanted where nothing is said. */
  readonly budget?: number;
  /** Pins are moved, and nothing else is done. */
  readonly update?: Update;
}

/** What a process is told that makes runs. */
export type ToRunner =
  | { readonly tell: 'order'; readonly order: Order }
  /** There is one, or there is none until then: RFC 3339. */
  | { readonly tell: 'given'; readonly ask: number; readonly isGiven: boolean; readonly until?: string };

/** What it says. */
export type FromRunner =
  /** May a pull request be opened; may the forge be asked for something that makes something. */
  | { readonly tell: 'ask'; readonly ask: number; readonly what: 'opening' | 'request' }
  /** A pull request was not opened after all: the number of what was asked. */
  | { readonly tell: 'give-back'; readonly ask: number }
  /** The account that it is. */
  | { readonly tell: 'me'; readonly login: string }
  | { readonly tell: 'done'; readonly result: Ran };

/** What became of a run. */
export interface Ran extends Omit<RunResult, 'retryAt'> {
  /** RFC 3339. */
  readonly retryAt?: string;
}
