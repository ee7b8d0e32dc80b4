import type { Marker } from './marker.js';

/** What is there, as git and the forge say it. */
export interface Observed {
  readonly repository: 'ready' | 'archived' | 'empty' | 'no-right';
  readonly base: { readonly branch: string; readonly commit: string };
  /** The branch of this part of the plan. `ours`: all its commits are of harden's making. */
  readonly branch?: { readonly head: string; readonly ours: boolean };
  /** Of this part, opened by this account from a branch of this repository, whatever became of them. */
  readonly pulls: readonly SeenPull[];
  /** Pull requests of this account that are open in the repository, of all parts. */
  readonly open: number;
  /** How many may be opened now: what the schedule and the forge's limits leave. */
  readonly budget: number;
  /** Keys of steps with which something broke when it was built and run, just now. */
  readonly broken?: readonly string[];
  /** Keys of steps that are left out of this run, and not remembered. */
  readonly leftOut?: readonly string[];
  /** Keys of steps that whoever asks for the run does not want proposed now. */
  readonly heldBack?: readonly string[];
  /** Keys of steps that a person wants again. */
  readonly again?: ReadonlySet<string>;
  /** A person wants the branch made anew. */
  readonly isRebaseWanted?: boolean;
  /** The account may push changes to workflows. */
  readonly mayChangeWorkflows: boolean;
}

/** A pull request as the forge shows it. */
export interface SeenPull {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  /** Of its body; absent where somebody has taken it out. */
  readonly marker?: Marker;
  readonly head: string;
  /** The branch it goes to. */
  readonly base: string;
  readonly labels: readonly string[];
  readonly isDraft: boolean;
  readonly conflicts: boolean;
  readonly isBehind: boolean;
  readonly checks: 'pending' | 'green' | 'red' | 'none';
  /** Days since a person did something. */
  readonly idle: number;
  /** Comments of people with write access that nobody answered, oldest first. */
  readonly asked: readonly Asked[];
}

/** A command in a comment. */
export type Asked = { readonly comment: number } & (
  | { readonly what: 'rebase' | 'recreate' | 'close' }
  | { readonly what: 'skip' | 'unskip'; readonly keys: readonly string[] }
  /** It is only answered. */
  | { readonly what: 'tell' }
);

export interface PlannedStep {
  readonly key: string;
  /** It changes a file that a forge lets few accounts change. */
  readonly isWorkflow: boolean;
}

/** One part of the plan of the base, with its branch as it would be pushed. */
export interface Planned {
  readonly group: string;
  readonly branch: string;
  /** The last commit of the branch: the same plan gives the same. */
  readonly head: string;
  readonly plan: string;
  readonly steps: readonly PlannedStep[];
  readonly config: string;
  readonly tool: string;
  /** Every file could be planned. What is not there could else come back. */
  readonly isComplete: boolean;
  /** All of them were built and run, in this run. */
  readonly isVerified: boolean;
  /** All of them keep behaviour. */
  readonly isSafe: boolean;
}

export interface Policy {
  /** When a branch is made anew whose plan did not change. */
  readonly rebase: 'conflicted' | 'behind' | 'never';
  /** Drafts until they were built and run. */
  readonly draft: boolean;
  /** The forge may merge by itself what is safe and was verified. */
  readonly automerge: boolean;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  /** How many may be open in a repository. */
  readonly openPullRequests: number;
  /** How many steps a person is asked to read at once. */
  readonly mostSteps: number;
  /** In days. */
  readonly stale?: { readonly label: number; readonly close: number };
}

export type CloseReason =
  /** Nothing is left to do. */
  | 'empty'
  /** What it proposes is not to be proposed now. Nobody declined it. */
  | 'held-back'
  /** There is another for the same. */
  | 'superseded'
  | 'asked'
  | 'branch-gone'
  | 'stale';

/** Something to do. Each may be done twice with the result of once. */
export type Action =
  /** Plan again without these: declined, or not for this account. Nothing else is to be done before. */
  | { readonly do: 'plan-without'; readonly declined: readonly string[]; readonly forbidden: readonly string[] }
  /** `seen`: what is to be overwritten, and nothing else. */
  | { readonly do: 'push'; readonly branch: string; readonly to: string; readonly seen?: string }
  | {
      readonly do: 'create';
      readonly branch: string;
      readonly base: string;
      readonly isDraft: boolean;
      readonly marker: Marker;
    }
  /** To the pull request of this branch where it has no number yet. */
  | {
      readonly do: 'dress';
      readonly number?: number;
      readonly labels: readonly string[];
      readonly reviewers: readonly string[];
    }
  /** Its body, and what else is said. */
  | {
      readonly do: 'update';
      readonly number?: number;
      readonly marker: Marker;
      readonly base?: string;
      readonly isReady?: true;
    }
  /** The forge is to merge this commit by itself, once all is green that it demands; none: no longer. */
  | { readonly do: 'automerge'; readonly number?: number; readonly head?: string }
  | { readonly do: 'label'; readonly number: number; readonly label: string; readonly isOn: boolean }
  | { readonly do: 'comment'; readonly number: number; readonly topic: 'edited' }
  /** To all that a comment asks for, at once. */
  | { readonly do: 'answer'; readonly number: number; readonly asked: Asked }
  | { readonly do: 'close'; readonly number: number; readonly reason: CloseReason }
  | { readonly do: 'delete-branch'; readonly branch: string; readonly seen: string };

/** What is to be done, in this order, and what is to be told of it. */
export interface Decision {
  readonly state:
    | 'nothing'
    | 'up-to-date'
    | 'changing'
    | 'waiting'
    | 'declined'
    | 'edited'
    | 'closing'
    | 'left'
    | 'unsure'
    | 'cannot';
  /** For a person: with `waiting`, `left`, `unsure` and `cannot`. */
  readonly why?: string;
  readonly actions: readonly Action[];
}
