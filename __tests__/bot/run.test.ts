// One repository from the forge to the forge: on a fake that keeps a state, with real git behind it.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMarker } from '../../src/bot/index.js';
import { runBot, type BotReport } from '../../src/bot-run/index.js';
import { ANN, BOT, EVE } from '../forge/fake/model.js';
import { forgeWith, SHOP, type BotScene } from '../support/bot-scene.js';
import { git } from '../support/command.js';
import { removeTemporary } from '../support/temporary.js';

let scene: BotScene;
beforeEach(async () => {
  scene = await forgeWith(SHOP);
});
afterEach(async () => {
  const { mistakes } = scene.fake;
  await scene.fake.close();
  removeTemporary();
  expect(mistakes).toEqual([]);
});

async function run(...given: Parameters<BotScene['request']>): Promise<BotReport> {
  return await runBot(scene.request(...given));
}

/** Runs, and gives what was asked of the forge and what was written. */
async function counted(...given: Parameters<BotScene['request']>) {
  const [asked, writes] = [scene.asked().length, scene.writes().length];
  const report = await run(...given);
  return { report, asked: scene.asked().slice(asked), writes: scene.writes().slice(writes) };
}

function say(user: typeof ANN, body: string, pull = 1): void {
  expect(scene.fake.createComment(pull, body, user)).not.toHaveProperty('refused');
}

function said(): string[] {
  return scene.fake.comments.filter(({ user }) => user.login === BOT.login).map(({ body }) => body);
}

function transformsOn(branch: string): string[] {
  const log = git(scene.bare, 'log', '--format=%(trailers:key=Harden-Step,valueonly)', `main..${branch}`);
  return [
    ...new Set(
      log
        .split('\n')
        .filter(Boolean)
        .map((id) => id.split('@')[0]!),
    ),
  ].sort();
}

/** Nothing is left to do: what a run leaves behind is what it wants. */
async function settles(...given: Parameters<BotScene['request']>): Promise<BotReport> {
  const { report, asked, writes } = await counted(...given);
  expect(writes).toEqual([]);
  expect(asked.length).toBeLessThanOrEqual(3);
  return report;
}

test('a pull request is opened, and then there is nothing to do: at most three requests and no write', async () => {
  const first = await run();
  expect(first).toMatchObject({ repository: 'acme/shop', opened: 1, parts: [{ state: 'changing', pull: 1 }] });
  expect(scene.fake.pulls).toMatchObject([{ state: 'open', head: { ref: 'harden/main' }, base: { ref: 'main' } }]);
  expect(readMarker(scene.fake.pulls[0]!.body)).toMatchObject({
    group: 'main',
    head: scene.fake.headOf('harden/main'),
  });
  expect(git(scene.bare, 'log', '--format=%an <%ae>', 'main..harden/main')).toContain('harden <bot@example.org>');
  expect(await settles()).toMatchObject({ opened: 0, parts: [{ state: 'up-to-date', actions: [] }] });
});

test('what nobody asked for is left out, and is not declined by it', async () => {
  await run();
  const all = readMarker(scene.fake.pulls[0]!.body)!.steps;
  const wanted = new Set(all.slice(0, 2));
  await run({ wants: (key) => wanted.has(key) });
  const marker = readMarker(scene.fake.pulls[0]!.body)!;
  expect([...marker.steps].sort()).toEqual([...wanted].sort());
  expect(marker.skip).toEqual([]);
  expect(git(scene.bare, 'rev-list', '--count', 'main..harden/main').trim()).toBe('2');
  expect(scene.fake.pulls[0]?.body).not.toContain('Declined');
  await settles({ wants: (key) => wanted.has(key) });
  await run();
  expect(readMarker(scene.fake.pulls[0]!.body)?.steps).toEqual(all);
});

test('where nothing is asked for nothing is opened', async () => {
  expect(await run({ wants: () => false })).toMatchObject({ opened: 0, parts: [{ state: 'nothing', actions: [] }] });
  expect(scene.branches()).toEqual(['main']);
});

test('a pull request of which all is held back is closed, and comes again as another once it is wanted', async () => {
  await run();
  const { steps } = readMarker(scene.fake.pulls[0]!.body)!;
  await run({ wants: () => false });
  expect(scene.fake.pulls).toMatchObject([{ state: 'closed' }]);
  expect(said()).toEqual([expect.stringContaining('held back for now')]);
  await settles({ wants: () => false });
  await run();
  expect(scene.fake.pulls).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
  expect(readMarker(scene.fake.pulls[1]!.body)?.steps).toEqual(steps);
});

test('what is pushed has a check that is never red, with the steps at the lines where they are now', async () => {
  await run();
  const [{ conclusion, output } = { conclusion: '' }] = scene.fake.runs;
  expect([scene.fake.runs.length, conclusion]).toEqual([1, 'neutral']);
  const { annotations } = output as { annotations: { path: string; start_line: number; message: string }[] };
  for (const { path, start_line } of annotations) {
    const lines = git(scene.bare, 'show', `harden/main:${path}`).split('\n').length;
    expect(start_line).toBeGreaterThan(0);
    expect(start_line).toBeLessThanOrEqual(lines);
  }
  const exec = annotations.find(({ message }) => message.includes('exec-form@'));
  expect(git(scene.bare, 'show', `harden/main:${exec?.path}`).split('\n')[exec!.start_line - 1]).toMatch(/^CMD \[/);
  await settles();
  expect(scene.fake.runs).toHaveLength(1);
  scene.fake.fail('POST /check-runs', { status: 403, body: { message: 'Resource not accessible' } });
  scene.fake.fail('POST /statuses/X', { status: 403, body: { message: 'Resource not accessible' } });
  scene.commit('main', { Dockerfile: `${SHOP.Dockerfile as string}MAINTAINER ann\n` });
  expect(await run()).not.toHaveProperty('fault');
});

test('a base that has moved elsewhere is no reason to write', async () => {
  await run();
  const marker = readMarker(scene.fake.pulls[0]!.body);
  scene.commit('main', { 'README.md': 'x' });
  expect(await settles()).toMatchObject({ parts: [{ state: 'up-to-date' }] });
  const again = await run({}, { rebase: 'behind' });
  expect(again.parts[0]?.actions.map((action) => action.do)).toEqual(['push', 'update']);
  expect(readMarker(scene.fake.pulls[0]!.body)?.base).not.toBe(marker?.base);
  await settles({}, { rebase: 'behind' });
});

test('a base with something else to do: the branch is made anew, and the text says it', async () => {
  await run();
  scene.commit('main', { Dockerfile: `${SHOP.Dockerfile as string}MAINTAINER ann\n` });
  expect((await run()).parts[0]?.actions.map((action) => action.do)).toEqual(['push', 'update']);
  expect(transformsOn('harden/main')).toContain('maintainer-label');
  expect(scene.fake.pulls).toHaveLength(1);
  expect(scene.fake.pulls[0]?.body).toContain('maintainer-label');
  await settles();
});

test('whom CODEOWNERS of the base branch names is asked once, for the files of the pull request', async () => {
  scene.fake.rights.set('eve', 'read');
  scene.commit('main', { CODEOWNERS: '* @nobody\nweb/ @eve\n/Dockerfile @ann @acme/team mail@example.com\n' });
  const report = await run({}, { codeowners: true });
  expect(scene.fake.pulls[0]?.reviewers.sort()).toEqual(['acme/team', 'ann', 'eve']);
  expect(report.parts[0]?.why).toBe('cannot be asked for a review: mail@example.com');
  scene.fake.pulls[0]!.reviewers = [];
  await settles({}, { codeowners: true });
  // Another file, with somebody of its own.
  scene.commit('main', { 'web/other.Dockerfile': SHOP['web/Dockerfile'] as string });
  scene.commit('main', { CODEOWNERS: '* @nobody\nother.Dockerfile @ann @harden-bot @eve @zoe\n' });
  scene.fake.rights.set('zoe', 'read');
  expect((await run({}, { codeowners: true })).parts[0]?.why).toMatch(/: harden-bot$|: .*nobody/);
  expect(scene.fake.pulls[0]?.reviewers).toEqual(['zoe']);
});

test('a person has pushed: it is theirs until they give it back', async () => {
  await run();
  scene.commit('harden/main', { 'web/new.txt': 'x' });
  const theirs = scene.fake.headOf('harden/main');
  expect(await run()).toMatchObject({ parts: [{ state: 'edited' }] });
  expect(said()).toEqual([expect.stringContaining('it is yours now')]);
  expect(scene.fake.pulls[0]?.labels).toEqual([{ name: 'harden:edited' }]);
  scene.commit('main', { Dockerfile: `${SHOP.Dockerfile as string}MAINTAINER ann\n` });
  expect(await settles()).toMatchObject({ parts: [{ state: 'edited' }] });
  expect(scene.fake.headOf('harden/main')).toBe(theirs);
  say(ANN, 'Please\n/harden recreate');
  await run();
  expect(transformsOn('harden/main')).toContain('maintainer-label');
  expect(said()).toHaveLength(2);
  expect(scene.fake.pulls[0]?.labels).toEqual([]);
  await settles();
});

test('closed by a person is declined, and only that: what is new is proposed without it', async () => {
  await run();
  const before = transformsOn('harden/main');
  scene.fake.changePull(1, { state: 'closed' });
  expect(await settles()).toMatchObject({ parts: [{ state: 'declined', actions: [] }] });
  scene.commit('main', { Dockerfile: `${SHOP.Dockerfile as string}MAINTAINER ann\n` });
  expect(await run()).toMatchObject({ opened: 1, parts: [{ pull: 2, steps: 1 }] });
  expect(transformsOn('harden/main')).toEqual(['maintainer-label']);
  expect(scene.fake.pulls[1]?.body).toContain(`Declined, and left out: `);
  expect(before).not.toContain('maintainer-label');
  await settles();
});

test('merged: the branch goes, and nothing is left to do', async () => {
  await run();
  git(scene.bare, 'update-ref', 'refs/heads/main', 'refs/heads/harden/main');
  Object.assign(scene.fake.pulls[0]!, { state: 'closed', merged_at: '2026-01-01T00:00:09Z' });
  await run();
  expect(scene.branches()).toEqual(['main']);
  expect(await settles()).toMatchObject({ parts: [{ state: 'nothing' }] });
});

test('somebody did it otherwise: closed with thanks, and the branch deleted', async () => {
  await run();
  git(scene.bare, 'update-ref', 'refs/heads/main', 'refs/heads/harden/main');
  expect(await run()).toMatchObject({ parts: [{ state: 'closing' }] });
  expect(scene.fake.pulls[0]?.state).toBe('closed');
  expect(said()).toEqual([expect.stringContaining('Nothing is left to do here')]);
  expect(scene.branches()).toEqual(['main']);
  await settles();
});

describe('commands in comments', () => {
  test('skip leaves a transform out, here and later, and offers the lines for the configuration', async () => {
    await run();
    expect(transformsOn('harden/main')).toContain('exec-form');
    say(EVE, '/harden close');
    say(ANN, '/harden skip exec-form\n/harden explain exec-form');
    await run();
    expect(transformsOn('harden/main')).not.toContain('exec-form');
    expect(said()).toEqual([expect.stringContaining('```yaml\ntransforms:\n  exec-form: off\n```')]);
    expect(said()[0]).toContain('DL3025');
    await settles();
    say(ANN, '/harden unskip exec-form');
    await run();
    expect(transformsOn('harden/main')).toContain('exec-form');
    await settles();
    expect(scene.fake.pulls).toHaveLength(1);
  });

  test('close declines, and says so', async () => {
    await run();
    say(ANN, '/harden close');
    expect(await run()).toMatchObject({ parts: [{ state: 'closing' }] });
    expect(said()).toHaveLength(2);
    expect(await settles()).toMatchObject({ parts: [{ state: 'declined' }] });
  });

  test('level safe keeps what keeps behaviour', async () => {
    await run();
    say(ANN, '/harden level safe');
    await run();
    const safeties = git(scene.bare, 'log', '--format=%(trailers:key=Harden-Safety,valueonly)', 'main..harden/main');
    expect(new Set(safeties.split('\n').filter(Boolean))).toEqual(new Set(['safe']));
    await settles();
  });
});

describe('what stands in the way', () => {
  test.each([
    ['archived', () => (scene.fake.settings.isArchived = true), 'the repository is archived'],
    ['no right', () => scene.fake.rights.set(BOT.login, 'read'), 'this account may not push to the repository'],
  ])('%s: nothing is written', async (_, make, why) => {
    make();
    const { report, writes } = await counted();
    expect(report).toMatchObject({ opened: 0, parts: [{ state: 'cannot', why, actions: [] }] });
    expect(writes).toEqual([]);
  });

  test('an empty repository, and a branch that is not there', async () => {
    expect(await run({ base: 'other' })).toMatchObject({ fault: { why: 'there is no branch other' }, parts: [] });
    git(scene.bare, 'update-ref', '-d', 'refs/heads/main');
    expect(await run()).toMatchObject({ fault: { fault: 'cannot', why: 'the repository is empty' } });
  });

  test('a token that may not see all at once asks for the parts', async () => {
    await run();
    scene.fake.fail('graphql', {
      status: 200,
      body: { errors: [{ message: 'Resource not accessible by integration' }] },
    });
    const { report, writes } = await counted();
    expect([report.parts[0]?.state, writes]).toEqual(['up-to-date', []]);
  });

  test('an account that may not see checks does the rest', async () => {
    await run();
    for (const part of ['graphql', 'statuses'])
      scene.fake.fail(part, { status: 403, body: { message: 'Resource not accessible by personal access token' } });
    scene.commit('main', { Dockerfile: `${SHOP.Dockerfile as string}MAINTAINER ann\n` });
    expect((await run()).parts[0]?.actions.map((action) => action.do)).toEqual(['push', 'update']);
  });

  test.each([
    ['502', { status: 502 }],
    ['an answer lost after it was done', { isDone: true }],
  ])('%s when it is opened: told, and the next run has one pull request', async (_, failure) => {
    scene.fake.fail('create-pull', failure);
    expect(await run()).toMatchObject({ fault: { fault: 'retry' }, parts: [{ fault: { fault: 'retry' } }] });
    expect(await run()).not.toHaveProperty('fault');
    expect(scene.fake.pulls).toHaveLength(1);
    await settles();
  });

  test('a limit ends the run, and says until when', async () => {
    scene.fake.fail('create-pull', {
      status: 403,
      headers: { 'retry-after': '60' },
      body: { message: 'secondary rate limit' },
    });
    expect(await run()).toMatchObject({ fault: { fault: 'rate-limited', until: expect.any(Date) } });
  });

  test('a stranger with a comment or a pull request of their own stops nothing', async () => {
    await run();
    say(EVE, '/harden close');
    scene.fake.fail('permission', { status: 403, body: { message: 'Must have push access' } });
    const [ours] = scene.fake.pulls;
    scene.fake.pulls.push({ ...ours!, number: 9, user: EVE, base: { ref: 'other' }, body: ours!.body });
    scene.commit('main', { Dockerfile: `${SHOP.Dockerfile as string}MAINTAINER ann\n` });
    expect((await run()).parts[0]?.actions.map((action) => action.do)).toEqual(['push', 'update']);
    scene.fake.changePull(1, { state: 'closed' });
    expect(await run()).toMatchObject({ parts: [{ state: 'left', why: expect.stringContaining('#9') }] });
  });

  test('the branch of somebody else is not touched', async () => {
    git(scene.bare, 'branch', 'harden/main', 'main');
    scene.commit('harden/main', { 'mine.txt': 'x' });
    const { report, writes } = await counted();
    expect(report).toMatchObject({
      parts: [{ state: 'cannot', why: expect.stringContaining('commits of somebody else') }],
    });
    expect(writes).toEqual([]);
  });

  test('what may not be pushed is left out, told, and not tried again', async () => {
    mkdirSync(join(scene.root, '.github/workflows'), { recursive: true });
    scene.commit('main', {
      '.github/workflows/build.yml':
        'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: docker build -t shop .\n',
    });
    const hook = join(scene.bare, 'hooks/pre-receive');
    const words = 'refusing to allow a GitHub App to create or update workflow without `workflows` permission';
    mkdirSync(join(scene.bare, 'hooks'), { recursive: true });
    writeFileSync(
      hook,
      `#!/bin/sh\nread old new ref\ngit diff --quiet main $new -- .github/workflows || { echo '${words}' >&2; exit 1; }\n`,
    );
    chmodSync(hook, 0o755);
    expect(await run()).toMatchObject({ opened: 1, parts: [{ pull: 1 }] });
    expect(scene.fake.pulls[0]?.body).toContain('Not pushed, since this account may not change workflows');
    await settles();
  });

  test('a mistake in the configuration of the repository is told, and nothing is written', async () => {
    scene.commit('main', { '.harden.yaml': 'bot: {levl: safe}\n' });
    const { report, writes } = await counted();
    expect(report).toMatchObject({ fault: { fault: 'cannot', why: expect.stringContaining('.harden.yaml:1:7') } });
    expect(writes).toEqual([]);
  });
});

test('the repository says what it wants, on the branch that is planned', async () => {
  scene.commit('main', { '.harden.yaml': 'bot:\n  level: safe\n  group: folder\n  labels: [security]\n' });
  expect(await run()).toMatchObject({ opened: 2 });
  expect(scene.branches()).toEqual(['harden/main', 'harden/web', 'main']);
  expect(scene.fake.pulls.map(({ labels }) => labels)).toEqual([[{ name: 'security' }], [{ name: 'security' }]]);
  const { writes } = await counted();
  expect(writes).toEqual([]);
  scene.commit('main', { '.harden.yaml': 'bot: {enabled: false}\n' });
  expect(await settles()).toMatchObject({ parts: [{ state: 'left' }] });
});

test('the level of whoever runs it is that of a repository without a configuration, where they say so', async () => {
  scene.commit('main', {
    'compose.yaml': 'services:\n  dns: {image: ghcr.io/acme/dns:1, user: "1000", ports: ["53:53/udp"]}\n',
  });
  await run({}, { level: 'unverified' });
  const less = readMarker(scene.fake.pulls[0]!.body)!.steps;
  await run({}, { level: 'unverified', wantsLevel: true });
  const more = readMarker(scene.fake.pulls[0]!.body)!.steps;
  expect(more.length).toBeGreaterThan(less.length);
  // Whoever has a configuration, and says nothing in it, has said `review`.
  scene.commit('main', { '.harden.yaml': 'bot: {labels: [infra]}\n' });
  await run({}, { level: 'unverified', wantsLevel: true });
  expect(readMarker(scene.fake.pulls[0]!.body)!.steps).toEqual(less);
});

test('no more are opened than may be', async () => {
  const report = await run({}, { grouping: 'folder', openPullRequests: 1 });
  expect(report.parts.map(({ state }) => state)).toEqual(['changing', 'waiting']);
  expect(scene.fake.pulls).toHaveLength(1);
  expect(await run({ budget: 0 }, { grouping: 'folder' })).toMatchObject({ opened: 0 });
});

test('several runs together open no more than they may, and what fails is given back', async () => {
  let left = 1;
  const take = () => {
    if (left === 0) return undefined;
    left--;
    return () => void left++;
  };
  scene.fake.fail('create-pull', { status: 502 });
  expect(await run({ take }, { grouping: 'folder' })).toMatchObject({ opened: 0, fault: { fault: 'retry' } });
  expect(left).toBe(1);
  const report = await run({ take }, { grouping: 'folder' });
  expect(report.parts.map(({ state }) => state)).toEqual(['changing', 'waiting']);
  expect([left, scene.fake.pulls.length]).toEqual([0, 1]);
});
