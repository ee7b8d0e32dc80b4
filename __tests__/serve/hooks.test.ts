// What each forge sends, and which of it leads to a run.
import { readFileSync } from 'node:fs';
import { forgejoHook, gitHubHook, gitLabHook, type Hook, type Wake } from '../../src/serve/index.js';
import { fromGitHub, hmac, HOOK_OPTIONS, SECRET, service, stopAll, until } from './deliver.js';

afterEach(stopAll);

/** GitHub's own examples of everything it sends. */
const EXAMPLES = JSON.parse(
  readFileSync(require.resolve('@octokit/webhooks-examples/api.github.com/index.json'), 'utf8'),
) as readonly { readonly name: string; readonly examples: readonly object[] }[];

/** A copy in which some keys have other values: `pull_request.head.ref`. */
function changed(example: object, changes: Readonly<Record<string, unknown>>): string {
  const copy = JSON.parse(JSON.stringify(example));
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    let at = copy;
    for (const key of keys) at = at[key];
    at[last] = value;
  }
  return JSON.stringify(copy);
}

function example(name: string, holds: (example: never) => boolean = () => true): object {
  return EXAMPLES.find((each) => each.name === name)!.examples.find((each) => holds(each as never))!;
}

function ofAction(name: string, action: string): object {
  return example(name, (each: { action: string }) => each.action === action);
}

async function wakes(hook: Hook, event: string, body: string): Promise<readonly Wake[]> {
  const signature = `sha256=${hmac(body)}`;
  return hook.wakes({ event, id: 'x', signature, body: Buffer.from(body) });
}

test('every example of GitHub is taken with a right signature, and none with a wrong one', async () => {
  const { post, ran, get } = await service();
  let sent = 0;
  for (const { name, examples } of EXAMPLES) {
    for (const example of examples) {
      const body = JSON.stringify(example);
      expect([name, await post(body, fromGitHub(body, { event: name, secret: 'wrong' }))]).toEqual([name, 401]);
      expect([name, await post(body, fromGitHub(body, { event: name }))]).toEqual([name, 202]);
      sent++;
    }
  }
  expect(sent).toBeGreaterThan(250);
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toContain(`harden_deliveries_total{result="unsigned"} ${sent}\n`);
  await until(() => ran.length > 0);
  // Pull requests of other branches, comments without a command and the like are none of ours.
  expect([...new Set(ran.map(({ why }) => why))].sort()).toEqual(['installed', 'pushed']);
});

const TICK = '- [x] <!-- harden:box refresh --> Look again';

describe('GitHub', () => {
  const hook = gitHubHook(HOOK_OPTIONS);
  const push = example('push');
  const closed = ofAction('pull_request', 'closed');
  const comment = ofAction('issue_comment', 'created');
  const edited = ofAction('issues', 'edited');
  const suite = ofAction('check_suite', 'completed');
  const status = example('status');
  const REPOSITORY = 'Codertocat/Hello-World';
  const OURS = { 'pull_request.head.ref': 'harden/main' };
  const ON_PULL = { 'issue.pull_request': { url: 'x' } };
  const BRANCH = { 'check_suite.head_branch': 'harden/main' };

  test.each([
    ['a push to the default branch', 'push', push, { ref: 'refs/heads/master' }, 'pushed'],
    ['a push of a tag', 'push', push, { ref: 'refs/tags/master' }, undefined],
    ['a push to another branch', 'push', push, { ref: 'refs/heads/other' }, undefined],
    ['the default branch deleted', 'push', push, { ref: 'refs/heads/master', deleted: true }, undefined],
    ['our pull request closed', 'pull_request', closed, OURS, 'pull request'],
    ['our pull request opened', 'pull_request', closed, { ...OURS, action: 'opened' }, undefined],
    ['our pull request reopened', 'pull_request', closed, { ...OURS, action: 'reopened' }, 'pull request'],
    ['a push to our branch', 'pull_request', closed, { ...OURS, action: 'synchronize' }, 'pull request'],
    ['another pull request', 'pull_request', closed, {}, undefined],
    [
      'one of a fork',
      'pull_request',
      closed,
      { ...OURS, 'pull_request.head.repo.full_name': 'eve/Hello-World' },
      undefined,
    ],
    ['one of a fork that is gone', 'pull_request', closed, { ...OURS, 'pull_request.head.repo': null }, undefined],
    ['a command', 'issue_comment', comment, { ...ON_PULL, 'comment.body': '/harden rebase' }, 'command'],
    [
      'a command below words',
      'issue_comment',
      comment,
      { ...ON_PULL, 'comment.body': 'Please\r\n/harden rebase' },
      'command',
    ],
    ['a command at an issue', 'issue_comment', comment, { 'comment.body': '/harden rebase' }, undefined],
    ['a comment', 'issue_comment', comment, { ...ON_PULL, 'comment.body': 'try /harden rebase' }, undefined],
    ['a command of another', 'issue_comment', comment, { ...ON_PULL, 'comment.body': '/hardening' }, undefined],
    [
      'a command that is edited',
      'issue_comment',
      comment,
      { ...ON_PULL, 'comment.body': '/harden help', action: 'edited' },
      undefined,
    ],
    ['a box that is ticked', 'issues', edited, { 'issue.body': `a\n${TICK}` }, 'dashboard'],
    ['a box that is not', 'issues', edited, { 'issue.body': TICK.replace('x', ' ') }, undefined],
    ['a box of somebody else', 'issues', edited, { 'issue.body': '- [x] done' }, undefined],
    ['an issue that is opened', 'issues', edited, { 'issue.body': TICK, action: 'opened' }, undefined],
    ['checks of our branch', 'check_suite', suite, BRANCH, 'checks'],
    ['checks that begin', 'check_suite', suite, { ...BRANCH, action: 'requested' }, undefined],
    ['checks of no branch', 'check_suite', suite, { 'check_suite.head_branch': null }, undefined],
    ['a status', 'status', status, { state: 'failure', branches: [{ name: 'harden/main' }] }, 'checks'],
    ['a status that waits', 'status', status, { state: 'pending', branches: [{ name: 'harden/main' }] }, undefined],
    ['a status of another', 'status', status, { state: 'failure' }, undefined],
  ] as const)('%s', async (_, event, body, changes, why) => {
    const found = await wakes(hook, event, changed(body, changes));
    expect(found).toEqual(why ? [{ repository: REPOSITORY, by: 'Codertocat', why }] : []);
  });

  test('an installation wakes each of its repositories', async () => {
    const found = await wakes(hook, 'installation', JSON.stringify(ofAction('installation', 'created')));
    expect(found.map(({ repository, why }) => `${repository} ${why}`)).toEqual(['Codertocat/Hello-World installed']);
    const added = await wakes(
      hook,
      'installation_repositories',
      JSON.stringify(ofAction('installation_repositories', 'added')),
    );
    expect(added.map(({ why }) => why)).toEqual(['installed']);
  });

  test('the secret before this one holds as well', async () => {
    const body = Buffer.from(JSON.stringify(push));
    const rotated = gitHubHook({ ...HOOK_OPTIONS, secrets: ['the new one, and long', SECRET] });
    const delivery = { event: 'push', id: 'x', signature: `sha256=${hmac(body)}`, body };
    expect(await rotated.isGenuine(delivery)).toBe(true);
    expect(await rotated.wakes(delivery)).toEqual([]);
    expect(await gitHubHook({ ...HOOK_OPTIONS, secrets: ['the new one, and long'] }).isGenuine(delivery)).toBe(false);
  });
});

describe('GitLab', () => {
  const hook = gitLabHook(HOOK_OPTIONS);
  const project = { path_with_namespace: 'acme/tools/shop', default_branch: 'main' };
  const user = { username: 'ann' };
  const push = { ref: 'refs/heads/main', checkout_sha: 'a', user_username: 'ann', project };
  const merge = {
    user,
    project,
    object_attributes: { action: 'close', source_branch: 'harden/main', source_project_id: 1, target_project_id: 1 },
  };
  const note = {
    user,
    project,
    object_attributes: { action: 'create', note: '/harden help', noteable_type: 'MergeRequest' },
  };
  const issue = { user, project, object_attributes: { action: 'update', description: TICK } };
  const pipeline = { user, project, object_attributes: { ref: 'harden/main', status: 'failed' } };
  const AT = 'object_attributes';

  test.each([
    ['a push to the default branch', 'Push Hook', push, {}, 'pushed'],
    ['a push to another branch', 'Push Hook', push, { ref: 'refs/heads/other' }, undefined],
    ['the default branch deleted', 'Push Hook', push, { checkout_sha: null }, undefined],
    ['ours closed', 'Merge Request Hook', merge, {}, 'pull request'],
    ['ours merged', 'Merge Request Hook', merge, { [`${AT}.action`]: 'merge' }, 'pull request'],
    ['ours labelled', 'Merge Request Hook', merge, { [`${AT}.action`]: 'update' }, undefined],
    [
      'ours pushed to',
      'Merge Request Hook',
      merge,
      { [`${AT}.action`]: 'update', [`${AT}.oldrev`]: 'abc' },
      'pull request',
    ],
    ['of a fork', 'Merge Request Hook', merge, { [`${AT}.source_project_id`]: 2 }, undefined],
    ['of another branch', 'Merge Request Hook', merge, { [`${AT}.source_branch`]: 'other' }, undefined],
    ['a command', 'Note Hook', note, {}, 'command'],
    ['a command at an issue', 'Note Hook', note, { [`${AT}.noteable_type`]: 'Issue' }, undefined],
    ['a command that is edited', 'Note Hook', note, { [`${AT}.action`]: 'update' }, undefined],
    ['a comment', 'Note Hook', note, { [`${AT}.note`]: 'thanks' }, undefined],
    ['a box that is ticked', 'Issue Hook', issue, {}, 'dashboard'],
    ['an issue that is closed', 'Issue Hook', issue, { [`${AT}.action`]: 'close' }, undefined],
    ['a pipeline of ours', 'Pipeline Hook', pipeline, {}, 'checks'],
    ['a pipeline that runs', 'Pipeline Hook', pipeline, { [`${AT}.status`]: 'running' }, undefined],
    ['a pipeline of another', 'Pipeline Hook', pipeline, { [`${AT}.ref`]: 'main' }, undefined],
  ] as const)('%s', async (_, event, body, changes, why) => {
    const found = await wakes(hook, event, changed(body, changes));
    expect(found).toEqual(why ? [{ repository: 'acme/tools/shop', by: 'ann', why }] : []);
  });

  test('the token is told by the server, and a delivery that is sent again is known', async () => {
    const { post, ran } = await service({}, undefined, hook);
    const body = JSON.stringify(push);
    const headers = { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': SECRET, 'idempotency-key': '1' };
    expect(await post(body, { ...headers, 'x-gitlab-token': `${SECRET}x` })).toBe(401);
    expect(await post(body, { ...headers, 'x-gitlab-token': SECRET.slice(1) })).toBe(401);
    expect(await post(body, fromGitHub(body))).toBe(400);
    expect(await post(body, headers)).toBe(202);
    expect(await post(body, headers)).toBe(202);
    // Servers before 17.4 send no such key: the bytes stand in for it.
    const { 'idempotency-key': _, ...older } = headers;
    expect(await post(body, older)).toBe(202);
    expect(await post(body, older)).toBe(202);
    await until(() => ran.length === 2);
  });
});

describe('Forgejo and Gitea', () => {
  const hook = forgejoHook(HOOK_OPTIONS);
  const repository = { full_name: 'acme/shop', default_branch: 'main' };
  const sender = { login: 'ann' };
  const push = { ref: 'refs/heads/main', repository, sender };
  const pull = {
    action: 'closed',
    pull_request: { head: { ref: 'harden/main', repo: { full_name: 'acme/shop' } } },
    repository,
    sender,
  };
  const issue = { action: 'edited', issue: { body: TICK }, repository, sender };
  const comment = { action: 'created', is_pull: true, comment: { body: '/harden help' }, repository, sender };

  test.each([
    ['a push to the default branch', 'push', push, {}, 'pushed'],
    ['a push to another branch', 'push', push, { ref: 'refs/heads/other' }, undefined],
    ['ours closed', 'pull_request', pull, {}, 'pull request'],
    ['ours pushed to', 'pull_request', pull, { action: 'synchronized' }, 'pull request'],
    ['ours edited', 'pull_request', pull, { action: 'edited' }, undefined],
    ['of a fork', 'pull_request', pull, { 'pull_request.head.repo.full_name': 'eve/shop' }, undefined],
    ['of another branch', 'pull_request', pull, { 'pull_request.head.ref': 'other' }, undefined],
    ['a command', 'issue_comment', comment, {}, 'command'],
    ['a box that is ticked', 'issues', issue, {}, 'dashboard'],
    ['a box that is not', 'issues', issue, { 'issue.body': 'words' }, undefined],
    ['a command at an issue', 'issue_comment', comment, { is_pull: false }, undefined],
    ['a comment that is deleted', 'issue_comment', comment, { action: 'deleted' }, undefined],
  ] as const)('%s', async (_, event, body, changes, why) => {
    const found = await wakes(hook, event, changed(body, changes));
    expect(found).toEqual(why ? [{ repository: 'acme/shop', by: 'ann', why }] : []);
  });

  test.each(['forgejo', 'gitea'])('signed in the headers of %s', async (name) => {
    const { post, ran } = await service({}, undefined, hook);
    const body = JSON.stringify(push);
    const headers = (signature: string): Record<string, string> => ({
      [`x-${name}-event`]: 'push',
      [`x-${name}-delivery`]: '1',
      [`x-${name}-signature`]: signature,
      ...fromGitHub(body),
    });
    expect(await post(body, headers(hmac(body, 'wrong')))).toBe(401);
    expect(await post(`${body} `, headers(hmac(body)))).toBe(401);
    expect(await post(body, headers(hmac(body)))).toBe(202);
    expect(await post(body, headers(hmac(body)))).toBe(202);
    await until(() => ran.length > 0);
    expect(ran).toEqual([{ repository: 'acme/shop', by: 'ann', why: 'pushed' }]);
  });
});
