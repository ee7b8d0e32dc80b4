// An issue that says where everything stands: off, unless it is wanted.
import { runBot, type BotReport, type Tried } from '../../src/bot-run/index.js';
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
  expect(scene.fake.issues[0]!.body).toMatch(
    /^## Open\n\n- \[ \] <!-- harden:box rebase main --> Make the branch anew: #1: \d+ steps on `harden\/main`$/m,
  );
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
  expect(body).toMatch(
    /^- \[ \] <!-- harden:box again [0-9a-f]{12} --> Propose again: `[\w-]+@\S+` \(`web\/Dockerfile`\): /m,
  );
});

test('what may not be opened is waiting, with the reason', async () => {
  await runBot(scene.request({ dashboard: true, budget: 0 }));
  expect(scene.fake.issues[0]!.body).toContain(
    '## Waiting\n\n- [ ] <!-- harden:box open main --> Open now: `harden/main`: no pull request may be opened now',
  );
});

test('an issue that is not taken is told, and undoes nothing', async () => {
  scene.fake.fail('POST /issues', { status: 410, body: { message: 'Issues has been disabled in this repository.' } });
  const report = await runBot(scene.request({ dashboard: true }));
  expect(report).toMatchObject({ opened: 1, fault: { fault: 'cannot' } });
  expect(report.fault?.why).toMatch(/disabled/);
});

test('what is not taken on the way is told there as well', async () => {
  scene.fake.fail('create-pull', { status: 403, body: { message: 'No pull requests here' } });
  expect(await runBot(scene.request({ dashboard: true }))).toMatchObject({ opened: 0, fault: { fault: 'cannot' } });
  expect(scene.fake.issues[0]?.body).toContain('## Not possible\n\n- `harden/main`: HTTP 403: No pull requests here');
});

/** Ticks the boxes that say so, as somebody. */
function tick(words: RegExp, login = 'ann'): void {
  const [issue] = scene.fake.issues;
  const lines = issue!.body.split('\n').map((line) => (words.test(line) ? line.replace('- [ ]', '- [x]') : line));
  expect(lines.join('\n')).not.toBe(issue!.body);
  Object.assign(issue!, { body: lines.join('\n'), editor: login });
}

function ticked(): boolean {
  return /^- \[x\]/m.test(scene.fake.issues[0]!.body);
}

const NEVER = [{ schedule: [], timezone: 'UTC', perHour: 0 }];

test('what the repository itself holds back is opened for somebody who may write, and the box is empty again', async () => {
  const config = "bot:\n  schedule: ['mon 08:00-09:00']\n";
  scene.commit('main', { '.harden.yaml': config });
  const run = () => runBot(scene.request({ dashboard: true }));
  expect(await run()).toMatchObject({ opened: 0, parts: [{ state: 'waiting' }] });
  // Somebody who may only read, and nobody whom the forge names.
  tick(/harden:box open main/, 'eve');
  expect(await run()).toMatchObject({ opened: 0 });
  expect(ticked()).toBe(false);
  tick(/harden:box open main/);
  expect(await run()).toMatchObject({ opened: 1 });
  expect(ticked()).toBe(false);
});

test('what the operator does not allow is not opened, whoever ticks it', async () => {
  const run = () => runBot(scene.request({ dashboard: true, budget: 0 }, { openings: NEVER }));
  await run();
  tick(/harden:box open main/);
  expect(await run()).toMatchObject({ opened: 0, parts: [{ state: 'waiting' }] });
});

test('a step that was declined is proposed again, alone, and stays so', async () => {
  const run = (): Promise<BotReport> => runBot(scene.request({ dashboard: true }));
  await run();
  scene.fake.changePull(1, { state: 'closed' });
  await run();
  tick(/harden:box again [0-9a-f]{12} --> Propose again: `exec-form@\S+` \(`Dockerfile`\)/);
  expect(await run()).toMatchObject({ opened: 1, parts: [{ steps: 1, pull: 3 }] });
  const writes = scene.writes().length;
  expect(await run()).toMatchObject({ opened: 0, parts: [{ state: 'up-to-date' }] });
  expect(scene.writes()).toHaveLength(writes);
  scene.fake.changePull(3, { state: 'closed' });
  expect(await run()).toMatchObject({ opened: 0, parts: [{ state: 'declined' }] });
});

test('a branch is made anew for anybody who ticks it, and never over what a person has pushed', async () => {
  const run = () => runBot(scene.request({ dashboard: true }, { rebase: 'never' }));
  await run();
  const before = scene.fake.headOf('harden/main');
  scene.commit('main', { README: 'new' });
  await run();
  expect(scene.fake.headOf('harden/main')).toBe(before);
  tick(/harden:box rebase main/, 'eve');
  await run();
  expect(scene.fake.headOf('harden/main')).not.toBe(before);
  scene.commit('harden/main', { README: 'of a person' });
  const theirs = scene.fake.headOf('harden/main');
  Object.assign(scene.fake.issues[0]!, {
    body: '- [x] <!-- harden:box rebase main -->\n<!-- harden:dashboard -->',
    editor: 'ann',
  });
  expect(await run()).toMatchObject({ parts: [{ state: 'edited' }] });
  expect(scene.fake.headOf('harden/main')).toBe(theirs);
});

test('what broke and left nothing to propose is remembered here, not built again, and tried again where it is asked for', async () => {
  let built = 0;
  const prove = async (_commit: string, steps: readonly Tried[]) => {
    built++;
    return {
      report: reportOn(
        steps,
        steps.map(({ id }) => id),
      ),
    };
  };
  const run = () => runBot(scene.request({ dashboard: true, prove }));
  expect(await run()).toMatchObject({ opened: 0 });
  expect(scene.fake.pulls).toEqual([]);
  // A forge takes the beginning of what is too long.
  expect(scene.fake.issues[0]!.body).toMatch(/<!-- harden:broken [\s\S]*## Declined/);
  const first = built;
  await run();
  expect(built).toBe(first);
  tick(/harden:box again [0-9a-f]{12} --> Propose again: `exec-form@\S+` \(`Dockerfile`\)/);
  await run();
  expect(built).toBe(first + 1);
  // Another version may know better.
  await runBot(scene.request({ dashboard: true, prove, version: '1.2.4' }));
  expect(built).toBeGreaterThan(first + 1);
});

/** As `harden verify --format json` prints it, where some steps break. */
function reportOn(steps: readonly Tried[], breaking: readonly string[]): string {
  const of = { outcome: 'healed', open: [], images: [], runs: [], notes: [], kept: false };
  const ids = [...new Set(steps.map(({ group }) => group))];
  const own = (id: string, isBroken: boolean) =>
    steps.filter((step) => step.group === id && breaking.includes(step.id) === isBroken);
  const broken = (id: string) => own(id, true).map((step) => ({ id: step.id, title: 'A step', failures: [] }));
  return JSON.stringify({
    tool: { name: 'harden', version: '1.2.3' },
    groups: ids.map((id) => ({ id, steps: own(id, false).map((step) => ({ ...step, verified: true })) })),
    verification: { engine: 'Docker 26', groups: ids.map((group) => ({ ...of, group, broken: broken(group) })) },
  });
}
