import { attempt, restOf, told, unless, type ServerOptions } from '../rest/index.js';
import type { ChecksState, Done, Forge, Permission, RepoRef, Report } from '../types.js';
import { cut } from '../cut.js';
import { askEach } from '../reviewers.js';
import { ensureAutoMerge } from './automerge.js';
import { changePull, createPull, listPulls, requestReviews } from './pulls.js';
import { changeLabels, ensureComment, ensureIssue, issueOf, listComments } from './threads.js';
import { ensureFork, findFork } from './fork.js';
import { LIMITS, pathOf } from './paths.js';
import { listRepositories } from './repositories.js';

const DONE: Done = { done: true };
const PAUSE_MS = 2000;
/** What Forgejo calls a check is red, or is not known. */
const STATES: Readonly<Record<string, ChecksState>> = {
  success: 'green',
  warning: 'green',
  pending: 'pending',
  failure: 'red',
  error: 'red',
};
const PERMISSIONS: Readonly<Record<string, Permission>> = {
  owner: 'admin',
  admin: 'admin',
  write: 'write',
  read: 'read',
};

/** Forgejo and Gitea, whose interface is the same. */
export function forgejo(options: ServerOptions): Forge {
  const authorization = { Authorization: `token ${options.token}` };
  const rest = restOf({ ...options, path: '/api/v1', authorization });
  const login = async () => (await rest.read('/user')).text('login');
  const asked = <T>(work: () => Promise<T>) => attempt('Forgejo', work);
  return {
    kind: 'forgejo',
    limits: LIMITS,
    cloneUrl: ({ owner, name }) => `${options.origin}/${owner}/${name}.git`,
    whoAmI: () => asked(async () => ({ login: await login() })),
    open: (repo) =>
      asked(async () => {
        const answer = await rest.read(pathOf(repo));
        const defaultBranch = answer.flag('empty') ? '' : answer.textOrNone('default_branch');
        return {
          ...(defaultBranch === '' ? {} : { defaultBranch }),
          isArchived: answer.flag('archived'),
          isFork: answer.flag('fork'),
          canPush: answer.maybeAt('permissions')?.flag('push') ?? false,
        };
      }),
    repositories: (query, page) => asked(() => listRepositories(rest, query, page)),
    file: (repo, path, ref) => asked(() => unless([404], readFile(repo, path, ref), async () => ({ text: undefined }))),
    pulls: (repo, branch, from) => asked(() => listPulls(rest, repo, branch, from)),
    createPull: (repo, pull) => asked(() => createPull(rest, repo, pull)),
    updatePull: (repo, number, change) => asked(() => changePull(rest, repo, number, change)),
    closePull: (repo, number) => asked(() => changePull(rest, repo, number, { state: 'closed' })),
    ensureLabels: (repo, number, add, remove = []) => asked(() => changeLabels(rest, repo, number, add, remove)),
    ensureReviewers: (repo, number, users) =>
      askEach(users, Number.POSITIVE_INFINITY, (some) => asked(() => requestReviews(rest, repo, number, some))),
    ensureComment: (repo, number, topic, text) =>
      asked(async () => ensureComment(rest, repo, number, { login: await login(), topic, text })),
    commentsSince: (repo, number, since) => asked(() => listComments(rest, repo, number, since)),
    permission: (repo, user) =>
      asked(() => unless([404], permissionOf(repo, user), async () => ({ permission: 'none' as const }))),
    issue: (repo, key) => asked(async () => issueOf(rest, repo, await login(), key)),
    ensureIssue: (repo, key, title, text) =>
      asked(async () => ensureIssue(rest, repo, await login(), { key, title, text })),
    status: (repo, commit) =>
      asked(async () => {
        const answer = await rest.read(`${pathOf(repo)}/commits/${encodeURIComponent(commit)}/status`);
        const isNone = answer.number('total_count') === 0;
        return { checks: isNone ? 'none' : (STATES[answer.text('state')] ?? 'pending') };
      }),
    findFork: (repo) => asked(async () => findFork(rest, repo, await login())),
    ensureFork: (repo) => asked(async () => ensureFork(rest, repo, await login(), options.pauseMs ?? PAUSE_MS)),
    ensureAutoMerge: (repo, number, wanted) =>
      asked(() => ensureAutoMerge(rest, repo, number, wanted, options.pauseMs ?? PAUSE_MS)),
    report: (repo, commit, report) => asked(() => setStatus(repo, commit, report)),
  };

  async function readFile(repo: RepoRef, path: string, ref: string): Promise<{ readonly text: string | undefined }> {
    const { body } = await rest.get(`${pathOf(repo)}/contents/${encodeURIComponent(path)}`, { ref });
    // A folder is a list.
    if (Array.isArray(body)) return { text: undefined };
    const answer = told(body);
    if (answer.text('type') !== 'file') return { text: undefined };
    return { text: Buffer.from(answer.text('content'), 'base64').toString('utf8') };
  }

  async function permissionOf(repo: RepoRef, user: string): Promise<{ readonly permission: Permission }> {
    const answer = await rest.read(`${pathOf(repo)}/collaborators/${encodeURIComponent(user)}/permission`);
    return { permission: PERMISSIONS[answer.text('permission')] ?? 'none' };
  }

  async function setStatus(repo: RepoRef, commit: string, { name, outcome, title }: Report): Promise<Done> {
    const state = outcome === 'failure' ? 'failure' : 'success';
    const status = { state, context: name, description: cut(title, LIMITS.title) };
    await rest.ask('POST', `${pathOf(repo)}/statuses/${encodeURIComponent(commit)}`, status);
    return DONE;
  }
}
