// An issue that says where everything stands: off, unless it is wanted.
import { runBot } from '../../src/bot-run/index.js';
import { forgeWith, SHOP, type BotScene } from '../support/bot-scene.js';
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

test('one issue: what is open, then what was declined; written only where it says something else', async () => {
  const run = () => runBot(scene.request({ dashboard: true }));
  await runBot(scene.request({ dashboard: true, isDry: true }));
  await runBot(scene.request());
  expect(scene.fake.issues).toEqual([]);
  await run();
  expect(scene.fake.issues).toHaveLength(1);
  expect(scene.fake.issues[0]!.body).toMatch(/^## Open\n\n- #1: \d+ steps on `harden\/main`$/m);
  const writes = scene.writes().length;
  await run();
  expect(scene.writes()).toHaveLength(writes);
  scene.fake.changePull(1, { state: 'closed' });
  const report = await run();
  expect(report.fault).toBeUndefined();
  expect(scene.fake.issues).toHaveLength(1);
  const { body } = scene.fake.issues[0]!;
  expect(body).not.toContain('## Open');
  expect(body).toMatch(/^## Declined\n\nA person closed or skipped them/m);
  expect(body).toMatch(/^- `[\w-]+@\S+` \(`web\/Dockerfile`\): /m);
});

test('what may not be opened is waiting, with the reason', async () => {
  await runBot(scene.request({ dashboard: true, budget: 0 }));
  expect(scene.fake.issues[0]!.body).toContain('## Waiting\n\n- `harden/main`: no pull request may be opened now');
});

test('an issue that is not taken is told, and undoes nothing', async () => {
  scene.fake.fail('POST /issues', { status: 410, body: { message: 'Issues has been disabled in this repository.' } });
  const report = await runBot(scene.request({ dashboard: true }));
  expect(report).toMatchObject({ opened: 1, fault: { fault: 'cannot' } });
  expect(report.fault?.why).toMatch(/disabled/);
});
