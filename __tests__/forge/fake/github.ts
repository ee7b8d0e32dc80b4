// GitHub's interface, as docs.github.com/rest describes it.
import { join } from 'node:path';
import { describedBeside, descriptionIn } from './described.js';
import { APP, ofApp } from './github-app.js';
import { not, person, REPO, said } from './github-answers.js';
import { ofChecks, ofThreads } from './github-threads.js';
import { ANN, BOT, EVE, isRefused, type FakePull, type Model } from './model.js';
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
      ...ofPulls(model),
      ...ofThreads(model),
      ...ofChecks(model),
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
      answer: ({ headers }) => {
        // What an app may do is not said here.
        const push = model.rights.get(BOT.login) !== 'read' && headers.authorization === `token ${TOKEN}`;
        const permissions = { admin: false, pull: true, push };
        const at = { full_name: 'acme/shop', default_branch: 'main', archived: model.settings.isArchived, fork: false };
        return [200, { ...at, clone_url: 'https://github.com/acme/shop.git', permissions }];
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

function ofPulls(model: Model): Route[] {
  return [
    {
      name: 'pulls',
      on: `GET ${REPO}/pulls`,
      answer: (call) => {
        const { query } = call;
        const isAsked = ({ state, head }: FakePull) =>
          (query.get('state') === 'all' || state === 'open') && `acme:${head.ref}` === query.get('head');
        return paged(model.shownPulls().filter(isAsked).map(shown), call);
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
        const { title, head: branch, base, body: text = '', draft = false } = body as Record<string, string>;
        return said(
          model.createPull({ title: title!, body: text, draft: Boolean(draft), branch: branch!, base: base! }),
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
        pull.reviewers = [...new Set([...pull.reviewers, ...(body.reviewers as string[])])];
        return [201, shown(pull)];
      },
    },
  ];
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
  if (query.includes('viewer')) return [200, { data: { viewer } }];
  const { id } = body.variables as { readonly id: string };
  const made = model.changePull(Number(id.replace('PR_', '')), { draft: false });
  if (isRefused(made)) return [200, { errors: [{ message: made.why }] }];
  return [200, { data: { markPullRequestReadyForReview: { clientMutationId: null } } }];
}

/** A pull request as the other interface shows it, held against its own description by hand. */
function node({ runs, headOf }: Model, pull: FakePull) {
  const { number, title, body, draft, user, labels, head, base, created_at, merged_at, state } = pull;
  const conclusions = runs.map(({ status, conclusion }) => (status === 'completed' ? conclusion : 'pending'));
  const rollup = conclusions.includes('failure') ? 'FAILURE' : conclusions.includes('pending') ? 'PENDING' : 'SUCCESS';
  return {
    number,
    state: merged_at !== null ? 'MERGED' : state.toUpperCase(),
    title,
    body,
    isDraft: draft,
    isCrossRepository: head.repo.full_name !== 'acme/shop',
    createdAt: created_at,
    mergeable: headOf(base.ref) === undefined ? 'UNKNOWN' : 'MERGEABLE',
    author: { __typename: user.login.endsWith('[bot]') ? 'Bot' : 'User', login: user.login.replace('[bot]', '') },
    labels: { nodes: labels },
    headRefName: head.ref,
    headRefOid: head.sha,
    baseRefName: base.ref,
    commits: { nodes: [{ commit: { statusCheckRollup: runs.length === 0 ? null : { state: rollup } } }] },
  };
}
