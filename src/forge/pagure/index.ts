import { cut } from '../cut.js';
import { cannot } from '../fault.js';
import {
  attempt,
  Odd,
  Refused,
  restOf,
  told,
  unless,
  type Rest,
  type ServerOptions,
  type Told,
} from '../rest/index.js';
import type { ChecksState, Done, Forge, Permission, RepoRef, Report } from '../types.js';
import { LIMITS, pathOf, pull as pullPath, raw, WHO } from './paths.js';
import { changePull, closePull, createPull, listPulls } from './pulls.js';
import { listRepositories } from './repositories.js';
import { ensureComment, ensureIssue, issueOf, listComments } from './threads.js';

const DONE: Done = { done: true };
/** What a flag says; another word of a server's own is not known to be good. */
const STATES: Readonly<Record<string, ChecksState>> = {
  success: 'green',
  pending: 'pending',
  failure: 'red',
  error: 'red',
  canceled: 'red',
};
/** Rights, the highest first, by the names of the lists that people are on. */
const RIGHTS: readonly (readonly [list: string, permission: Permission])[] = [
  ['owner', 'admin'],
  ['admin', 'admin'],
  ['commit', 'write'],
  ['collaborator', 'read'],
  ['ticket', 'read'],
];

/** Pagure, as Fedora and CentOS have it. */
export function pagure(options: ServerOptions): Forge {
  const rest = restOf({ ...options, path: '', authorization: { Authorization: `token ${options.token}` } });
  const login = async () => told((await rest.ask('POST', WHO, {})).body).text('username');
  const asked = <T>(work: () => Promise<T>) => attempt('pagure', work);
  return {
    kind: 'pagure',
    limits: LIMITS,
    cloneUrl: (repo) => `${options.origin}/${cloneName(repo)}.git`,
    whoAmI: () => asked(async () => ({ login: await login() })),
    open: (repo) => asked(() => openRepo(repo)),
    repositories: (query, page) => asked(() => listRepositories(rest, query, page)),
    file: (repo, path, ref) => asked(() => unless([404], readFile(repo, path, ref), async () => ({ text: undefined }))),
    pulls: (repo, branch) => asked(() => listPulls(rest, repo, branch)),
    createPull: (repo, pull) => asked(() => createPull(rest, repo, pull)),
    updatePull: (repo, number, change) => asked(() => changePull(rest, repo, number, change)),
    closePull: (repo, number) => asked(() => closePull(rest, repo, number)),
    // There are none to take off.
    ensureLabels: async (_repo, _number, add) =>
      add.length === 0 ? DONE : cannot('pagure takes no labels on pull requests'),
    ensureReviewers: (repo, number, users) =>
      asked(async () => {
        const [assignee, ...others] = users;
        if (assignee === undefined) return DONE;
        await rest.ask('POST', `${pullPath(repo, number)}/assign`, { assignee });
        if (others.length === 0) return DONE;
        throw new Refused(cannot(`pagure takes one reviewer: ${assignee}, and not ${others.join(', ')}`));
      }),
    ensureComment: (repo, number, topic, text) =>
      asked(async () => ensureComment(rest, repo, number, { login: await login(), topic, text })),
    commentsSince: (repo, number, since) => asked(() => listComments(rest, repo, number, since)),
    permission: (repo, user) => asked(async () => ({ permission: rightOf(await projectOf(rest, repo), user) })),
    issue: (repo, key) => asked(async () => issueOf(rest, repo, await login(), key)),
    ensureIssue: (repo, key, title, text) =>
      asked(async () => ensureIssue(rest, repo, await login(), { key, title, text })),
    status: (repo, commit) =>
      asked(async () => ({ checks: checksOf((await rest.read(flagsOf(repo, commit))).list('flags')) })),
    report: (repo, commit, report) => asked(() => setFlag(repo, commit, report)),
  };

  async function readFile(repo: RepoRef, path: string, ref: string): Promise<{ readonly text: string | undefined }> {
    const { text, headers } = await rest.get(raw(repo, path, ref));
    // Pagure gives no file as a page, but something before it may.
    if (headers.get('content-type')?.startsWith('text/html')) throw new Odd('a page');
    return { text };
  }

  async function openRepo(repo: RepoRef) {
    const project = await projectOf(rest, repo);
    const branch = (await rest.read(`${pathOf(repo)}/git/branches`)).textOrNone('default');
    const right = rightOf(project, await login());
    return {
      ...(branch === '' ? {} : { defaultBranch: branch }),
      // It is not said of a project.
      isArchived: false,
      isFork: project.maybeAt('parent') !== undefined,
      canPush: right === 'admin' || right === 'write',
    };
  }

  async function setFlag(repo: RepoRef, commit: string, { name, outcome, title }: Report): Promise<Done> {
    const flag = {
      username: name,
      comment: cut(title, LIMITS.title),
      status: outcome === 'failure' ? 'failure' : 'success',
      // It demands an address.
      url: `${options.origin}/${cloneName(repo)}`,
      // By which it is changed when it is set again.
      uid: uidOf(name, commit),
    };
    await rest.ask('POST', flagsOf(repo, commit), flag);
    return DONE;
  }
}

/** Who is in which group is told along. */
function projectOf(rest: Rest, repo: RepoRef): Promise<Told> {
  return rest.read(pathOf(repo), { expand_group: 1 });
}

function rightOf(project: Told, user: string): Permission {
  const groups = project.maybeAt('group_details');
  for (const [list, permission] of RIGHTS) {
    if (project.at('access_users').textsOrNone(list).includes(user)) return permission;
    const ofGroups = project.at('access_groups').textsOrNone(list);
    if (ofGroups.some((group) => groups?.textsOrNone(group).includes(user))) return permission;
  }
  return 'none';
}

function flagsOf(repo: RepoRef, commit: string): string {
  return `${pathOf(repo)}/c/${encodeURIComponent(commit)}/flag`;
}

function checksOf(flags: readonly Told[]): ChecksState {
  const states = flags.map((flag) => STATES[flag.text('status')] ?? 'pending');
  return (['red', 'pending', 'green'] as const).find((state) => states.includes(state)) ?? 'none';
}

/** Pages of forks lie below another name than what is asked of them. */
function cloneName({ owner, name }: RepoRef): string {
  const folder = owner.replace(/^fork\//, 'forks/');
  return folder === '' ? name : `${folder}/${name}`;
}

/** 32 characters at most, for each check of each commit. */
function uidOf(name: string, commit: string): string {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return `${hash.toString(16).padStart(8, '0')}${commit.slice(0, 24)}`;
}
