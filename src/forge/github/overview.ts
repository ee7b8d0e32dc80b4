import type { ChecksState, Overview, Outcome, Pull, RepoRef } from '../types.js';
import { attempt, type GitHubClient } from './client.js';

/** GitHub's other interface tells in one request what takes this one four. */
const QUERY = `query ($owner: String!, $name: String!, $branch: String!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequests(headRefName: $branch, first: 50, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number state title body isDraft isCrossRepository createdAt mergeable reviewDecision
        author { __typename login }
        labels(first: 100) { nodes { name } }
        headRefName headRefOid baseRefName
        commits(last: 1) { nodes { commit { statusCheckRollup { state } } } }
      }
    }
  }
}`;

/** Somebody, as this interface names them. */
export interface Actor {
  readonly __typename: string;
  readonly login: string;
}

interface Page {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly pullRequests: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly Node[];
    };
  };
}

interface Node {
  readonly number: number;
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED';
  readonly title: string;
  readonly body: string;
  readonly isDraft: boolean;
  readonly isCrossRepository: boolean;
  readonly createdAt: string;
  readonly mergeable: string;
  readonly reviewDecision: string | null;
  readonly author: Actor | null;
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
  readonly headRefName: string;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly commits: {
    readonly nodes: readonly { readonly commit: { readonly statusCheckRollup: { readonly state: string } | null } }[];
  };
}

const STATES = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;
const CHECKS: Readonly<Record<string, ChecksState>> = {
  SUCCESS: 'green',
  FAILURE: 'red',
  ERROR: 'red',
  PENDING: 'pending',
  EXPECTED: 'pending',
};
const REVIEWS: Readonly<Record<string, NonNullable<NonNullable<Pull['merging']>['review']>>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes',
  REVIEW_REQUIRED: 'required',
};
/** Those of one branch. */
const MOST_PAGES = 20;

/** A token that may not see checks gets an error here, and is answered by the single requests. */
export function overviewOf(client: GitHubClient, { owner, name }: RepoRef, branch: string): Promise<Outcome<Overview>> {
  return attempt(async () => {
    const pulls: Pull[] = [];
    let after: string | null = null;
    for (let page = 1; ; page++) {
      const answer: Page = await client.graphql<Page>(QUERY, { owner, name, branch, after });
      const { nodes, pageInfo } = answer.repository.pullRequests;
      for (const node of nodes) if (!node.isCrossRepository) pulls.push(pullOf(node));
      if (!pageInfo.hasNextPage || page === MOST_PAGES)
        return { login: answer.viewer.login, pulls: pulls.sort((a, b) => b.number - a.number) };
      after = pageInfo.endCursor;
    }
  });
}

/** The name that the other interface has for somebody: it names an app with its kind. */
export function loginOf({ __typename, login }: Actor): string {
  return __typename === 'Bot' ? `${login}[bot]` : login;
}

function pullOf(node: Node): Pull {
  const { number, state, title, body, isDraft, createdAt, author, labels, headRefName, headRefOid, baseRefName } = node;
  const rollup = node.commits.nodes[0]?.commit.statusCheckRollup;
  return {
    number,
    state: STATES[state],
    title,
    body,
    author: author === null ? '' : loginOf(author),
    labels: labels?.nodes.map((label) => label.name) ?? [],
    isDraft,
    branch: headRefName,
    head: headRefOid,
    base: baseRefName,
    createdAt,
    merging: {
      conflicts: node.mergeable === 'CONFLICTING',
      checks: rollup ? (CHECKS[rollup.state] ?? 'none') : 'none',
      review: REVIEWS[node.reviewDecision ?? ''] ?? 'none',
    },
  };
}
