// Pull requests of Forgejo.
import { not, person, REPO, said, pageOf } from './forgejo-answers.js';
import { FORK, type FakePull, type Model } from './model.js';
import type { Answer, Call, Route } from './server.js';

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
    head: { ref: head.ref, sha: head.sha, repo_id: head.repo.full_name === FORK ? 2 : 1, repo: head.repo },
    base: { ref: base.ref, repo_id: 1 },
  };
}

export function forkShown({ hasFork, settings }: Model): Answer {
  if (settings.isTaken) return [200, { full_name: FORK, fork: false }];
  if (!hasFork()) return not(404, 'not found');
  return [200, { full_name: FORK, fork: true, parent: { full_name: 'acme/shop' } }];
}

export function ofPulls(model: Model): Route[] {
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
        const { title = '', head = '', base = '', body: text = '' } = body as Record<string, string>;
        const [branch = '', owner = 'acme'] = head.split(':').reverse();
        const isThere = model.headOf(branch, owner) !== undefined;
        if (!isThere) return not(404, "The target couldn't be found.");
        return said(model.createPull({ title, body: text, draft: false, branch, base, owner }), 201, shown);
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
      name: 'merge',
      on: `POST ${REPO}/pulls/{index}/merge`,
      keys: [['Do', 'merge_when_checks_succeed', 'head_commit_id'], []],
      answer: (call) => {
        const pull = at(call);
        if (pull === undefined) return not(404, 'not found');
        if (pull.automerge !== undefined) return not(409, 'already scheduled to auto merge');
        if (call.body.head_commit_id !== pull.head.sha) return not(409, 'head out of date');
        pull.automerge = pull.head.sha;
        return [200];
      },
    },
    {
      name: 'cancel-merge',
      on: `DELETE ${REPO}/pulls/{index}/merge`,
      answer: (call) => {
        const pull = at(call);
        if (pull?.automerge === undefined) return not(404, 'not scheduled');
        delete pull.automerge;
        return [204];
      },
    },
    {
      name: 'reviewers',
      on: `POST ${REPO}/pulls/{index}/requested_reviewers`,
      keys: [[], ['reviewers', 'team_reviewers']],
      answer: ({ parameters, body }) => {
        const pull = model.pulls.find(({ number }) => number === Number(parameters.index));
        if (pull === undefined) return not(404, 'not found');
        const { reviewers = [], team_reviewers = [] } = body as Record<string, string[]>;
        const users = [...reviewers, ...team_reviewers.map((team) => `acme/${team}`)];
        return said(model.askReviewers(pull, users), 201, () => []);
      },
    },
  ];
}
