// Forgejo's interface, which is Gitea's: https://codeberg.org/api/swagger
import { describedBeside, descriptionIn } from './described.js';
import { not, pageOf, person, REPO, said } from './forgejo-answers.js';
import { forkShown, ofPulls } from './forgejo-pulls.js';
import { ANN, BOT, EVE, FORK, type FakePull, type Model } from './model.js';
import { serveForge, TOKEN, type Call, type FakeForge, type Route } from './server.js';

/** @param folder holds `acme/shop.git`. */
export function fakeForgejo(folder: string): Promise<FakeForge> {
  const description = descriptionIn(describedBeside('forgejo'));
  return serveForge(folder, {
    root: '/api/v1',
    authorization: [`token ${TOKEN}`],
    descriptions: description ? [description] : [],
    limits: { body: 65_536, title: 255 },
    routes: (model) => [
      ...ofRepo(model),
      ...ofLists(model),
      ...ofPulls(model),
      ...ofThreads(model),
      ...ofLabels(model),
    ],
  });
}

function ofLists(model: Model): Route[] {
  const all = () =>
    model.listed.map(({ name, ...rest }, id) => ({
      id,
      full_name: `acme/${name}`,
      default_branch: 'main',
      empty: false,
      ...rest,
    }));
  return [
    {
      name: 'repositories',
      on: 'GET /orgs/{org}/repos',
      answer: (call) => (call.parameters.org === 'acme' ? pageOf(all(), call) : not(404, 'no such organisation')),
    },
    {
      name: 'repositories-of-user',
      on: 'GET /users/{username}/repos',
      answer: (call) => (call.parameters.username === 'ann' ? pageOf([], call) : not(404, 'no such user')),
    },
    {
      name: 'search',
      on: 'GET /repos/search',
      answer: (call) => {
        const found = all().filter((each) => each.full_name.includes(call.query.get('q') ?? ''));
        const [status, data, headers] = pageOf(found, call);
        return [status, { ok: true, data }, headers];
      },
    },
  ];
}

function ofRepo(model: Model): Route[] {
  return [
    { name: 'version', on: 'GET /version', isOpen: true, answer: () => [200, { version: '11.0.3+gitea-1.22.0' }] },
    { name: 'who', on: 'GET /user', answer: () => [200, person(BOT)] },
    {
      name: 'repo',
      on: `GET ${REPO}`,
      answer: ({ parameters }) => {
        if (parameters.owner === BOT.login) return forkShown(model);
        const permissions = { admin: false, pull: true, push: model.rights.get(BOT.login) !== 'read' };
        const at = { full_name: 'acme/shop', default_branch: 'main', empty: false, fork: false };
        return [200, { ...at, archived: model.settings.isArchived, permissions }];
      },
    },
    {
      name: 'fork',
      on: `POST ${REPO}/forks`,
      keys: [[], ['name', 'organization']],
      answer: () => {
        if (model.hasFork()) return not(409, 'The repository with the same name already exists.');
        model.makeFork();
        return [202, { full_name: FORK, fork: true }];
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
      name: 'branch',
      on: `GET ${REPO}/branches/{branch}`,
      answer: ({ parameters: { branch: name = '' } }) => {
        const { isDemanding: enable_status_check } = model.settings;
        return [200, { name, enable_status_check, status_check_contexts: enable_status_check ? ['*'] : [] }];
      },
    },
    {
      name: 'all-statuses',
      on: `GET ${REPO}/commits/{ref}/statuses`,
      answer: (call) =>
        pageOf(
          model.latestStatuses().map(({ state, context }) => ({ status: state, context })),
          call,
        ),
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
