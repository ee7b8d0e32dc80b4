import { isFault } from '../fault.js';
import type { Forge, Permission, RepoRef } from '../types.js';
import { ensureAutoMerge } from './automerge.js';
import { checksOf, reportOn } from './checks.js';
import { attempt, clientOf, then, unless, type GitHubOptions } from './client.js';
import { uploadFindings } from './findings.js';
import { ensureFork, findFork } from './fork.js';
import { overviewOf } from './overview.js';
import { askEach } from '../reviewers.js';
import { changePull, createPull, LIMITS, listPulls, requestReviews } from './pulls.js';
import { listRepositories } from './repositories.js';
import { changeLabels, ensureComment, ensureIssue, issueEditor, issueOf, listComments } from './threads.js';

/** How tokens begin that an app is given, or a workflow. */
const OF_AN_APP = 'ghs_';

/** https://docs.github.com/pull-requests/collaborating-with-pull-requests/proposing-changes-to-your-work-with-pull-requests/requesting-a-pull-request-review */
const MOST_REVIEWERS = 15;
const PAUSE_MS = 2000;

/** GitHub, on github.com or a server of one's own. */
export function gitHub(options: GitHubOptions): Forge {
  const client = clientOf(options);
  const at = ({ owner, name }: RepoRef) => ({ owner, repo: name });
  let me: { readonly login: string } | undefined;
  const whoAmI = async () => {
    if (me) return me;
    // An app, and a workflow with its own token, may not ask this way.
    const found = await unless(403, viewer, async () => loginOf((await client.request('GET /user')).data));
    if (!isFault(found)) me = found;
    return found;
  };
  const viewer = () =>
    attempt(async () => loginOf((await client.graphql<{ viewer: { login: string } }>('{ viewer { login } }')).viewer));
  return {
    kind: 'github',
    limits: LIMITS,
    cloneUrl: ({ owner, name }) => `${options.origin}/${owner}/${name}.git`,
    whoAmI,
    open: (repo) =>
      attempt(async () => {
        const { data } = await client.request('GET /repos/{owner}/{repo}', at(repo));
        return {
          defaultBranch: data.default_branch,
          isArchived: data.archived,
          isFork: data.fork,
          // What an app may do is not said here: its push tells.
          canPush: data.permissions?.push === true || options.token.startsWith(OF_AN_APP),
        };
      }),
    repositories: (query, page) => listRepositories(client, query, page),
    file: (repo, path, ref) =>
      unless<{ readonly text: string | undefined }>(
        404,
        async () => ({ text: undefined }),
        async () => {
          const { data } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', {
            ...at(repo),
            path,
            ref,
          });
          const isFile = !Array.isArray(data) && data.type === 'file' && 'content' in data;
          return { text: isFile ? Buffer.from(data.content, 'base64').toString('utf8') : undefined };
        },
      ),
    pulls: (repo, branch, from) => listPulls(client, repo, branch, from),
    overview: (repo, branch) => overviewOf(client, repo, branch),
    createPull: (repo, pull) => createPull(client, repo, pull),
    updatePull: (repo, number, change) => changePull(client, repo, number, change),
    closePull: (repo, number) => changePull(client, repo, number, { state: 'closed' }),
    ensureLabels: (repo, number, add, remove = []) => changeLabels(client, repo, number, add, remove),
    ensureReviewers: (repo, number, users) =>
      askEach(users, MOST_REVIEWERS, (some) => requestReviews(client, repo, number, some)),
    ensureComment: async (repo, number, topic, text) =>
      then(await whoAmI(), ({ login }) => ensureComment(client, repo, number, { login, topic, text })),
    commentsSince: (repo, number, since) => listComments(client, repo, number, since),
    permission: (repo, username) =>
      unless<{ readonly permission: Permission }>(
        404,
        async () => ({ permission: 'none' }),
        async () => {
          const of = { ...at(repo), username };
          const { data } = await client.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', of);
          return { permission: permissionOf(data.permission) };
        },
      ),
    issue: async (repo, key) => then(await whoAmI(), ({ login }) => issueOf(client, repo, login, key)),
    issueEditor: (repo, number) => issueEditor(client, repo, number),
    ensureIssue: async (repo, key, title, text) =>
      then(await whoAmI(), ({ login }) => ensureIssue(client, repo, login, { key, title, text })),
    status: (repo, commit) => checksOf(client, repo, commit),
    findFork: async (repo) => then(await whoAmI(), ({ login }) => findFork(client, repo, login)),
    ensureFork: async (repo) =>
      then(await whoAmI(), ({ login }) => ensureFork(client, repo, login, options.pauseMs ?? PAUSE_MS)),
    ensureAutoMerge: (repo, number, wanted) => ensureAutoMerge(client, repo, number, wanted),
    report: (repo, commit, report) => reportOn(client, repo, commit, report),
    uploadFindings: (repo, findings) => uploadFindings(client, repo, findings),
  };
}

function loginOf({ login }: { readonly login: string }): { readonly login: string } {
  if (typeof login !== 'string') throw new TypeError('no login');
  return { login };
}

function permissionOf(word: string): Permission {
  return word === 'admin' || word === 'write' || word === 'read' ? word : 'none';
}
