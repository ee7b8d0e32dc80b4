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

test('an image that is too new waits, and the run says until when', async () => {
  const waiting = { tag: '12', digest: digest('b'), created: '2026-01-01T00:00:00Z', until: '2026-01-08T00:00:00Z' };
  const asked: string[] = [];
  const lookUp = async (questions: readonly Lookup[]): Promise<Map<string, Answer>> => {
    asked.push(...questions.map(lookupKey));
    const answer = { kind: 'image-update', tag: '12', digest: digest('b'), multiPlatform: true, from: 'r' } as const;
    return new Map(questions.map((lookup) => [lookupKey(lookup), { ...answer, waiting }]));
  };
  const request = scene.request({ lookUp: () => lookUp, selection: { update: { policy: 'digest', cooldown: 7 } } });
  expect(await runBot(request)).toMatchObject({
    opened: 0,
    parts: [
      {
        state: 'nothing',
        why: 'debian:12 was made on 2026-01-01, and waits for a cooldown of 7 days until 2026-01-08',
      },
    ],
  });
  expect(asked).toEqual(['image-update digest 7d debian:12']);
});

test('a repository may ask for a longer cooldown, and for no shorter one', async () => {
  const asked: string[] = [];
  const lookUp = async (questions: readonly Lookup[]) => {
    asked.push(...questions.map(lookupKey));
    return new Map<string, Answer>();
  };
  for (const days of [3, 14]) {
    scene.commit('main', { '.harden.yaml': `transforms:\n  update-base-image: {cooldown: ${days}}\n` });
    await runBot(scene.request({ lookUp: () => lookUp, selection: { update: { cooldown: 7 } } }));
  }
  expect([...new Set(asked)]).toEqual(['image-update patch 7d debian:12', 'image-update patch 14d debian:12']);
});

test.each([['1x'], ['-1'], ['']])('--cooldown %s is none', async (days) => {
  const { code, err } = await harden(temporary({ Dockerfile: PINNED }), ['update', '--cooldown', days]);
  expect([code, err]).toEqual([2, expect.stringContaining('give a number of days, such as 7d')]);
});

test('--policy without --update moves nothing', async () => {
  const argv = ['bot', 'run', '--repo', 'a/b', '--policy', 'digest'];
  const { code, err } = await harden(temporary(), argv, { env: { GITHUB_TOKEN: 'x' } });
  expect([code, err]).toEqual([2, 'harden: --policy says how far pins are moved; give --update as well\n']);
});
