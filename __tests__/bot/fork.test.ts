// Pull requests from a fork of the bot's account.
import { join } from 'node:path';
import { runBot } from '../../src/bot-run/index.js';
import { pagure } from '../../src/forge/index.js';
import { FORK, BOT } from '../forge/fake/model.js';
import { TOKEN } from '../forge/fake/server.js';
import { forgeWith, SHOP, type BotScene } from '../support/bot-scene.js';
import { git } from '../support/command.js';
import { removeTemporary } from '../support/temporary.js';

let scene: BotScene;
beforeEach(async () => {
  scene = await forgeWith(SHOP);
  scene.fake.rights.set(BOT.login, 'read');
});
afterEach(async () => {
  const { mistakes } = scene.fake;
  await scene.fake.close();
  removeTemporary();
  expect(mistakes).toEqual([]);
});

test('the fork is made when there is something to push, and only its own branches are touched', async () => {
  expect(await runBot(scene.request({ fork: 'always', isDry: true }))).toMatchObject({
    parts: [{ state: 'changing' }],
  });
  expect(scene.fake.hasFork()).toBe(false);
  expect(await runBot(scene.request({ fork: 'always' }))).toMatchObject({ opened: 1 });
  expect(scene.branches()).toEqual(['main']);
  expect(scene.fake.pulls).toMatchObject([{ state: 'open', head: { ref: 'harden/main', repo: { full_name: FORK } } }]);
  const before = scene.fake.headOf('main', BOT.login);
  const writes = scene.writes().length;
  expect(await runBot(scene.request({ fork: 'always' }))).toMatchObject({ parts: [{ state: 'up-to-date', pull: 1 }] });
  expect(scene.writes()).toHaveLength(writes);
  // The fork is older than the base by now.
  scene.commit('main', { 'README.md': 'x'.repeat(100_000) });
  scene.commit('main', { Dockerfile: `${SHOP.Dockerfile as string}MAINTAINER ann\n` });
  const moved = await runBot(scene.request({ fork: 'always' }));
  expect(moved.fault).toBeUndefined();
  expect(moved.parts[0]?.actions.map((action) => action.do)).toEqual(['push', 'update']);
  const dir = join(scene.bare, '../..', `${FORK}.git`);
  expect(git(dir, 'log', '--format=%H', 'harden/main').split('\n')).toContain(scene.fake.headOf('main'));
  expect(scene.fake.headOf('main', BOT.login)).toBe(before);
  expect(scene.branches()).toEqual(['main']);
  // Closed there, it is declined here.
  scene.fake.pulls[0]!.state = 'closed';
  expect(await runBot(scene.request({ fork: 'always' }))).toMatchObject({ opened: 0, parts: [{ state: 'declined' }] });
});

test('only where it may not push, if so it was told', async () => {
  expect(await runBot(scene.request({ fork: 'needed' }))).toMatchObject({ opened: 1 });
  expect(scene.fake.hasFork()).toBe(true);
  scene.fake.rights.set(BOT.login, 'write');
  expect(await runBot(scene.request({ fork: 'needed' }))).toMatchObject({ opened: 1 });
  expect(scene.branches()).toEqual(['harden/main', 'main']);
});

test('a name that something else has, and a forge that has none', async () => {
  scene.fake.settings.isTaken = true;
  const taken = await runBot(scene.request({ fork: 'always' }));
  expect(taken.fault).toMatchObject({ fault: 'cannot', why: expect.stringContaining('is no fork of acme/shop') });
  const forge = pagure({ token: TOKEN, origin: scene.fake.address, userAgent: 'harden' });
  const none = await runBot(scene.request({ fork: 'always', forge }));
  expect(none.fault).toMatchObject({ fault: 'cannot', why: expect.stringContaining('pagure') });
});
