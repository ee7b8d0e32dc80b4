import type { Action, Decision, Openings, Policy } from '../bot/index.js';
import type { Grouping } from '../branches/index.js';
import type { Config } from '../config/index.js';
import type { Fault, Forge, RepoRef } from '../forge/index.js';
import type { Identity, Remote } from '../git/index.js';
import type { Level, Plan } from '../model/index.js';
import type { Registry, Reports } from '../planner/index.js';
import type { LookUp, Selection } from '../run/index.js';

/** What the operator allows. A repository's configuration may narrow it. */
export interface BotSettings extends Policy {
  /** What the names of branches begin with. */
  readonly prefix: string;
  readonly grouping: Grouping;
  /** The most that is taken; absent: what the repository's configuration says. */
  readonly level?: Level;
  /** The level is also what is wanted where a repository has no configuration. */
  readonly wantsLevel?: true;
  /** When pull requests may be opened, and how many in an hour: all of them have to agree. */
  readonly openings: readonly Openings[];
  /** Whom CODEOWNERS of the base branch names is asked for a review as well. */
  readonly codeowners: boolean;
  /** What stands in the base branch is shown in code scanning. */
  readonly sarif: boolean;
  /** A check, or a status, stands beside what is pushed. */
  readonly check: boolean;
  /** Who makes the commits. */
  readonly author: Identity;
}

/** One repository, to be brought where its plan wants it. */
export interface BotRequest {
  readonly forge: Forge;
  readonly repo: RepoRef;
  /** Where git finds it, and as whom. */
  readonly remote: Remote;
  /** Pull requests come from a fork of the account's own: always, or where it may not push. */
  readonly fork?: 'always' | 'needed';
  /** A git directory of the bot's own, which is made where there is none and may be kept for the next run. */
  readonly dir: string;
  /** The branch that is planned; the default branch where nothing is said. */
  readonly base?: string;
  readonly registry: Registry;
  readonly reports?: Reports;
  readonly settings: BotSettings;
  /** Chooses among the steps, beside the level: `update` makes it a run that moves pins. */
  readonly selection?: Omit<Selection, 'level' | 'most' | 'rejected'>;
  /** Which steps may be proposed, by their keys; the others are left out, and are not declined by it. Default: all. */
  readonly wants?: (key: string) => boolean;
  /** Answers what `harden.lock` does not, as the configuration of the repository allows. */
  readonly lookUp?: (config: Config) => LookUp;
  /**
   * Builds and runs both sides of steps of a commit, apart from all that this account may do. Gives what
   * `harden verify --format json` printed, or why there is nothing.
   */
  readonly prove?: (commit: string, steps: readonly Tried[]) => Promise<{ readonly report: string } | Unproven>;
  /** The version of harden. */
  readonly version: string;
  readonly now: Date;
  /** How many pull requests may be opened. Default: as many as the settings allow. */
  readonly budget?: number;
  /**
   * Takes one from what several runs may open together. Gives what gives it back, for one that was not opened after all;
   * `undefined` where the others took the last.
   */
  readonly take?: () => Taken | Promise<Taken>;
  /** A plan as SARIF. */
  readonly sarif?: (plan: Plan) => string;
  /** Keep an issue that says where everything stands. */
  readonly dashboard?: boolean;
  /** Only say what would be done. */
  readonly isDry?: boolean;
}

type Taken = (() => void) | undefined;

/** A step that is to be built and run, with those of its group. */
export interface Tried {
  readonly id: string;
  /** The id of the group. */
  readonly group: string;
  /** What it changes. */
  readonly diff: string;
  /** Only a run can confirm what it rests on. */
  readonly isUnverified: boolean;
}

/** Nothing was built or run. */
export interface Unproven {
  /** Why, as part of a sentence. */
  readonly why: string;
}

/** What became of one part of the plan. */
export interface PartReport {
  readonly group: string;
  readonly branch: string;
  readonly state: Decision['state'];
  /** For a person. */
  readonly why?: string;
  /** The number of the pull request that is open, or was just closed. */
  readonly pull?: number;
  /** Steps that it proposes. */
  readonly steps: number;
  /** What was done, in order; with `isDry` what would be. */
  readonly actions: readonly Action[];
  /** Why not all of it was done. */
  readonly fault?: Fault;
  /** The pull request as it is to be: with `isDry`. */
  readonly text?: PullText;
}

export interface PullText {
  readonly title: string;
  /** Without what it remembers. */
  readonly body: string;
}

/** What became of a repository. */
export interface BotReport {
  /** `owner/name`. */
  readonly repository: string;
  /** What was planned. */
  readonly base?: { readonly branch: string; readonly commit: string };
  readonly parts: readonly PartReport[];
  /** Why it could not be looked at, or not to the end. */
  readonly fault?: Fault;
  /** For a person: what could not be done besides. */
  readonly notes?: readonly string[];
  /** Pull requests that were opened. */
  readonly opened: number;
}
