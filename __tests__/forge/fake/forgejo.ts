// Forgejo's interface, which is Gitea's: https://codeberg.org/api/swagger
import { describedBeside, descriptionIn } from './described.js';
import { ANN, BOT, EVE, isRefused, type FakePull, type Made, type Model, type User } from './model.js';
import { paged, serveForge, TOKEN, type Answer, type Call, type FakeForge, type Route } from './server.js';

const REPO = '/repos/{owner}/{repo}';
/** As its servers are set up. */
const MOST = 50;

/** @param folder holds `acme/shop.git`. */
export function fakeForgejo(folder: string): Promise<FakeForge> {
  const description = descriptionIn(describedBeside('forgejo'));
  return serveForge(folder, {
    root: '/api/v1',
    authorization: [`token ${TOKEN}`],
    descriptions: description ? [description] : [],
    limits: { body: 65_536, title: 255 },
    routes: (model) => [...ofRepo(model), ...ofPulls(model), ...ofThreads(model), ...ofLabels(model)],
  });
}

function not(refused: number, message: string): Answer {
  return [refused, { message, url: 'https://forge.example/api/swagger' }];
}

function said<T extends object>(made: Made<T>, status: number, show: (made: T) => unknown): Answer {
  return isRefused(made) ? not(made.refused, made.why) : [status, show(made as T)];
}

function person({ id, login }: User) {
  return { id, login };
}

function pageOf(all: readonly unknown[], call: Call): Answer {
  return paged(all, call, 'limit', MOST);
}

function ofRepo(model: Model): Route[] {
  return [
    { name: 'version', on: 'GET /version', isOpen: true, answer: () => [200, { version: '11.0.3+gitea-1.22.0' }] },
    { name: 'who', on: 'GET /user', answer: () => [200, person(BOT)] },
    {
      name: 'repo',
      on: `GET ${REPO}`,
      answer: () => {
        const permissions = { admin: false, pull: true, push: model.rights.get(BOT.login) !== 'read' };
        const at = { full_name: 'acme/shop', default_branch: 'main', empty: false, fork: false };
        return [200, { ...at, archived: model.settings.isArchived, permissions }];
      },
    },
    {
      name: 'file',
      on: `GET ${REPO}/contents/{filepath}`,
      // A folder is a list.
      isLoose: true,
      answer: ({ parameters: { filepath = '' }, query }) => {
        const ref = query.get('ref') ?? 'main';
        const text = model.fileAt(filepath, ref);
        if (text === undefined) return model.isFolder(filepath, ref) ? [200, []] : not(404, 'object does not exist');
        const content = Buffer.from(text).toString('base64');
        return [200, { type: 'file', encoding: 'base64', content, path: filepath }];
      },
    },
    {
      name: 'permission',
      on: `GET ${REPO}/collaborators/{collaborator}/permission`,
      answer: ({ parameters: { collaborator = '' } }) => {
        const user = [ANN, BOT, EVE].find(({ login }) => login === collaborator);
        if (user === undefined) return not(404, 'user does not exist');
        const permission = model.rights.get(collaborator) ?? 'none';
        return [200, { permission, role_name: permission, user: person(user) }];
      },
    },
    {
      name: 'statuses',
      on: `GET ${REPO}/commits/{ref}/status`,
      answer: () => {
        const states = model.latestStatuses().map(({ state }) => state);
        const state = ['error', 'failure', 'pending', 'success'].find((each) => states.includes(each)) ?? '';
        return [200, { state, total_count: states.length }];
      },
    },
    {
      name: 'report',
      on: `POST ${REPO}/statuses/{sha}`,
      keys: [
        ['state', 'context'],
        ['description', 'target_url'],
      ],
      answer: ({ body: { state, context } }) => {
        model.statuses.push({ state: String(state), context: String(context) });
        return [201, { status: state, context }];
      },
    },
  ];
}

function shown({ merged_at, number, title, body, state, user, labels, head, base, created_at }: FakePull) {
  return {
    number,
    title,
    body,
    state,
    merged: merged_at !== null,
    draft: /^(?:WIP:|\[WIP\])/i.test(title),
    created_at,
    user: person(user),
    labels: labels.map(({ name }) => ({ name })),
    head: { ref: head.ref, sha: head.sha, repo_id: 1 },
    base: { ref: base.ref, repo_id: 1 },
  };
}

function ofPulls(model: Model): Route[] {
  const at = ({ parameters }: Call) => model.shownPulls().find(({ number }) => number === Number(parameters.index));
  return [
    {
      name: 'pulls',
      on: `GET ${REPO}/pulls`,
      answer: (call) => {
        const isAsked = ({ state }: FakePull) => call.query.get('state') === 'all' || state === 'open';
        return pageOf(model.shownPulls().filter(isAsked).map(shown), call);
      },
    },
    {
      name: 'create-pull',
      on: `POST ${REPO}/pulls`,
      keys: [
        ['title', 'head', 'base'],
        ['body', 'assignees', 'labels', 'milestone', 'due_date'],
      ],
      answer: ({ body }) => {
        const { title = '', head: branch = '', base = '', body: text = '' } = body as Record<string, string>;
        const isThere = model.headOf(branch) !== undefined;
        if (!isThere) return not(404, "The target couldn't be found.");
        return said(model.createPull({ title, body: text, draft: false, branch, base }), 201, shown);
      },
    },
    {
      name: 'pull',
      on: `GET ${REPO}/pulls/{index}`,
      answer: (call) => {
        const pull = at(call);
        return pull ? [200, shown(pull)] : not(404, 'not found');
      },
    },
    {
      name: 'change-pull',
      on: `PATCH ${REPO}/pulls/{index}`,
      keys: [[], ['title', 'body', 'state', 'base', 'assignees', 'labels', 'milestone']],
      answer: ({ parameters, body }) => said(model.changePull(Number(parameters.index), body), 201, shown),
    },
    {
      name: 'reviewers',
      on: `POST ${REPO}/pulls/{index}/requested_reviewers`,
      keys: [[], ['reviewers', 'team_reviewers']],
      answer: ({ parameters, body }) => {
        const pull = model.pulls.find(({ number }) => number === Number(parameters.index));
        if (pull === undefined) return not(404, 'not found');
        pull.reviewers = [...new Set([...pull.reviewers, ...(body.reviewers as string[])])];
        return [201, []];
      },
    },
  ];
}

function ofThreads(model: Model): Route[] {
  const commentShown = ({ id, body, user, created_at }: Model['comments'][number]) => {
    return { id, body, user: person(user), created_at };
  };
  const issueShown = ({ number, title, body, user }: Model['issues'][number]) => {
    return { number, title, body, user: person(user), state: 'open' };
  };
  return [
    {
      name: 'comments',
      on: `GET ${REPO}/issues/{index}/comments`,
      answer: ({ parameters, query }) => {
        const since = query.get('since') ?? '';
        const here = model.comments.filter(({ issue }) => issue === Number(parameters.index));
        return [200, here.filter(({ created_at }) => created_at >= since).map(commentShown)];
      },
    },
    {
      name: 'create-comment',
      on: `POST ${REPO}/issues/{index}/comments`,
      keys: [['body'], []],
      answer: ({ parameters, body }) =>
        said(model.createComment(Number(parameters.index), String(body.body)), 201, commentShown),
    },
    {
      name: 'change-comment',
      on: `PATCH ${REPO}/issues/comments/{id}`,
      keys: [['body'], []],
      answer: ({ parameters, body }) =>
        said(model.changeComment(Number(parameters.id), String(body.body)), 200, commentShown),
    },
    {
      name: 'issues',
      on: `GET ${REPO}/issues`,
      answer: (call) =>
        pageOf(model.issues.filter(({ user }) => user.login === call.query.get('created_by')).map(issueShown), call),
    },
    {
      name: 'create-issue',
      on: `POST ${REPO}/issues`,
      keys: [['title'], ['body', 'labels', 'assignees', 'milestone']],
      answer: ({ body }) => said(model.setIssue(undefined, body), 201, issueShown),
    },
    {
      name: 'change-issue',
      on: `PATCH ${REPO}/issues/{index}`,
      keys: [[], ['title', 'body', 'state', 'assignees', 'milestone']],
      answer: ({ parameters, body }) => said(model.setIssue(Number(parameters.index), body), 201, issueShown),
    },
  ];
}

function ofLabels(model: Model): Route[] {
  const at = ({ parameters }: Call) => model.pulls.find(({ number }) => number === Number(parameters.index));
  const on = (pull: FakePull) => pull.labels.map(({ name }) => model.labelNamed(name));
  return [
    { name: 'labels', on: `GET ${REPO}/labels`, answer: (call) => pageOf(model.labels, call) },
    {
      name: 'create-label',
      on: `POST ${REPO}/labels`,
      keys: [['name', 'color'], ['description']],
      answer: ({ body }) => [201, model.labelNamed(String(body.name))],
    },
    {
      name: 'labels-on',
      on: `GET ${REPO}/issues/{index}/labels`,
      answer: (call) => {
        const pull = at(call);
        return pull ? [200, on(pull)] : not(404, 'not found');
      },
    },
    {
      name: 'add-labels',
      on: `POST ${REPO}/issues/{index}/labels`,
      keys: [['labels'], []],
      answer: (call) => {
        const pull = at(call);
        if (pull === undefined) return not(404, 'not found');
        const added = model.labels.filter(({ id }) => (call.body.labels as number[]).includes(id));
        const names = new Set([...pull.labels, ...added].map(({ name }) => name));
        pull.labels = [...names].map((name) => ({ name }));
        return [200, on(pull)];
      },
    },
    {
      name: 'remove-label',
      on: `DELETE ${REPO}/issues/{index}/labels/{id}`,
      answer: (call) => {
        const pull = at(call);
        const label = model.labels.find(({ id }) => id === Number(call.parameters.id));
        if (pull === undefined || label === undefined) return not(404, 'not found');
        pull.labels = pull.labels.filter(({ name }) => name !== label.name);
        return [204];
      },
    },
  ];
}
