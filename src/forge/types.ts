/** Servers that hold repositories and pull requests. */
export type ForgeKind = 'github' | 'gitlab' | 'forgejo' | 'pagure' | 'bitbucket' | 'azure';

/** A repository by the name it has on its forge. */
export interface RepoRef {
  readonly owner: string;
  readonly name: string;
}

interface RepoState {
  /** Absent in an empty repository. */
  readonly defaultBranch?: string;
  readonly isArchived: boolean;
  readonly isFork: boolean;
  readonly canPush: boolean;
}

export interface Pull {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly labels: readonly string[];
  readonly isDraft: boolean;
  /** The branch it comes from, in this repository. */
  readonly branch: string;
  readonly head: string;
  /** The branch it goes to. */
  readonly base: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** What stands in the way of merging it, and what the checks say of its head: where the forge tells both along. */
  readonly merging?: { readonly conflicts: boolean; readonly checks: ChecksState };
}

export interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly branch: string;
  readonly base: string;
  readonly isDraft: boolean;
}

export interface PullChange {
  readonly title?: string;
  readonly body?: string;
  readonly base?: string;
  /** It is a draft no longer. */
  readonly isReady?: true;
}

export interface Comment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

export type Permission = 'none' | 'read' | 'write' | 'admin';
export type ChecksState = 'pending' | 'green' | 'red' | 'none';

/** What is said of a commit. `neutral`: it suggests something, and nothing is wrong. */
export interface Report {
  readonly name: string;
  readonly outcome: 'success' | 'failure' | 'neutral';
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly annotations: readonly {
    readonly path: string;
    readonly startLine: number;
    readonly endLine: number;
    readonly level: 'notice' | 'warning' | 'failure';
    readonly message: string;
  }[];
}

/** Characters and entries that a forge takes. */
interface TextLimits {
  readonly body: number;
  readonly title: number;
  readonly label: number;
  /** In one request. */
  readonly annotations: number;
}

/** Why something is not done. It is data: a run goes on with the next repository. */
export type Fault =
  /** Asking again does not help: no right, no such repository, archived, a body that is not taken. */
  | { readonly fault: 'cannot'; readonly why: string }
  | { readonly fault: 'rate-limited'; readonly until: Date; readonly why: string }
  /** The forge did not answer, or not as it should. It may have done what was asked. */
  | { readonly fault: 'retry'; readonly why: string };

export type Outcome<T> = T | Fault;

/** Who asks, and what `pulls` gives, with `merging`. */
export interface Overview {
  readonly login: string;
  readonly pulls: readonly Pull[];
}

/** A forge. What is called "ensure" may be called again; so may all others, which find what they would make. */
export interface Forge {
  readonly kind: ForgeKind;
  readonly limits: TextLimits;
  /** Where git finds it: on the server that the token is for. */
  cloneUrl(repo: RepoRef): string;
  whoAmI(): Promise<Outcome<{ readonly login: string }>>;
  open(repo: RepoRef): Promise<Outcome<RepoState>>;
  /** The text of a file; `undefined` where there is none. */
  file(repo: RepoRef, path: string, ref: string): Promise<Outcome<{ readonly text: string | undefined }>>;
  /** Those from a branch of this repository, whatever became of them, newest first. */
  pulls(repo: RepoRef, branch: string): Promise<Outcome<readonly Pull[]>>;
  /** All that is looked at in each run, where a forge tells it in one request. A fault: ask for it by and by. */
  overview?(repo: RepoRef, branch: string): Promise<Outcome<Overview>>;
  /** The one that is open for this branch where there is one: an answer may have been lost. */
  createPull(repo: RepoRef, pull: NewPull): Promise<Outcome<Pull>>;
  updatePull(repo: RepoRef, number: number, change: PullChange): Promise<Outcome<Pull>>;
  closePull(repo: RepoRef, number: number): Promise<Outcome<Pull>>;
  /** Adds labels and takes others off. Others stay as they are. */
  ensureLabels(
    repo: RepoRef,
    number: number,
    add: readonly string[],
    remove?: readonly string[],
  ): Promise<Outcome<Done>>;
  ensureReviewers(repo: RepoRef, number: number, users: readonly string[]): Promise<Outcome<Done>>;
  /** One comment for each topic, with this text. */
  ensureComment(repo: RepoRef, number: number, topic: string, body: string): Promise<Outcome<Done>>;
  commentsSince(repo: RepoRef, number: number, since: string): Promise<Outcome<readonly Comment[]>>;
  permission(repo: RepoRef, user: string): Promise<Outcome<{ readonly permission: Permission }>>;
  /** One open issue for each key, with this title and text. */
  ensureIssue(repo: RepoRef, key: string, title: string, body: string): Promise<Outcome<{ readonly number: number }>>;
  /** What the checks say of a commit. */
  status(repo: RepoRef, commit: string): Promise<Outcome<{ readonly checks: ChecksState }>>;
  report(repo: RepoRef, commit: string, report: Report): Promise<Outcome<Done>>;
}

export interface Done {
  readonly done: true;
}
