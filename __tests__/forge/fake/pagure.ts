// Pagure's interface, as its source has it (pagure 5.14, `pagure/api`). Nobody has described it otherwise.
import { ANN, BOT, EVE, isRefused, type FakePull, type Made, type Model, type User } from './model.js';
import { serveForge, TOKEN, type Answer, type Call, type FakeForge, type Route } from './server.js';

const REPO = '/api/0/acme/shop';

/** @param folder holds `acme/shop.git`. */
export function fakePagure(folder: string): Promise<FakeForge> {
  return serveForge(folder, {
    root: '',
    authorization: [`token ${TOKEN}`],
    descriptions: [],
    limits: { body: 65_535, title: 1_000 },
    routes: (model) => [...ofProject(model), ...ofPulls(model), ...ofIssues(model)],
  });
}

function not(status: number, error: string): Answer {
  return [status === 422 ? 400 : status, { error, error_code: 'ENOCODE' }];
}

function said<T extends object>(made: Made<T>, show: (made: T) => unknown): Answer {
  return isRefused(made) ? not(made.refused, made.why) : [200, show(made as T)];
}

function person({ login }: User) {
  return { name: login, fullname: login };
}

function secondsOf(time: string): string {
  return String(Date.parse(time) / 1000);
}

/** A page of a list below its name; the next is an address. */
function pageOf(key: string, all: readonly unknown[], { query, address }: Call): Answer {
  const per = Number(query.get('per_page') ?? 20);
  const page = Number(query.get('page') ?? 1);
  const next = page * per < all.length ? `${address}?page=${page + 1}` : null;
  return [200, { [key]: all.slice((page - 1) * per, page * per), pagination: { next, page, per_page: per } }];
}

function ofProject(model: Model): Route[] {
  return [
    { name: 'version', on: 'GET /api/0/version', isOpen: true, answer: () => [200, { version: '0.33' }] },
    { name: 'who', on: 'POST /api/0/-/whoami', answer: () => [200, { username: BOT.login }] },
    {
      name: 'repo',
      on: `GET ${REPO}`,
      answer: ({ query }) => {
        const commit = [...model.rights].filter(([, right]) => right === 'write').map(([login]) => login);
        const groups = query.get('expand_group') === '1' ? { group_details: { crew: ['zoe'] } } : {};
        const access_groups = { admin: [], commit: ['crew'], ticket: [], collaborator: [] };
        const access_users = { owner: ['olga'], admin: [], commit, ticket: [EVE.login], collaborator: [] };
        return [200, { name: 'shop', fullname: 'acme/shop', parent: null, access_users, access_groups, ...groups }];
      },
    },
    {
      name: 'branches',
      on: `GET ${REPO}/git/branches`,
      answer: () => [200, { branches: ['main'], default: 'main', total_branches: 1 }],
    },
    {
      name: 'repositories',
      on: 'GET /api/0/projects',
      answer: (call) => {
        const { query } = call;
        const namespace = query.get('namespace');
        const words = query.get('tags') ?? query.get('pattern')?.replaceAll('*', '') ?? '';
        const all = model.listed.map(({ name, fork }) => ({
          name,
          fullname: `acme/${name}`,
          parent: fork ? { name } : null,
        }));
        const found = all.filter(
          ({ fullname }) => (namespace === null || namespace === 'acme') && fullname.includes(words),
        );
        return pageOf('projects', found, call);
      },
    },
    {
      name: 'file',
      on: 'GET /acme/shop/raw/{ref}/f/{path}',
      answer: ({ parameters: { ref = '', path = '' } }) => raw(model, path, ref),
    },
    {
      name: 'file',
      on: 'GET /acme/shop/raw/{ref}/f/deploy/{path}',
      answer: ({ parameters: { ref = '', path = '' } }) => raw(model, `deploy/${path}`, ref),
    },
    {
      name: 'statuses',
      on: `GET ${REPO}/c/{sha}/flag`,
      answer: () => {
        const flags = model.latestStatuses().map(({ state, context }) => ({ status: state, username: context }));
        return [200, { flags, total_flags: flags.length }];
      },
    },
    {
      name: 'report',
      on: `POST ${REPO}/c/{sha}/flag`,
      keys: [
        ['username', 'comment', 'url', 'status'],
        ['uid', 'percent'],
      ],
      answer: ({ body }) => {
        if (String(body.uid).length > 32) return not(400, 'the uid is too long');
        model.statuses.push({ state: String(body.status), context: String(body.uid) });
        return [200, { message: 'Flag added', uid: body.uid }];
      },
    },
  ];
}

/** Files are no JSON. */
function raw(model: Model, path: string, ref: string): Answer {
  const text = model.fileAt(path, ref);
  return text === undefined ? not(404, 'File not found') : [200, text, { 'content-type': 'text/plain' }];
}

function ofPulls(model: Model): Route[] {
  const shown = ({ number, title, body, state, merged_at, user, head, base, created_at }: FakePull) => ({
    id: number,
    title,
    initial_comment: body === '' ? null : body,
    status: merged_at !== null ? 'Merged' : state === 'open' ? 'Open' : 'Closed',
    user: person(user),
    tags: [],
    branch: base.ref,
    branch_from: head.ref,
    commit_stop: head.sha,
    project: { fullname: 'acme/shop' },
    repo_from: { fullname: 'acme/shop' },
    date_created: secondsOf(created_at),
    comments: model.comments
      .filter(({ issue }) => issue === number)
      .map(({ id, body: comment, user: author, created_at: time }) => {
        return { id, comment, user: person(author), date_created: secondsOf(time), notification: false };
      }),
  });
  const at = ({ parameters }: Call) => model.shownPulls().find(({ number }) => number === Number(parameters.id));
  return [
    {
      name: 'pulls',
      on: `GET ${REPO}/pull-requests`,
      answer: (call) => pageOf('requests', model.shownPulls().map(shown), call),
    },
    {
      name: 'create-pull',
      on: `POST ${REPO}/pull-request/new`,
      keys: [['title', 'branch_to', 'branch_from'], ['initial_comment']],
      answer: ({ body }) => {
        const {
          title = '',
          branch_to: base = '',
          branch_from: branch = '',
          initial_comment = '',
        } = body as Record<string, string>;
        return said(model.createPull({ title, body: initial_comment, draft: false, branch, base }), shown);
      },
    },
    {
      // They stand in it.
      name: 'comments',
      on: `GET ${REPO}/pull-request/{id}`,
      answer: (call) => {
        const pull = at(call);
        return pull ? [200, shown(pull)] : not(404, 'Pull-Request not found');
      },
    },
    {
      name: 'change-pull',
      on: `POST ${REPO}/pull-request/{id}`,
      // Without its text it is taken away.
      keys: [['title', 'initial_comment'], []],
      answer: ({ parameters, body }) => {
        const { title = '', initial_comment = '' } = body as Record<string, string>;
        return said(model.changePull(Number(parameters.id), { title, body: initial_comment }), shown);
      },
    },
    {
      name: 'close-pull',
      on: `POST ${REPO}/pull-request/{id}/close`,
      answer: ({ parameters }) =>
        said(model.changePull(Number(parameters.id), { state: 'closed' }), () => ({ message: 'Pull-request closed!' })),
    },
    {
      name: 'reviewers',
      on: `POST ${REPO}/pull-request/{id}/assign`,
      keys: [['assignee'], []],
      answer: (call) => {
        const pull = at(call);
        if (!pull || ![ANN, BOT, EVE].some(({ login }) => login === call.body.assignee))
          return not(400, 'No user found');
        pull.reviewers = [String(call.body.assignee)];
        return [200, { message: 'Request assigned' }];
      },
    },
    {
      name: 'create-comment',
      on: `POST ${REPO}/pull-request/{id}/comment`,
      keys: [['comment'], []],
      answer: ({ parameters, body }) =>
        said(model.createComment(Number(parameters.id), String(body.comment)), () => ({ message: 'Comment added' })),
    },
  ];
}

function ofIssues(model: Model): Route[] {
  const shown = ({ number, title, body, user }: Model['issues'][number]) => {
    return { id: number, title, content: body, user: person(user), status: 'Open' };
  };
  const texts = ({ title, issue_content }: Call['body']) => ({ title: String(title), body: String(issue_content) });
  const keys = [['title', 'issue_content'], []] as const;
  return [
    {
      name: 'issues',
      on: `GET ${REPO}/issues`,
      answer: (call) => {
        const mine = model.issues.filter(({ user }) => user.login === call.query.get('author'));
        return pageOf('issues', mine.map(shown), call);
      },
    },
    {
      name: 'create-issue',
      on: `POST ${REPO}/new_issue`,
      keys,
      answer: ({ body }) => said(model.setIssue(undefined, texts(body)), (issue) => ({ issue: shown(issue) })),
    },
    {
      name: 'change-issue',
      on: `POST ${REPO}/issue/{id}`,
      keys,
      answer: ({ parameters, body }) =>
        said(model.setIssue(Number(parameters.id), texts(body)), (issue) => ({ issue: shown(issue) })),
    },
  ];
}
