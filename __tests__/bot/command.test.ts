// `harden bot run`, from its words to the forge.
import { harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';
import { forgeWith, SHOP, type BotScene } from '../support/bot-scene.js';
import { TOKEN } from '../forge/fake/server.js';

let scene: BotScene;
beforeEach(async () => {
  scene = await forgeWith(SHOP);
});
afterEach(async () => {
  expect(scene.fake.mistakes).toEqual([]);
  await scene.fake.close();
  removeTemporary();
});

function bot(...argv: string[]) {
  const env = { HARDEN_FORGE_TOKEN: TOKEN };
  const repo = ['--repo', 'acme/shop', '--server', scene.fake.address, '--forge', 'github'];
  return harden(temporary(), ['bot', 'run', ...repo, ...argv], { env });
}

test('a dry run says what would be done, and does nothing', async () => {
  const ran = await bot('--dry-run');
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toMatch(/^acme\/shop: harden\/main: would push, open a pull request \(\d+ steps\)$/m);
  expect(ran.out).toContain('Harden Dockerfile');
  expect(scene.writes()).toEqual([]);
  expect(scene.branches()).toEqual(['main']);
  expect(ran.out).not.toContain(TOKEN);
});

test('a run opens it, the next finds it, and both can be read by programs', async () => {
  const first = JSON.parse((await bot('--format', 'json', '--label', 'security')).out);
  expect(first).toMatchObject({
    version: 1,
    repositories: [{ repository: 'acme/shop', opened: 1, parts: [{ pull: 1, state: 'changing' }] }],
  });
  expect(scene.fake.pulls[0]?.labels).toEqual([{ name: 'security' }]);
  expect((await bot('--label', 'security')).out).toMatch(/^acme\/shop: harden\/main #1: up to date \(\d+ steps\)\n$/);
});

test('what stands in the base branch is uploaded once, and where it is not taken that is told and undoes nothing', async () => {
  const { scanning } = scene.fake;
  scanning.isOn = false;
  const refused = await bot('--sarif');
  expect(refused.code).toBe(0);
  expect(refused.out).toMatch(
    /open a pull request.*\nacme\/shop: code scanning takes nothing here: .*Advanced Security/,
  );
  const [run] = scene.fake.runs;
  expect((run!.output as { annotations: unknown[] }).annotations.length).toBeGreaterThan(0);
  scanning.isOn = true;
  const before = scene.asked().length;
  await bot('--sarif');
  expect(scanning.taken).toMatchObject([{ ref: 'refs/heads/main', commit_sha: scene.fake.headOf('main') }]);
  const { results } = JSON.parse(scanning.taken[0]!.sarif).runs[0];
  expect(results.length).toBeGreaterThan(2);
  const between = scene.asked().length;
  expect(await bot('--sarif')).toMatchObject({ code: 0, out: expect.not.stringContaining('code scanning') });
  expect([between - before, scene.asked().length - between]).toEqual([4, 3]);
  await bot();
  expect(scanning.taken).toHaveLength(1);
});

test.each([
  [['--repo', 'https://ann:secret@github.com/a/b'], {}, /without a user or a password/],
  [['--repo', 'a/b'], {}, /no token for https:\/\/github\.com; set GITHUB_TOKEN or HARDEN_FORGE_TOKEN/],
  // A token of GitHub's own service does not leave it.
  [['--repo', 'https://github.example.com/a/b'], { GITHUB_TOKEN: 'x' }, /set HARDEN_FORGE_TOKEN\n/],
  [['--repo', 'https://git.example.com/a/b'], { GITHUB_TOKEN: 'x' }, /does not say which forge/],
  [[], {}, /no repository is named/],
  [['--repo', 'a/b', '--branch-prefix', '../x'], { GITHUB_TOKEN: 'x' }, /--branch-prefix \.\.\/x: give/],
])('%j with %j is refused', async (argv, env, message) => {
  const ran = await harden(temporary(), ['bot', 'run', ...argv], { env });
  expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
});
