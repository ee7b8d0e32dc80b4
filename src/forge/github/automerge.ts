import { cannot } from '../fault.js';
import type { AutoMerge, Done, Outcome, RepoRef } from '../types.js';
import { attempt, type GitHubClient } from './client.js';

const DONE: Done = { done: true };

/** GitHub's other interface alone can do this. */
const QUERY = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    autoMergeAllowed
    viewerDefaultMergeMethod
    pullRequest(number: $number) { id headRefOid autoMergeRequest { enabledAt } }
  }
}`;
const ENABLE = `mutation ($id: ID!, $head: GitObjectID!, $merge: PullRequestMergeMethod!) {
  enablePullRequestAutoMerge(input: { pullRequestId: $id, expectedHeadOid: $head, mergeMethod: $merge }) { clientMutationId }
}`;
const DISABLE =
  'mutation ($id: ID!) { disablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }';

interface Answer {
  readonly repository: {
    readonly autoMergeAllowed: boolean;
    readonly viewerDefaultMergeMethod: 'MERGE' | 'REBASE' | 'SQUASH';
    readonly pullRequest: {
      readonly id: string;
      readonly headRefOid: string;
      readonly autoMergeRequest: { readonly enabledAt: string } | null;
    };
  };
}

/** GitHub itself refuses it where nothing has to pass first: "Pull request is in clean status". */
export function ensureAutoMerge(
  client: GitHubClient,
  { owner, name }: RepoRef,
  number: number,
  wanted: AutoMerge | undefined,
): Promise<Outcome<Done>> {
  return attempt<Done>(async () => {
    const { repository } = await client.graphql<Answer>(QUERY, { owner, name, number });
    const { id, headRefOid, autoMergeRequest } = repository.pullRequest;
    if (wanted === undefined) {
      if (autoMergeRequest !== null) await client.graphql(DISABLE, { id });
      return DONE;
    }
    if (!repository.autoMergeAllowed) return cannot('the repository does not allow auto-merge');
    if (headRefOid !== wanted.head) return cannot('another commit was pushed meanwhile');
    if (autoMergeRequest !== null) return DONE;
    await client.graphql(ENABLE, { id, head: wanted.head, merge: repository.viewerDefaultMergeMethod });
    return DONE;
  });
}
