// Pins that are moved have a branch and a pull request of their own, which other runs leave alone.
import { runBot, type BotReport } from '../../src/bot-run/index.js';
import { lookupKey, type Answer, type Lookup } from '../../src/model/index.js';
import { forgeWith, SHOP, type BotScene } from '../support/bot-scene.js';
import { git, harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

function digest(letter: string): string {
  return `sha256:${letter.repeat(64)}`;
}

const PINNED = `FROM debian:12@${digest('a')}\nRUN apt-get update && apt-get install -y curl\nCMD curl localhost\n`;

let scene: BotScene;
beforeEach(async () => {
  scene = await forgeWith({ ...SHOP, Dockerfile: PINNED });
});
afterEach(async () => {
  const { mistakes } = scene.fake;
  await scene.fake.close();
  removeTemporary();
  expect(mistakes).toEqual([]);
});

/** A registry whose tag means this. */
function registry(to: string) {
  const answer = (lookup: Lookup): readonly [string, Answer] => [
    lookupKey(lookup),
    lookup.kind === 'image-update'
      ? { kind: 'image-update', tag: '12', digest: digest(to), multiPlatform: true, from: 'docker.io' }
      : { kind: 'none', why: 'not-found', message: 'nobody knows' },
  ];
  return { lookUp: () => async (questions: readonly Lookup[]) => new Map(questions.map(answer)) };
}

async function update(to: string): Promise<BotReport> {
  return await runBot(scene.request({ ...registry(to), selection: { update: {} } }));
}

async function fix(to: string): Promise<BotReport> {
  return await runBot(scene.request(registry(to)));
}

function bases(branch: string): string[] {
  return git(scene.bare, 'show', `${branch}:Dockerfile`).match(/^FROM.*$/gm)!;
}

test('it is opened, found, and moved on with the next digest; a run that fixes leaves it alone, and the other way round', async () => {
  expect(await update('b')).toMatchObject({
    opened: 1,
    parts: [{ group: 'update', branch: 'harden/update', steps: 1 }],
  });
  expect(scene.fake.pulls.map(({ title }) => title)).toEqual([expect.stringMatching(/debian:12/)]);
  expect(bases('harden/update')).toEqual([`FROM debian:12@${digest('b')}`]);
  expect(await fix('b')).toMatchObject({ opened: 1, parts: [{ group: 'main' }] });
  expect(await fix('b')).toMatchObject({ parts: [{ group: 'main', state: 'up-to-date' }] });
  expect(await update('b')).toMatchObject({ parts: [{ group: 'update', state: 'up-to-date' }] });
  expect(await update('c')).toMatchObject({ opened: 0, parts: [{ state: 'changing' }] });
  expect(bases('harden/update')).toEqual([`FROM debian:12@${digest('c')}`]);
  expect(scene.fake.pulls.map(({ state, head }) => `${head.ref} ${state}`)).toEqual([
    'harden/update open',
    'harden/main open',
  ]);
  // The tag means what is pinned again.
  expect(await update('a')).toMatchObject({ parts: [{ state: 'closing' }] });
  expect(scene.branches()).toEqual(['harden/main', 'main']);
});

test('who declines a digest does not decline the next one', async () => {
  await update('b');
  scene.fake.changePull(1, { state: 'closed' });
  expect(await update('b')).toMatchObject({ opened: 0, parts: [{ state: 'declined' }] });
  expect(await update('c')).toMatchObject({ opened: 1 });
});

test('--policy without --update moves nothing', async () => {
  const argv = ['bot', 'run', '--repo', 'a/b', '--policy', 'digest'];
  const { code, err } = await harden(temporary(), argv, { env: { GITHUB_TOKEN: 'x' } });
  expect([code, err]).toEqual([2, 'harden: --policy says how far pins are moved; give --update as well\n']);
});
