import { cut } from '../cut.js';
import { openOf } from '../existing.js';
import { isFault } from '../fault.js';
import { draftsBy } from '../drafts.js';
import { Refused, told, unless, type Told } from '../rest/index.js';
import type { NewPull, Pull, PullChange } from '../types.js';
import { listOf, type GitLabClient } from './client.js';
import { LIMITS } from './limits.js';

/** https://docs.gitlab.com/user/project/merge_requests/drafts/ */
const DRAFTS = draftsBy('Draft: ', /^(?:Draft:|\[Draft\]|\(Draft\))\s*/i);

export async function listPulls({ requests }: GitLabClient, project: string, branch: string): Promise<readonly Pull[]> {
  const found = await listOf((page) =>
    requests.all({ projectId: project, sourceBranch: branch, scope: 'all', ...page }),
  );
  return found
    .filter((pull) => isHere(pull) && pull.text('source_branch') === branch)
    .map(pullOf)
    .sort((a, b) => b.number - a.number);
}

/** True for one from a branch of the project it goes to, not of a fork; a fork that is gone has no number. */
function isHere(pull: Told): boolean {
  return pull.maybeNumber('source_project_id') === pull.number('target_project_id');
}

export function createPull(client: GitLabClient, project: string, pull: NewPull): Promise<Pull> {
  const { branch, base, body: description, isDraft } = pull;
  const title = cut(DRAFTS.written(pull.title, isDraft), LIMITS.title);
  const create = async (): Promise<Pull> =>
    pullOf(told(await client.requests.create(project, branch, base, title, { description })));
  // It is there already, or it is not taken: which of them is seen by looking.
  return unless([400, 409, 422], create(), async ({ fault }) => {
    const open = openOf(await listPulls(client, project, branch), pull, fault.why);
    if (isFault(open)) throw new Refused(open);
    return open;
  });
}

export async function changePull(
  { requests }: GitLabClient,
  project: string,
  number: number,
  { isReady, title, body, base }: PullChange,
): Promise<Pull> {
  const asked = {
    ...(body === undefined ? {} : { description: body }),
    ...(base === undefined ? {} : { targetBranch: base }),
  };
  if (title === undefined && isReady === undefined) return pullOf(told(await requests.edit(project, number, asked)));
  // A draft is one by its title.
  const now = told(await requests.show(project, number));
  const isDraft = pullOf(now).isDraft && !isReady;
  const wanted = cut(DRAFTS.written(title ?? now.text('title'), isDraft), LIMITS.title);
  if (wanted === now.text('title') && Object.keys(asked).length === 0) return pullOf(now);
  return pullOf(told(await requests.edit(project, number, { ...asked, title: wanted })));
}

export async function closePull({ requests }: GitLabClient, project: string, number: number): Promise<Pull> {
  return pullOf(told(await requests.edit(project, number, { stateEvent: 'close' })));
}

function pullOf(pull: Told): Pull {
  const title = pull.text('title');
  const bare = DRAFTS.bare(title);
  const state = pull.text('state');
  return {
    number: pull.number('iid'),
    // One that is being merged is `locked`.
    state: state === 'merged' || state === 'closed' ? state : 'open',
    title: bare,
    body: pull.textOrNone('description'),
    author: pull.at('author').text('username'),
    labels: pull.texts('labels'),
    isDraft: bare !== title,
    branch: pull.text('source_branch'),
    head: pull.textOrNone('sha'),
    base: pull.text('target_branch'),
    createdAt: pull.text('created_at'),
  };
}
