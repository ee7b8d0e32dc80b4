import { isFault } from '../fault.js';
import type { Forge, NewPull, Outcome, Pull, PullChange, RepoRef } from '../types.js';
import { cut } from '../cut.js';
import { openOf } from '../existing.js';
import { attempt, unless, type GitHubClient } from './client.js';

/** Characters of a text, and annotations in one request. */
export const LIMITS: Forge['limits'] = { body: 65_536, title: 256, label: 50, annotations: 50 };

/** What is read of GitHub's answer. */
interface Answered {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
  readonly labels: readonly { readonly name: string }[];
  readonly draft?: boolean;
  readonly merged_at: string | null;
  readonly created_at: string;
  readonly head: { readonly ref: string; readonly sha: string; readonly repo: { readonly full_name: string } | null };
  readonly base: { readonly ref: string };
}

export function listPulls(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  branch: string,
  from: RepoRef = { owner, name: repo },
): Promise<Outcome<readonly Pull[]>> {
  return attempt(async () => {
    // `head` is asked for by its owner, who may have a fork of the same name.
    const of = { owner, repo, state: 'all' as const, head: `${from.owner}:${branch}`, per_page: 100 };
    const pulls = await client.paginate('GET /repos/{owner}/{repo}/pulls', of);
    const isHere = ({ head }: Answered) =>
      head.repo?.full_name.toLowerCase() === `${from.owner}/${from.name}`.toLowerCase();
    return pulls
      .filter((pull) => isHere(pull) && pull.head.ref === branch)
      .map(pullOf)
      .sort((a, b) => b.number - a.number);
  });
}

export function createPull(client: GitHubClient, repo: RepoRef, pull: NewPull): Promise<Outcome<Pull>> {
  const { title, body, branch, base, isDraft } = pull;
  // "A pull request already exists", or the body is not taken: which of them is seen by looking.
  const existing = async (message: string): Promise<Outcome<Pull>> => {
    const pulls = await listPulls(client, repo, branch, pull.from);
    if (isFault(pulls)) return pulls;
    return openOf(pulls, pull, message);
  };
  return unless(422, existing, async () => {
    const { owner, name } = repo;
    const head = pull.from ? `${pull.from.owner}:${branch}` : branch;
    const asked = { owner, repo: name, title: cut(title, LIMITS.title), body, head, base, draft: isDraft };
    return pullOf((await client.request('POST /repos/{owner}/{repo}/pulls', asked)).data);
  });
}

/** GitHub's other interface alone can do this. */
const MARK_READY =
  'mutation ($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId } }';

export function changePull(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  number: number,
  { isReady, title, ...rest }: PullChange & { readonly state?: 'closed' },
): Promise<Outcome<Pull>> {
  return attempt(async () => {
    const at = { owner, repo, pull_number: number };
    const change = { ...rest, ...(title === undefined ? {} : { title: cut(title, LIMITS.title) }) };
    const { data } =
      Object.keys(change).length > 0
        ? await client.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { ...at, ...change })
        : await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', at);
    const pull = pullOf(data);
    if (isReady === undefined || !pull.isDraft) return pull;
    await client.graphql(MARK_READY, { id: data.node_id });
    return { ...pull, isDraft: false };
  });
}

/** Not taken: somebody among them is no collaborator, or has opened the pull request. */
export function requestReviews(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  number: number,
  users: readonly string[],
): Promise<Outcome<{ readonly isTaken: boolean }>> {
  const isTeam = (user: string) => user.includes('/');
  const refused = async () => ({ isTaken: false });
  return unless<{ readonly isTaken: boolean }>(422, refused, async () => {
    const reviewers = users.filter((user) => !isTeam(user));
    const teams = users.filter(isTeam).map((team) => team.replace(/^.*\//, ''));
    const body = { owner, repo, pull_number: number, reviewers, team_reviewers: teams };
    await client.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', body);
    return { isTaken: true };
  });
}

function pullOf({
  number,
  state,
  title,
  body,
  user,
  labels,
  draft,
  merged_at,
  created_at,
  head,
  base,
}: Answered): Pull {
  return {
    number,
    state: merged_at !== null ? 'merged' : state === 'open' ? 'open' : 'closed',
    title,
    body: body ?? '',
    author: user?.login ?? '',
    labels: labels.map((label) => label.name),
    isDraft: draft === true,
    branch: head.ref,
    head: head.sha,
    base: base.ref,
    createdAt: created_at,
  };
}
