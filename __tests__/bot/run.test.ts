// One repository from the forge to the forge: on a fake that keeps a state, with real git behind it.
import { runBot } from '../../src/bot-run/index.js';
import { git } from '../support/command.js';
import { removeTemporary } from '../support/temporary.js';
import { forgeWith, SHOP, type BotScene } from '../support/bot-scene.js';

let scene: BotScene;
beforeEach(async () => {
  scene = await forgeWith(SHOP);
});
afterEach(async () => {
  expect(scene.fake.mistakes).toEqual([]);
  await scene.fake.close();
  removeTemporary();
});

test('a pull request is opened, and then there is nothing to do', async () => {
  const first = await runBot(scene.request());
  expect(first).toMatchObject({
    repository: 'acme/shop',
    opened: 1,
    parts: [{ group: 'main', state: 'changing', pull: 1 }],
  });
  expect(scene.fake.pulls).toMatchObject([{ state: 'open', head: { ref: 'harden/main' }, base: { ref: 'main' } }]);
  expect(git(scene.bare, 'log', '--format=%an', 'main..harden/main').trim().split('\n')).toContain('harden');
  const before = scene.asked().length;
  const second = await runBot(scene.request());
  expect(second).toMatchObject({ opened: 0, parts: [{ state: 'up-to-date', actions: [] }] });
  expect(
    scene
      .asked()
      .slice(before)
      .filter((request) => !request.startsWith('GET')),
  ).toEqual([]);
});
