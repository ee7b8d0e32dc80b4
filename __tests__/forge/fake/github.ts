// GitHub's interface, as docs.github.com/rest describes it.
import { join } from 'node:path';
import { describedBeside, descriptionIn } from './described.js';
import { APP, ofApp } from './github-app.js';
import { not, person, REPO, said } from './github-answers.js';
import { ofScanning } from './github-scanning.js';
import { ofChecks, ofThreads } from './github-threads.js';
import { ANN, BOT, EVE, FORK, isRefused, ownerOf, type FakePull, type Model } from './model.js';
import { paged, serveForge, TOKEN, type Answer, type Call, type FakeForge, type Route } from './server.js';

interface GitHubOptions {
  /** The public half of the key that the app signs with. */
  readonly appKey?: string;
}

/** @param folder holds `acme/shop.git`. */
export function fakeGitHub(folder: string, options: GitHubOptions = {}): Promise<FakeForge> {
  const own = descriptionIn(join(__dirname, '../openapi/github.json'));
  const other = descriptionIn(describedBeside('github'));
  return serveForge(folder, {
    root: '/api/v3',
    authorization: [`token ${TOKEN}`, `token ${APP.token}`],
    descriptions: [own, other].flatMap((each) => each ?? []),
    limits: { body: 65_536, title: 256 },
    routes: (model) => [
      ...ofRepo(model),
      ...ofLists(model),
      ...ofPulls(model),
      ...ofThreads(model),
      ...ofChecks(model),
      ...ofScanning(model),
      ...ofApp(options.appKey),
    ],
  });
}

function shown({ merged_at, number, title, body, state, draft, user, labels, head, base, created_at }: FakePull) {
  const at = { number, title, body, state, draft, created_at, merged_at, node_id: `PR_${number}` };
  return { ...at, user: person(user), labels: labels.map(({ name }) => ({ name })), head, base };
}

function ofRepo(model: Model): Route[] {
  return [
    { name: 'meta', on: 'GET /meta', isOpen: true, answer: () => [200, { verifiable_password_authentication: true }] },
    {
      name: 'who',
      on: 'GET /user',
      answer: ({ headers }) =>
        headers.authorization === `token ${APP.token}`
          ? [403, { message: 'Resource not accessible by integration' }]
          : [200, { ...person(BOT), user_view_type: 'private' }],
    },
    {
      name: 'repo',
      on: `GET ${REPO}`,
      answer: ({ headers, parameters }) => {
        if (parameters.owner === BOT.login) return forkShown(model);
        // What an app may do is not said here.
        const push = model.rights.get(BOT.login) !== 'read' && headers.authorization === `token ${TOKEN}`;
        const permissions = { admin: false, pull: true, push };
        const at = {
          full_name: model.repository,
          default_branch: 'main',
          archived: model.settings.isArchived,
          fork: false,
        };
        return [200, { ...at, clone_url: `https://github.com/${model.repository}.git`, permissions }];
      },
    },
    {
      name: 'fork',
      on: `POST ${REPO}/forks`,
      keys: [[], ['organization', 'name', 'default_branch_only']],
      answer: () => {
        model.makeFork();
        return [202, { full_name: FORK, fork: true }];
      },
    },
    {
      name: 'file',
      on: `GET ${REPO}/contents/{path}`,
      answer: ({ parameters: { path = '' }, query }) => {
        const text = model.fileAt(path, query.get('ref') ?? 'main');
        if (text === undefined)
          return model.isFolder(path, query.get('ref') ?? 'main') ? [200, []] : not(404, 'Not Found');
        const content = Buffer.from(text).toString('base64');
        return [200, { type: 'file', encoding: 'base64', content, path }];
      },
    },
    {
      name: 'permission',
      on: `GET ${REPO}/collaborators/{username}/permission`,
      answer: ({ parameters: { username = '' } }) =>
        [ANN, BOT, EVE].some(({ login }) => login === username)
          ? [200, { permission: model.rights.get(username) ?? 'none', role_name: 'x', user: null }]
          : not(404, 'Not Found'),
    },
  ];
}

/** Of `acme`, which is an organisation; `ann` is a user. */
function ofLists(model: Model): Route[] {
  const all = () =>
    model.listed.map(({ name, ...rest }, id) => ({ id, full_name: `acme/${name}`, default_branch: 'main', ...rest }));
  return [
    {
      name: 'repositories',
      on: 'GET /orgs/{org}/repos',
      answer: (call) => (call.parameters.org === 'acme' ? paged(all(), call) : not(404, 'Not Found')),
    },
    {
      name: 'repositories-of-user',
      on: 'GET /users/{username}/repos',
      answer: (call) => (call.parameters.username === 'ann' ? paged([], call) : not(404, 'Not Found')),
    },
    {
      name: 'search',
      on: 'GET /search/repositories',
      answer: (call) => {
        const q = (call.query.get('q') ?? '').replace('topic:', '');
        const found = all().filter((each) => each.full_name.includes(q));
        const [status, items, headers] = paged(found, call);
        return [status, { total_count: found.length, incomplete_results: false, items }, headers];
      },
    },
  ];
}

function ofPulls(model: Model): Route[] {
  return [
    {
      name: 'pulls',
      on: `GET ${REPO}/pulls`,
      answer: (call) => {
        const { query } = call;
        const isAsked = (pull: FakePull, { state, head } = pull) =>
          (query.get('state') === 'all' || state === 'open') && `${ownerOf(pull)}:${head.ref}` === query.get('head');
        const there = model.shownPulls().filter((pull) => isAsked(pull));
        return paged(there.map(shown), call);
      },
    },
    {
      name: 'create-pull',
      on: `POST ${REPO}/pulls`,
      keys: [
        ['title', 'head', 'base'],
        ['body', 'draft', 'maintainer_can_modify'],
      ],
      answer: ({ body }) => {
        const { title, head = '', base, body: text = '', draft = false } = body as Record<string, string>;
        const [branch = '', owner = 'acme'] = head.split(':').reverse();
        return said(
          model.createPull({ title: title!, body: text, draft: Boolean(draft), branch, base: base!, owner }),
          201,
          shown,
        );
      },
    },
    {
      name: 'pull',
      on: `GET ${REPO}/pulls/{pull_number}`,
      answer: ({ parameters }) => {
        const pull = model.shownPulls().find(({ number }) => number === Number(parameters.pull_number));
        return pull ? [200, shown(pull)] : not(404, 'Not Found');
      },
    },
    {
      name: 'change-pull',
      on: `PATCH ${REPO}/pulls/{pull_number}`,
      keys: [[], ['title', 'body', 'state', 'base', 'maintainer_can_modify']],
      answer: ({ parameters, body }) => said(model.changePull(Number(parameters.pull_number), body), 200, shown),
    },
    {
      name: 'graphql',
      on: 'POST /api/graphql',
      keys: [['query'], ['variables']],
      answer: (call) => graphql(model, call),
    },
    {
      name: 'reviewers',
      on: `POST ${REPO}/pulls/{pull_number}/requested_reviewers`,
      keys: [[], ['reviewers', 'team_reviewers']],
      answer: ({ parameters, body }) => {
        const pull = model.pulls.find(({ number }) => number === Number(parameters.pull_number));
        if (pull === undefined) return not(404, 'Not Found');
        return said(model.askReviewers(pull, reviewersIn(body)), 201, shown);
      },
    },
  ];
}

function forkShown({ hasFork, settings }: Model): Answer {
  if (settings.isTaken) return [200, { full_name: FORK, fork: false }];
  if (!hasFork()) return not(404, 'Not Found');
  return [200, { full_name: FORK, fork: true, parent: { full_name: 'acme/shop' } }];
}

function reviewersIn({ reviewers = [], team_reviewers = [] }: Call['body']): readonly string[] {
  return [...(reviewers as string[]), ...(team_reviewers as string[]).map((team) => `acme/${team}`)];
}

function graphql(model: Model, { body, headers }: Call): Answer {
  const query = String(body.query);
  const viewer = { login: headers.authorization === `token ${APP.token}` ? `${APP.slug}[bot]` : BOT.login };
  if (query.includes('pullRequests(')) {
    const { branch } = body.variables as { readonly branch: string };
    const nodes = model.shownPulls().filter(({ head }) => head.ref === branch);
    const pullRequests = {
      pageInfo: { hasNextPage: false, endCursor: null },
      nodes: nodes.map((pull) => node(model, pull)),
    };
    return [200, { data: { viewer, repository: { pullRequests } } }];
  }
  if (query.includes('editor {')) {
    const { number } = body.variables as { readonly number: number };
    const login = model.issues.find((issue) => issue.number === number)?.editor;
    const editor = login === undefined ? null : { __typename: login.endsWith('[bot]') ? 'Bot' : 'User', login };
    return [200, { data: { repository: { issue: { editor } } } }];
  }
  if (/AutoMerge\b|autoMergeRequest/.test(query)) return autoMerge(model, body);
  if (query.includes('viewer')) return [200, { data: { viewer } }];
  const { id } = body.variables as { readonly id: string };
  const made = model.changePull(Number(id.replace('PR_', '')), { draft: false });
  if (isRefused(made)) return [200, { errors: [{ message: made.why }] }];
  return [200, { data: { markPullRequestReadyForReview: { clientMutationId: null } } }];
}

function autoMerge({ pulls, settings, shownPulls }: Model, { query, variables }: Call['body']): Answer {
  const { number, id, head } = variables as { readonly number?: number; readonly id?: string; readonly head?: string };
  shownPulls();
  const pull = pulls.find((each) => each.number === (number ?? Number(id?.replace('PR_', ''))));
  if (pull === undefined) return [200, { errors: [{ message: 'Could not resolve to a PullRequest' }] }];
  if (String(query).startsWith('query')) {
    const autoMergeRequest = pull.automerge === undefined ? null : { enabledAt: pull.created_at };
    const shown = { id: `PR_${pull.number}`, headRefOid: pull.head.sha, autoMergeRequest };
    const repository = { autoMergeAllowed: true, viewerDefaultMergeMethod: 'MERGE', pullRequest: shown };
    return [200, { data: { repository } }];
  }
  const isOn = String(query).includes('enablePullRequestAutoMerge');
  if (isOn && !settings.isDemanding)
    return [200, { errors: [{ message: 'Pull request Pull request is in clean status' }] }];
  if (isOn && head !== pull.head.sha) return [200, { errors: [{ message: 'Head sha did not match expected' }] }];
  if (isOn) pull.automerge = pull.head.sha;
  else delete pull.automerge;
  return [200, { data: { ensured: { clientMutationId: null } } }];
}

/** A pull request as the other interface shows it, held against its own description by hand. */
function node({ runs, headOf, repository, settings }: Model, pull: FakePull) {
  const { number, title, body, draft, user, labels, head, base, created_at, merged_at, state } = pull;
  const conclusions = runs.map(({ status, conclusion }) => (status === 'completed' ? conclusion : 'pending'));
  const rollup = conclusions.includes('failure') ? 'FAILURE' : conclusions.includes('pending') ? 'PENDING' : 'SUCCESS';
  return {
    number,
    state: merged_at !== null ? 'MERGED' : state.toUpperCase(),
    title,
    body,
    isDraft: draft,
    isCrossRepository: head.repo.full_name !== repository,
    createdAt: created_at,
    mergeable: headOf(base.ref) === undefined ? 'UNKNOWN' : settings.conflicts ? 'CONFLICTING' : 'MERGEABLE',
    reviewDecision: null,
    author: { __typename: user.login.endsWith('[bot]') ? 'Bot' : 'User', login: user.login.replace('[bot]', '') },
    labels: { nodes: labels },
    headRefName: head.ref,
    headRefOid: head.sha,
    baseRefName: base.ref,
    commits: { nodes: [{ commit: { statusCheckRollup: runs.length === 0 ? null : { state: rollup } } }] },
  };
}
