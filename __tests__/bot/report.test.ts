// The report of a job without rights, handed to the run that has them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOKEN } from '../forge/fake/server.js';
import { forgeWith, SHOP, type BotScene } from '../support/bot-scene.js';
import { harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

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

/** What a job says that has planned these files, as `harden verify` does, and seen all steps hold. */
async function reportOf(root: string): Promise<string> {
  const { out } = await harden(root, ['fix', '--dry-run', '--level', 'review', '--format', 'json']);
  const plan = JSON.parse(out);
  for (const { steps } of plan.groups) for (const step of steps) step.verified = true;
  const tried = plan.groups.map(({ id, steps }: { id: string; steps: { id: string }[] }) => ({
    group: id,
    outcome: 'passed',
    verified: steps.map((step) => step.id),
    ...{ open: [], images: [], runs: [], broken: [], notes: [], kept: false },
  }));
  return JSON.stringify({ ...plan, verification: { engine: 'Docker 26', untrusted: true, groups: tried } });
}

async function bot(report: string, ...argv: string[]) {
  const folder = temporary();
  writeFileSync(join(folder, 'report.json'), report);
  const words = ['--repo', 'acme/shop', '--server', scene.fake.address, '--forge', 'github', '--level', 'review'];
  return await harden(folder, ['bot', 'run', ...words, '--draft', '--report', 'report.json', ...argv], {
    env: { HARDEN_FORGE_TOKEN: TOKEN },
  });
}

test('what it saw is told, and the pull request is no draft', async () => {
  expect(await bot(await reportOf(scene.root))).toMatchObject({ code: 0, err: '' });
  expect(scene.fake.pulls).toMatchObject([{ draft: false, body: expect.stringContaining('with Docker 26') }]);
});

test('one of another commit says nothing: a draft, with the reason', async () => {
  const report = await reportOf(scene.root);
  scene.commit('main', { 'web/Dockerfile': `${SHOP['web/Dockerfile']}EXPOSE 80\n` });
  expect(await bot(report)).toMatchObject({ code: 0 });
  expect(scene.fake.pulls).toMatchObject([
    { draft: true, body: expect.stringMatching(/Nothing was built or run for this pull request \(the report is of /) },
  ]);
});

test('where a step is left out that it tried, it counts for the other files, and the rest is said to be unseen', async () => {
  const web = 'FROM debian:12\nRUN apt-get update && apt-get install -y wget\nCMD ["wget", "localhost"]\n';
  scene.commit('main', { 'web/Dockerfile': web });
  expect(await bot(await reportOf(scene.root), '--skip', 'exec-form')).toMatchObject({ code: 0 });
  const body = scene.fake.pulls[0]?.body ?? '';
  expect(scene.fake.pulls).toMatchObject([{ draft: true }]);
  expect(body).toContain('with Docker 26');
  expect(body).toMatch(
    /^Nothing was built or run of `Dockerfile` \(other steps of it were tried\): what is said of it /m,
  );
  // Nothing of what was seen of the other plan stands by a step of this one.
  const [own, other] = ['Dockerfile:1', 'web/Dockerfile:1'].map((at) =>
    body.split('\n').filter((line) => line.includes(`· \`${at}\``)),
  );
  expect(other!.join()).toContain('verified');
  expect(own!.join()).not.toContain('verified');
});

test.each([
  [['--verify'], /--report is of one repository, in place of --verify/],
  [['--repo', 'acme/other'], /--report is of one repository/],
  [['--report', 'x.json'], /--report x\.json: does not exist/],
])('%j with a report is refused', async (argv, message) => {
  expect(await bot('{}', ...argv)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
});
