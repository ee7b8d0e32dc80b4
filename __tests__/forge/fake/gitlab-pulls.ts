// Merge requests of GitLab, and notes on them.
import { not, person, PROJECT, said } from './gitlab-answers.js';
import { ANN, BOT, EVE, FORK, isRefused, type FakePull, type Model } from './model.js';
import { paged, type Answer, type Call, type Route } from './server.js';

const ONE = `${PROJECT}/merge_requests/{merge_request_iid}`;

function shown({ merged_at, number, title, body, state, user, labels, head, base, created_at, reviewers }: FakePull) {
  return {
    iid: number,
    title,
    description: body,
    state: merged_at !== null ? 'merged' : state === 'open' ? 'opened' : 'closed',
    draft: /^(?:draft:|\[draft\]|\(draft\))/i.test(title),
    created_at,
    author: person(user),
    labels: labels.map(({ name }) => name),
    reviewers: [ANN, BOT, EVE].filter(({ login }) => reviewers.includes(login)).map(person),
    source_branch: head.ref,
    target_branch: base.ref,
    source_project_id: head.repo.full_name === FORK ? 2 : 1,
    target_project_id: 1,
    sha: head.sha,
  };
}

export function ofPulls(model: Model): Route[] {
  return [
    {
      name: 'pulls',
      on: `GET ${PROJECT}/merge_requests`,
      answer: (call) => {
        const branch = call.query.get('source_branch');
        return paged(
          model
            .shownPulls()
            .filter(({ head }) => head.ref === branch)
            .map(shown),
          call,
        );
      },
    },
    {
      name: 'create-pull',
      on: `POST ${PROJECT}/merge_requests`,
      keys: [
        ['title', 'source_branch', 'target_branch'],
        ['description', 'labels', 'reviewer_ids', 'remove_source_branch', 'target_project_id'],
      ],
      answer: ({ body, parameters }) => {
        // In a fork, and for what it was forked from.
        const isFork = parameters.id === FORK && body.target_project_id === 1;
        const owner = isFork ? BOT.login : 'acme';
        const {
          title = '',
          source_branch: branch = '',
          target_branch: base = '',
          description = '',
        } = body as Record<string, string>;
        const made = model.createPull({ title, body: description, draft: false, branch, base, owner });
        const isThere = isRefused(made) && made.refused === 409;
        return isThere
          ? not(409, 'Another open merge request already exists for this source branch: !1')
          : said(made, 201, shown);
      },
    },
    {
      name: 'pull',
      on: `GET ${ONE}`,
      answer: ({ parameters }) => {
        const pull = model.shownPulls().find(({ number }) => number === Number(parameters.merge_request_iid));
        if (pull === undefined) return not(404, '404 Not found');
        const head_pipeline = model.statuses.some(({ context }) => context === 'ci')
          ? { id: 1, sha: pull.head.sha, status: 'running' }
          : null;
        return [200, { ...shown(pull), merge_when_pipeline_succeeds: pull.automerge !== undefined, head_pipeline }];
      },
    },
    {
      name: 'merge',
      on: `PUT ${ONE}/merge`,
      keys: [['merge_when_pipeline_succeeds', 'sha'], []],
      answer: ({ parameters, body }) => {
        const pull = model.shownPulls().find(({ number }) => number === Number(parameters.merge_request_iid));
        if (pull === undefined) return not(404, '404 Not found');
        if (body.sha !== pull.head.sha) return not(409, 'SHA does not match HEAD of source branch');
        pull.automerge = pull.head.sha;
        return [200, shown(pull)];
      },
    },
    {
      name: 'cancel-merge',
      on: `POST ${ONE}/cancel_merge_when_pipeline_succeeds`,
      answer: ({ parameters }) => {
        const pull = model.pulls.find(({ number }) => number === Number(parameters.merge_request_iid));
        if (pull?.automerge === undefined) return not(406, '406 Not Acceptable');
        delete pull.automerge;
        return [201, shown(pull)];
      },
    },
    {
      name: 'change-pull',
      on: `PUT ${ONE}`,
      keys: [
        [],
        ['title', 'description', 'state_event', 'target_branch', 'add_labels', 'remove_labels', 'reviewer_ids'],
      ],
      answer: (call) => change(model, call),
    },
    ...ofNotes(model),
  ];
}

function change(model: Model, { parameters, body }: Call): Answer {
  const { title, description, state_event, target_branch } = body as Record<string, string | undefined>;
  const asked = {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { body: description }),
    ...(state_event === 'close' ? { state: 'closed' as const } : {}),
    ...(target_branch === undefined ? {} : { base: target_branch }),
  };
  const pull = model.changePull(Number(parameters.merge_request_iid), asked);
  if (!isRefused(pull)) {
    const { add_labels: add = '', remove_labels: remove = '' } = body as Record<string, string>;
    const names = new Set([...pull.labels.map(({ name }) => name), ...add.split(',').filter((name) => name !== '')]);
    for (const name of remove.split(',')) names.delete(name);
    pull.labels = [...names].map((name) => ({ name }));
    const ids = body.reviewer_ids as readonly number[] | undefined;
    if (ids) pull.reviewers = [ANN, BOT, EVE].filter(({ id }) => ids.includes(id)).map(({ login }) => login);
  }
  return said(pull, 200, shown);
}

function ofNotes(model: Model): Route[] {
  const noteShown = ({ id, body, user, created_at }: Model['comments'][number]) => {
    return { id, body, author: person(user), created_at, system: false };
  };
  const system = {
    id: 9_999,
    body: 'changed the description',
    author: person(BOT),
    created_at: '2026-01-01T00:00:00Z',
  };
  return [
    {
      name: 'comments',
      on: `GET ${PROJECT}/merge_requests/{noteable_id}/notes`,
      answer: (call) => {
        const here = model.comments.filter(({ issue }) => issue === Number(call.parameters.noteable_id));
        return paged([{ ...system, system: true }, ...here.map(noteShown)], call);
      },
    },
    {
      name: 'create-comment',
      on: `POST ${PROJECT}/merge_requests/{noteable_id}/notes`,
      keys: [['body'], []],
      answer: ({ parameters, body }) =>
        said(model.createComment(Number(parameters.noteable_id), String(body.body)), 201, noteShown),
    },
    {
      name: 'change-comment',
      on: `PUT ${PROJECT}/merge_requests/{noteable_id}/notes/{note_id}`,
      keys: [['body'], []],
      answer: ({ parameters, body }) =>
        said(model.changeComment(Number(parameters.note_id), String(body.body)), 200, noteShown),
    },
  ];
}
