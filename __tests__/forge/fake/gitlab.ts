// GitLab's interface: https://docs.gitlab.com/api/rest/
import { describedBeside, descriptionIn } from './described.js';
import { not, PROJECT, person, said } from './gitlab-answers.js';
import { ofPulls } from './gitlab-pulls.js';
import { ANN, BOT, EVE, FORK, type Model } from './model.js';
import { paged, serveForge, TOKEN, type Answer, type FakeForge, type Route } from './server.js';

const LEVELS = { read: 20, write: 30, admin: 40 } as const;

/** @param folder holds `acme/shop.git`. */
export function fakeGitLab(folder: string): Promise<FakeForge> {
  const description = descriptionIn(describedBeside('gitlab'), '/api/v4');
  return serveForge(folder, {
    root: '/api/v4',
    authorization: [`Bearer ${TOKEN}`],
    descriptions: description ? [description] : [],
    // "Comma-separated label names": docs.gitlab.com/api/merge_requests/#update-mr
    tolerated: /^\/(?:add|remove)_labels must be array$/,
    limits: { body: 1_048_576, title: 255 },
    routes: (model) => [...ofProject(model), ...ofLists(model), ...ofPulls(model), ...ofIssues(model)],
  });
}

/** Of `acme`, which is a group; `ann` is a user. */
function ofLists(model: Model): Route[] {
  const all = () =>
    model.listed.map(({ name, archived, fork }, id) => ({
      id,
      path_with_namespace: `acme/${name}`,
      default_branch: 'main',
      archived,
      ...(fork ? { forked_from_project: { id: 1 } } : {}),
    }));
  return [
    {
      name: 'repositories',
      on: 'GET /groups/{id}/projects',
      isLoose: true,
      answer: (call) => (call.parameters.id === 'acme' ? paged(all(), call) : not(404, '404 Group Not Found')),
    },
    {
      name: 'repositories-of-user',
      on: 'GET /users/{user_id}/projects',
      answer: (call) => (call.parameters.user_id === 'ann' ? paged([], call) : not(404, '404 User Not Found')),
    },
    {
      name: 'search',
      on: 'GET /projects',
      isLoose: true,
      answer: (call) => {
        const words = call.query.get('topic') ?? call.query.get('search') ?? '';
        return paged(
          all().filter((each) => each.path_with_namespace.includes(words)),
          call,
        );
      },
    },
  ];
}

function ofProject(model: Model): Route[] {
  const level = (login: string) => {
    const right = model.rights.get(login);
    return right === undefined ? undefined : LEVELS[right];
  };
  return [
    { name: 'who', on: 'GET /user', answer: () => [200, person(BOT)] },
    {
      name: 'users',
      on: 'GET /users',
      answer: (call) =>
        paged([ANN, BOT, EVE].filter(({ login }) => login === call.query.get('username')).map(person), call),
    },
    {
      name: 'repo',
      on: `GET ${PROJECT}`,
      answer: ({ parameters }) => {
        if (parameters.id === FORK) return forkShown(model);
        const project_access = { access_level: level(BOT.login), notification_level: 3 };
        const at = { id: 1, path_with_namespace: 'acme/shop', default_branch: 'main' };
        const permissions = { project_access, group_access: null };
        const { isDemanding: only_allow_merge_if_pipeline_succeeds } = model.settings;
        Object.assign(at, { only_allow_merge_if_pipeline_succeeds });
        return [200, { ...at, archived: model.settings.isArchived, permissions }];
      },
    },
    {
      name: 'fork',
      on: `POST ${PROJECT}/fork`,
      keys: [[], ['name', 'path', 'namespace_path', 'branches']],
      answer: () => {
        if (model.hasFork()) return not(409, 'Name has already been taken');
        model.makeFork();
        return [201, { id: 2, path_with_namespace: FORK, import_status: 'scheduled' }];
      },
    },
    {
      name: 'permission',
      on: `GET ${PROJECT}/members/all/{user_id}`,
      answer: ({ parameters }) => {
        const user = [ANN, BOT, EVE].find(({ id }) => id === Number(parameters.user_id));
        const access_level = level(user?.login ?? '');
        return access_level === undefined ? not(404, '404 Not found') : [200, { ...person(user!), access_level }];
      },
    },
    {
      name: 'file',
      on: `GET ${PROJECT}/repository/files/{file_path}`,
      answer: ({ parameters: { file_path = '' }, query }) => {
        const text = model.fileAt(file_path, query.get('ref') ?? 'main');
        if (text === undefined) return not(404, '404 File Not Found');
        return [200, { file_path, encoding: 'base64', content: Buffer.from(text).toString('base64') }];
      },
    },
    {
      name: 'statuses',
      on: `GET ${PROJECT}/repository/commits/{sha}/statuses`,
      answer: (call) =>
        paged(
          model.latestStatuses().map(({ state, context }, at) => ({ id: at, status: state, name: context })),
          call,
        ),
    },
    {
      name: 'report',
      on: `POST ${PROJECT}/statuses/{sha}`,
      keys: [
        ['state', 'name'],
        ['description', 'target_url', 'ref'],
      ],
      answer: ({ body: { state, name } }) => {
        model.statuses.push({ state: String(state), context: String(name) });
        return [201, { status: state, name }];
      },
    },
  ];
}

function forkShown({ hasFork, settings }: Model): Answer {
  const at = { id: 2, path_with_namespace: FORK, default_branch: 'main', import_status: 'finished' };
  if (settings.isTaken) return [200, at];
  if (!hasFork()) return not(404, '404 Project Not Found');
  return [200, { ...at, forked_from_project: { id: 1, path_with_namespace: 'acme/shop' } }];
}

function ofIssues(model: Model): Route[] {
  const shown = ({ number, title, body, user }: Model['issues'][number]) => {
    return { iid: number, title, description: body, author: person(user), state: 'opened' };
  };
  const texts = ({ title, description }: Readonly<Record<string, unknown>>) => ({
    ...(title === undefined ? {} : { title: String(title) }),
    ...(description === undefined ? {} : { body: String(description) }),
  });
  return [
    {
      name: 'issues',
      on: `GET ${PROJECT}/issues`,
      answer: (call) => {
        const isAsked = ({ user }: Model['issues'][number]) =>
          call.query.get('scope') !== 'created_by_me' || user.login === BOT.login;
        return paged(model.issues.filter(isAsked).map(shown), call);
      },
    },
    {
      name: 'create-issue',
      on: `POST ${PROJECT}/issues`,
      keys: [['title'], ['description', 'labels']],
      answer: ({ body }) => said(model.setIssue(undefined, texts(body)), 201, shown),
    },
    {
      name: 'change-issue',
      on: `PUT ${PROJECT}/issues/{issue_iid}`,
      keys: [[], ['title', 'description', 'state_event', 'labels']],
      answer: ({ parameters, body }) => said(model.setIssue(Number(parameters.issue_iid), texts(body)), 200, shown),
    },
  ];
}
