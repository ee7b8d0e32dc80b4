// Comments, issues, labels and checks of GitHub.
import { not, person, REPO, said } from './github-answers.js';
import type { Model } from './model.js';
import { paged, type Call, type Route } from './server.js';

export function ofThreads(model: Model): Route[] {
  const commentShown = ({ id, body, user, created_at }: Model['comments'][number]) => {
    return { id, body, user: person(user), created_at };
  };
  const issueShown = ({ number, title, body, user }: Model['issues'][number]) => {
    return { number, title, body, user: person(user), state: 'open' };
  };
  const texts = ({ title, body }: Call['body']) => ({
    ...(title === undefined ? {} : { title: String(title) }),
    ...(body === undefined ? {} : { body: String(body) }),
  });
  return [
    {
      name: 'comments',
      on: `GET ${REPO}/issues/{issue_number}/comments`,
      answer: (call) => {
        const since = call.query.get('since') ?? '';
        const here = model.comments.filter(({ issue }) => issue === Number(call.parameters.issue_number));
        return paged(here.filter(({ created_at }) => created_at >= since).map(commentShown), call);
      },
    },
    {
      name: 'create-comment',
      on: `POST ${REPO}/issues/{issue_number}/comments`,
      keys: [['body'], []],
      answer: ({ parameters, body }) =>
        said(model.createComment(Number(parameters.issue_number), String(body.body)), 201, commentShown),
    },
    {
      name: 'change-comment',
      on: `PATCH ${REPO}/issues/comments/{comment_id}`,
      keys: [['body'], []],
      answer: ({ parameters, body }) =>
        said(model.changeComment(Number(parameters.comment_id), String(body.body)), 200, commentShown),
    },
    {
      name: 'issues',
      on: `GET ${REPO}/issues`,
      answer: (call) =>
        paged(model.issues.filter(({ user }) => user.login === call.query.get('creator')).map(issueShown), call),
    },
    {
      name: 'create-issue',
      on: `POST ${REPO}/issues`,
      keys: [['title'], ['body', 'labels', 'assignees', 'milestone']],
      answer: ({ body }) => said(model.setIssue(undefined, texts(body)), 201, issueShown),
    },
    {
      name: 'change-issue',
      on: `PATCH ${REPO}/issues/{issue_number}`,
      keys: [[], ['title', 'body', 'state', 'state_reason', 'labels', 'assignees', 'milestone']],
      answer: ({ parameters, body }) =>
        said(model.setIssue(Number(parameters.issue_number), texts(body)), 200, issueShown),
    },
    {
      name: 'add-labels',
      on: `POST ${REPO}/issues/{issue_number}/labels`,
      keys: [['labels'], []],
      answer: ({ parameters, body }) => {
        const pull = model.pulls.find(({ number }) => number === Number(parameters.issue_number));
        if (pull === undefined) return not(404, 'Not Found');
        const refused = model.refusal();
        if (refused) return not(refused.refused, refused.why);
        const names = new Set([...pull.labels.map(({ name }) => name), ...(body.labels as string[])]);
        pull.labels = [...names].map((name) => ({ name }));
        return [200, pull.labels];
      },
    },
    {
      name: 'remove-label',
      on: `DELETE ${REPO}/issues/{issue_number}/labels/{name}`,
      answer: ({ parameters }) => {
        const pull = model.pulls.find(({ number }) => number === Number(parameters.issue_number));
        const kept = pull?.labels.filter(({ name }) => name !== parameters.name) ?? [];
        if (!pull || kept.length === pull.labels.length) return not(404, 'Label does not exist');
        pull.labels = kept;
        return [200, kept];
      },
    },
  ];
}

export function ofChecks(model: Model): Route[] {
  return [
    {
      name: 'runs',
      on: `GET ${REPO}/commits/{ref}/check-runs`,
      answer: () => [200, { total_count: model.runs.length, check_runs: model.runs }],
    },
    {
      name: 'statuses',
      on: `GET ${REPO}/commits/{ref}/status`,
      answer: () => {
        const states = model.latestStatuses().map(({ state }) => state);
        const state = states.find((each) => each === 'failure' || each === 'error') ?? states[0] ?? 'pending';
        return [200, { total_count: states.length, state }];
      },
    },
    {
      name: 'create-run',
      on: `POST ${REPO}/check-runs`,
      keys: [
        ['name', 'head_sha'],
        ['status', 'conclusion', 'output', 'details_url', 'external_id', 'actions'],
      ],
      answer: ({ body }) => {
        model.runs.push({ status: String(body.status), conclusion: String(body.conclusion), output: body.output });
        return [201, { id: model.runs.length }];
      },
    },
    {
      name: 'change-run',
      on: `PATCH ${REPO}/check-runs/{check_run_id}`,
      keys: [[], ['name', 'status', 'conclusion', 'output', 'details_url', 'external_id', 'actions']],
      answer: ({ parameters, body }) => {
        model.runs.push({ status: 'completed', conclusion: 'neutral', output: body.output });
        return [200, { id: Number(parameters.check_run_id) }];
      },
    },
    {
      name: 'report',
      on: `POST ${REPO}/statuses/{sha}`,
      keys: [['state'], ['target_url', 'description', 'context']],
      answer: ({ body }) => {
        model.statuses.push({ state: String(body.state), context: String(body.context) });
        return [201, { state: body.state, context: body.context }];
      },
    },
  ];
}
