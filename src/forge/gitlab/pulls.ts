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

/** @param from the fork that the branch is in, where it is in one. */
export async function listPulls(
  { projects, requests }: GitLabClient,
  project: string,
  branch: string,
  from?: string,
): Promise<readonly Pull[]> {
  const fork = from === undefined ? undefined : await unless([404], projects.show(from), async () => undefined);
  // It is made with the first push.
  if (from !== undefined && fork === undefined) return [];
  const source = fork && told(fork).number('id');
  const found = await listOf((page) =>
    requests.all({ projectId: project, sourceBranch: branch, scope: 'all', ...page }),
  );
  return found
    .filter((pull) => isFrom(pull, source) && pull.text('source_branch') === branch)
    .map(pullOf)
    .sort((a, b) => b.number - a.number);
}

/** True for one from a branch of the project it goes to, or of this fork; a fork that is gone has no number. */
function isFrom(pull: Told, source: number | undefined): boolean {
  return pull.maybeNumber('source_project_id') === (source ?? pull.number('target_project_id'));
}

/** From a fork it is made there, and goes to the project. */
export function createPull(client: GitLabClient, project: string, pull: NewPull): Promise<Pull> {
  const from = pull.from && `${pull.from.owner}/${pull.from.name}`;
  const { branch, base, body: description, isDraft } = pull;
  const title = cut(DRAFTS.written(pull.title, isDraft), LIMITS.title);
  const create = async (): Promise<Pull> => {
    const target =
      from === undefined ? {} : { targetProjectId: told(await client.projects.show(project)).number('id') };
    return pullOf(told(await client.requests.create(from ?? project, branch, base, title, { description, ...target })));
  };
  // It is there already, or it is not taken: which of them is seen by looking.
  return unless([400, 409, 422], create(), async ({ fault }) => {
    const open = openOf(await listPulls(client, project, branch, from), pull, fault.why);
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
