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

/** Which repositories are asked for: all of a user, organisation or group, or those that the forge finds. */
export type RepositoryQuery = { readonly owner: string } | { readonly topic: string } | { readonly search: string };

/** A repository as lists show it. */
export interface FoundRepo extends Pick<RepoState, 'defaultBranch' | 'isArchived' | 'isFork'> {
  readonly repo: RepoRef;
}

/** A page of a list. */
export interface RepositoryPage {
  readonly repositories: readonly FoundRepo[];
  readonly hasMore: boolean;
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
  readonly merging?: {
    readonly conflicts: boolean;
    readonly checks: ChecksState;
    readonly review?: ReviewState;
  };
}

export interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly branch: string;
  readonly base: string;
  readonly isDraft: boolean;
  /** The fork that the branch is in; absent: it is in the repository itself. */
  readonly from?: RepoRef;
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

export interface KnownIssue {
  readonly number: number;
  readonly body: string;
}

export type Permission = 'none' | 'read' | 'write' | 'admin';
/** `required`: somebody has to, and nobody has. */
type ReviewState = 'approved' | 'changes' | 'required' | 'none';
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

export interface Fork {
  readonly repo: RepoRef;
  readonly isThere: boolean;
}

export interface AutoMerge {
  /** The commit that was looked at, and no other. */
  readonly head: string;
  /** The name of the report of one's own, which is no check of it. */
  readonly own: string;
}

/** What was found in the last commit of a branch. */
export interface Findings {
  readonly branch: string;
  readonly commit: string;
  /** SARIF 2.1.0. */
  readonly sarif: string;
  /** Who found it, as the report names it. */
  readonly tool: { readonly name: string; readonly version: string };
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
  /**
   * Repositories that the account may see, page by page, in the order of the forge.
   * @param page from 1 on.
   */
  repositories(query: RepositoryQuery, page: number): Promise<Outcome<RepositoryPage>>;
  /** The text of a file; `undefined` where there is none. */
  file(repo: RepoRef, path: string, ref: string): Promise<Outcome<{ readonly text: string | undefined }>>;
  /** Those from a branch of this repository, or of a fork of it, whatever became of them, newest first. */
  pulls(repo: RepoRef, branch: string, from?: RepoRef): Promise<Outcome<readonly Pull[]>>;
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
  /** The open issue with this key, as it is now. */
  issue(repo: RepoRef, key: string): Promise<Outcome<{ readonly issue?: KnownIssue }>>;
  /** Who has changed the text of an issue last, where a forge tells that; `login` absent: nobody, or nobody knows. */
  issueEditor?(repo: RepoRef, number: number): Promise<Outcome<{ readonly login?: string }>>;
  /** What the checks say of a commit. */
  status(repo: RepoRef, commit: string): Promise<Outcome<{ readonly checks: ChecksState }>>;
  /** The fork of this account, as it is or would be. A fault where something else has its name. Absent: there are none. */
  findFork?(repo: RepoRef): Promise<Outcome<Fork>>;
  /** Makes it where it is not there, and waits until it is. Its branches stay as they are. */
  ensureFork?(repo: RepoRef): Promise<Outcome<Done>>;
  /**
   * Has the forge merge it by itself, once all is green that its rules demand, and never without such rules: it is not
   * merged over checks that are red or missing. Without `wanted`: no longer. Absent: it merges nothing by itself.
   */
  ensureAutoMerge?(repo: RepoRef, number: number, wanted: AutoMerge | undefined): Promise<Outcome<Done>>;
  report(repo: RepoRef, commit: string, report: Report): Promise<Outcome<Done>>;
  /** Shows findings where a forge has a place for them; those of a commit once. Absent: it has none. */
  uploadFindings?(repo: RepoRef, findings: Findings): Promise<Outcome<Done>>;
}

export interface Done {
  readonly done: true;
}
