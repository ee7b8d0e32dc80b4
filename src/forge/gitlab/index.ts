import { attempt, told, unless, type ServerOptions, type Told } from '../rest/index.js';
import { cut } from '../cut.js';
import type { ChecksState, Done, Forge, RepoRef, Report } from '../types.js';
import { ensureAutoMerge } from './automerge.js';
import { clientOf, listOf } from './client.js';
import { ensureFork, findFork } from './fork.js';
import { LIMITS } from './limits.js';
import { addReviewers, permissionBy, permissionOf } from './people.js';
import { changePull, closePull, createPull, listPulls } from './pulls.js';
import { listRepositories } from './repositories.js';
import { ensureComment, ensureIssue, issueOf, listComments } from './threads.js';

const DONE: Done = { done: true };
const PAUSE_MS = 2000;

/** GitLab, on gitlab.com or a server of one's own. */
export function gitLab(options: ServerOptions): Forge {
  const client = clientOf(options);
  const { commits, files, projects, requests, users } = client;
  const at = ({ owner, name }: RepoRef) => `${owner}/${name}`;
  const login = async () => told(await users.showCurrentUser()).text('username');
  const asked = <T>(work: () => Promise<T>) => attempt('GitLab', work);
  return {
    kind: 'gitlab',
    limits: LIMITS,
    cloneUrl: (repo) => `${options.origin}/${at(repo)}.git`,
    whoAmI: () => asked(async () => ({ login: await login() })),
    open: (repo) =>
      asked(async () => {
        const project = told(await projects.show(at(repo)));
        const defaultBranch = project.textOrNone('default_branch');
        return {
          ...(defaultBranch === '' ? {} : { defaultBranch }),
          isArchived: project.flag('archived'),
          isFork: project.maybeAt('forked_from_project') !== undefined,
          canPush: ['write', 'admin'].includes(permissionBy(levelIn(project))),
        };
      }),
    repositories: (query, page) => asked(() => listRepositories(client, query, page)),
    file: (repo, path, ref) => asked(() => unless([404], readFile(repo, path, ref), async () => ({ text: undefined }))),
    pulls: (repo, branch, from) => asked(() => listPulls(client, at(repo), branch, from && at(from))),
    createPull: (repo, pull) => asked(() => createPull(client, at(repo), pull)),
    updatePull: (repo, number, change) => asked(() => changePull(client, at(repo), number, change)),
    closePull: (repo, number) => asked(() => closePull(client, at(repo), number)),
    ensureLabels: (repo, number, add, remove = []) =>
      asked(async () => {
        const labels = {
          ...(add.length > 0 ? { addLabels: add.join(',') } : {}),
          ...(remove.length > 0 ? { removeLabels: remove.join(',') } : {}),
        };
        if (Object.keys(labels).length > 0) await requests.edit(at(repo), number, labels);
        return DONE;
      }),
    ensureReviewers: (repo, number, names) => asked(() => addReviewers(client, at(repo), number, names)),
    ensureComment: (repo, number, topic, text) =>
      asked(async () => ensureComment(client, at(repo), number, { login: await login(), topic, text })),
    commentsSince: (repo, number, since) => asked(() => listComments(client, at(repo), number, since)),
    permission: (repo, user) => asked(() => permissionOf(client, at(repo), user)),
    issue: (repo, key) => asked(() => issueOf(client, at(repo), key)),
    ensureIssue: (repo, key, title, text) => asked(() => ensureIssue(client, at(repo), { key, title, text })),
    status: (repo, commit) =>
      asked(async () => ({ checks: checksOf(await listOf((page) => commits.allStatuses(at(repo), commit, page))) })),
    findFork: (repo) => asked(async () => findFork(client, repo, await login())),
    ensureFork: (repo) => asked(async () => ensureFork(client, repo, await login(), options.pauseMs ?? PAUSE_MS)),
    ensureAutoMerge: (repo, number, wanted) =>
      asked(() => ensureAutoMerge(client, at(repo), number, wanted, options.pauseMs ?? PAUSE_MS)),
    report: (repo, commit, report) => asked(() => setStatus(repo, commit, report)),
  };

  async function readFile(repo: RepoRef, path: string, ref: string): Promise<{ readonly text: string | undefined }> {
    const file = told(await files.show(at(repo), path, ref));
    return { text: Buffer.from(file.text('content'), 'base64').toString('utf8') };
  }

  async function setStatus(repo: RepoRef, commit: string, { name, outcome, title }: Report): Promise<Done> {
    const state = outcome === 'failure' ? 'failed' : 'success';
    await commits.editStatus(at(repo), commit, state, { name, description: cut(title, LIMITS.title) });
    return DONE;
  }
}

/** The account's own right, or that of a group. */
function levelIn(project: Told): number {
  const rights = project.maybeAt('permissions');
  const level = (key: string) => rights?.maybeAt(key)?.number('access_level') ?? 0;
  return Math.max(level('project_access'), level('group_access'));
}

function checksOf(statuses: readonly Told[]): ChecksState {
  const states = statuses.map(stateOf);
  return (['red', 'pending', 'green'] as const).find((state) => states.includes(state)) ?? 'none';
}

function stateOf(status: Told): ChecksState {
  const word = status.text('status');
  if (word === 'failed' || word === 'canceled') return status.flag('allow_failure') ? 'green' : 'red';
  // What waits for a person may wait for ever.
  return word === 'success' || word === 'skipped' || word === 'manual' ? 'green' : 'pending';
}
