// What is built and run before anything is pushed, and what becomes of what breaks.
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMarker } from '../../src/bot/index.js';
import { runBot, type Tried } from '../../src/bot-run/index.js';
import { handedOver } from '../../src/cli/bot/prove.js';
import { checkOut, fetchCommit, fetchFiles, makeShallow } from '../../src/git/index.js';
import { forgeWith, SHOP, type BotScene } from '../support/bot-scene.js';
import { git } from '../support/command.js';
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

/** As `harden verify --format json` prints it, of steps of which those of a transform break. */
function reportOn(steps: readonly Tried[], breaking: string, version = '1.2.3') {
  const isBroken = ({ id }: Tried) => id.startsWith(`${breaking}@`);
  const failures = [{ kind: 'start', where: 'shop', says: 'It ends at once', excerpt: 'exec: @ann not found' }];
  const of = { outcome: 'healed', verified: [], open: [], images: [], runs: [], notes: [], kept: false };
  const ids = [...new Set(steps.map(({ group }) => group))];
  const tried = (group: string) => steps.filter((step) => step.group === group);
  return JSON.stringify({
    tool: { name: 'harden', version },
    groups: ids.map((id) => ({
      id,
      steps: tried(id)
        .filter((step) => !isBroken(step))
        .map((step) => ({ id: step.id, diff: step.diff, verified: true })),
    })),
    verification: {
      engine: 'Docker 26',
      untrusted: true,
      groups: ids.map((group) => {
        const broken = tried(group)
          .filter(isBroken)
          .map(({ id }) => ({ id, title: 'A step', transform: breaking, failures }));
        return { group, ...of, broken };
      }),
    },
  });
}

function transformsOn(branch: string): string {
  return git(scene.bare, 'log', '--format=%(trailers:key=Harden-Step,valueonly)', `main..${branch}`);
}

test('what is safe and was seen to hold is merged by the forge, where its operator and the repository want that', async () => {
  const prove = async (_: string, steps: readonly Tried[]) => ({ report: reportOn(steps, 'none') });
  scene.commit('main', { '.harden.yaml': 'bot: {automerge: true, level: safe}\n' });
  scene.fake.settings.isDemanding = true;
  await runBot(scene.request({ prove }, { automerge: true }));
  expect(scene.fake.pulls[0]?.automerge).toBe(scene.fake.headOf('harden/main'));
  // One step that is not safe, and all of it is for a person.
  scene.commit('main', { '.harden.yaml': 'bot: {automerge: true, level: review}\n' });
  await runBot(scene.request({ prove }, { automerge: true }));
  expect(scene.fake.pulls[0]?.automerge).toBeUndefined();
  scene.commit('main', { '.harden.yaml': 'bot: {automerge: true, level: safe}\n' });
  scene.fake.settings.isDemanding = false;
  const { parts } = await runBot(scene.request({ prove }, { automerge: true }));
  expect(parts[0]?.why).toMatch(/^left to a person to merge: .*clean status/);
  scene.commit('main', { Dockerfile: `${SHOP.Dockerfile as string}MAINTAINER ann\n` });
  scene.fake.settings.isDemanding = true;
  await runBot(scene.request({ prove }));
  expect(scene.fake.pulls[0]?.automerge).toBeUndefined();
});

test('what breaks is declined by the run itself, with its log; what holds is said to, and is no draft', async () => {
  const asked: Tried[][] = [];
  const prove = async (commit: string, steps: readonly Tried[]) => {
    expect(commit).toBe(scene.fake.headOf('main'));
    asked.push([...steps]);
    return { report: reportOn(steps, 'exec-form') };
  };
  const report = await runBot(scene.request({ prove }, { draft: true }));
  expect(report).toMatchObject({ opened: 1 });
  expect(asked).toHaveLength(1);
  expect(asked[0]!.filter(({ id }) => id.startsWith('exec-form@'))).toHaveLength(2);
  expect(transformsOn('harden/main')).not.toContain('exec-form');
  const [pull] = scene.fake.pulls;
  expect(pull).toMatchObject({ draft: false });
  expect(pull?.body).toContain('exec: @ann not found');
  expect(pull?.body).toContain('with Docker 26');
  expect(pull?.body).toContain('safe, verified');
  expect(readMarker(pull!.body)?.skip).toHaveLength(2);
  const writes = scene.writes().length;
  expect(await runBot(scene.request({ prove }, { draft: true }))).toMatchObject({ parts: [{ state: 'up-to-date' }] });
  expect([asked.length, scene.writes().length]).toEqual([1, writes]);
});

test.each([
  ['no engine', { why: 'neither docker nor podman answers' }, 'neither docker nor podman answers'],
  ['a report of another version', { report: reportOn([], 'x', '9.9.9') }, 'its report is one of harden 9.9.9'],
  ['what is no report', { report: '{"tool": {"version": "1.2.3"}, "groups": [{"steps": [7]}]}' }, 'cannot be read'],
])('%s: the pull request says that nothing was run, and is a draft where it is to be', async (_, given, words) => {
  await runBot(scene.request({ prove: async () => given }, { draft: true }));
  expect(scene.fake.pulls[0]).toMatchObject({ draft: true });
  expect(scene.fake.pulls[0]?.body).toMatch(/^Nothing was built or run for this pull request \(/m);
  expect(scene.fake.pulls[0]?.body).toContain(words);
});

/** An image of which a step says what only a run can confirm. */
function addServer(): void {
  const dockerfile =
    'FROM eclipse-temurin:21-jre\nCOPY target/app.jar /app.jar\nEXPOSE 8080\nCMD ["java", "-jar", "/app.jar"]\n';
  scene.commit('main', { Dockerfile: dockerfile, 'pom.xml': '<project><artifactId>app</artifactId></project>\n' });
}

/** As `reportOn`, where no run showed what unverified steps do. */
function idleOn(steps: readonly Tried[], breaking: string): string {
  const report = JSON.parse(reportOn(steps, breaking));
  const idle = new Set(steps.filter(({ isUnverified }) => isUnverified).map(({ group, id }) => `${group} ${id}`));
  for (const group of report.groups)
    for (const step of group.steps) if (idle.has(`${group.id} ${step.id}`)) delete step.verified;
  return JSON.stringify(report);
}

test('a step that only a run can confirm is kept where it held, with its proof', async () => {
  addServer();
  const asked: Tried[][] = [];
  const prove = async (_commit: string, steps: readonly Tried[]) => {
    asked.push([...steps]);
    return { report: reportOn(steps, 'none') };
  };
  await runBot(scene.request({ prove }, { level: 'unverified', draft: true }));
  const unverified = asked[0]!.filter(({ isUnverified }) => isUnverified);
  expect([asked.length, unverified.length > 0]).toEqual([1, true]);
  expect(readMarker(scene.fake.pulls[0]!.body)?.steps).toHaveLength(asked[0]!.length);
  expect(scene.fake.pulls).toMatchObject([{ draft: false }]);
});

test('one that no run shows is left out, what is left is tried again without it, and the next run builds nothing', async () => {
  addServer();
  const asked: Tried[][] = [];
  const prove = async (_commit: string, steps: readonly Tried[]) => {
    asked.push([...steps]);
    return { report: idleOn(steps, 'none') };
  };
  const run = () => runBot(scene.request({ prove }, { level: 'unverified', draft: true }));
  await run();
  // Without a check that a shell asks, the program can stand on an image without one.
  const unverified = asked.map((steps) => steps.flatMap(({ id, isUnverified }) => (isUnverified ? [id] : [])));
  expect(unverified).toEqual([['add-image-healthcheck@stage:0'], ['use-run-time-base@stage:0'], []]);
  expect(asked[2]!.length).toBeGreaterThan(0);
  const marker = readMarker(scene.fake.pulls[0]!.body)!;
  expect(marker.skip).toHaveLength(2);
  // What is proposed was seen without what was left out.
  expect(scene.fake.pulls).toMatchObject([{ draft: false, body: expect.stringContaining('with Docker 26') }]);
  expect(await run()).toMatchObject({ parts: [{ state: 'up-to-date' }] });
  expect(asked).toHaveLength(3);
});

test('where nothing can be run, what only a run can confirm is not proposed, and not forgotten', async () => {
  addServer();
  const asked: Tried[][] = [];
  const prove = async (_commit: string, steps: readonly Tried[]) => {
    asked.push([...steps]);
    return { why: 'no engine' };
  };
  await runBot(scene.request({ prove }, { level: 'unverified' }));
  const count = asked[0]!.filter(({ isUnverified }) => isUnverified).length;
  expect(count).toBeGreaterThan(0);
  const marker = readMarker(scene.fake.pulls[0]!.body)!;
  expect([marker.steps.length, marker.skip]).toEqual([asked[0]!.length - count, []]);
});

const BOOT = { state: 'running', exitCode: 0, readyMs: 1, probes: [] };
const SERVICE = { service: 'shop', first: BOOT, user: 'root', capabilities: 'none' };

test.each([
  ['an image without a measure', { images: [{ dockerfile: 'x', services: [], mispredicted: null }] }],
  ['a measure of nothing', { images: [{ dockerfile: 'x', services: [], mispredicted: [], before: {} }] }],
  ['a run of nothing', { runs: [{ name: 'x', before: [{}], after: [], left: [] }] }],
  [
    'a state that no service has',
    { runs: [{ name: 'x', before: [{ ...SERVICE, first: { ...BOOT, state: 'constructor' } }], after: [], left: [] }] },
  ],
  ['reasons that are none', { open: [{ id: 'a', title: 'A', why: 7 }] }],
])('a report of somebody who made it up, with %s, is one that cannot be read', async (_, made) => {
  const prove = async (_commit: string, steps: readonly Tried[]) => {
    const report = JSON.parse(reportOn(steps, 'exec-form'));
    Object.assign(report.verification.groups[0], made);
    return { report: JSON.stringify(report) };
  };
  await runBot(scene.request({ prove }));
  expect(scene.fake.pulls[0]?.body).toContain('its report cannot be read');
});

test('a log of a million marks of code ends no run', async () => {
  const prove = async (_commit: string, steps: readonly Tried[]) => {
    const report = JSON.parse(reportOn(steps, 'exec-form'));
    for (const { failures } of report.verification.groups[0].broken) failures[0].excerpt = '` '.repeat(1_000_000);
    return { report: JSON.stringify(report) };
  };
  expect(await runBot(scene.request({ prove }))).toMatchObject({ opened: 1 });
});

test('a report with all that a run tells is shown', async () => {
  const measure = { size: 2000, layers: [{ createdBy: 'x', size: 1000 }], layerCount: 1, packages: 3, setuid: ['/a'] };
  const image = { ...measure, tools: ['/usr/bin/gcc'], user: 'root' };
  const first = {
    ...BOOT,
    probes: [{ probe: 'GET :80/', answer: '200', answered: true, content: 'c' }],
    wrote: [{ path: '/x' }],
  };
  const service = { ...SERVICE, first, second: BOOT, stop: { killed: false, ms: 3 } };
  const prove = async (_commit: string, steps: readonly Tried[]) => {
    const report = JSON.parse(reportOn(steps, 'none'));
    Object.assign(report.verification.groups[0], {
      images: [{ dockerfile: 'Dockerfile', services: [], mispredicted: [], before: image, after: image }],
      runs: [{ name: 'Dockerfile', before: [service], after: [service], left: [] }],
    });
    return { report: JSON.stringify(report) };
  };
  await runBot(scene.request({ prove }));
  expect(scene.fake.pulls[0]?.body).toContain('setuid programs');
  expect(scene.fake.pulls[0]?.body).toContain('stops on SIGTERM');
});

test('the process that builds is told no token', () => {
  const env = {
    PATH: '/bin',
    HOME: '/h',
    GITHUB_TOKEN: 'a',
    GITLAB_TOKEN: 'b',
    HARDEN_FORGE_TOKEN: 'c',
    GIT_ASKPASS: 'd',
  };
  expect(handedOver({ ...env, HARDEN_GITHUB_APP_PRIVATE_KEY: 'e', ACTIONS_RUNTIME_TOKEN: 'f' })).toEqual({
    PATH: '/bin',
    HOME: '/h',
  });
});

test('what is checked out is what the commit holds, to the byte, and no filter runs', async () => {
  const { root, bare } = scene;
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/run'), 'a\r\n$Id$\n', { mode: 0o755 });
  writeFileSync(join(root, '.gitattributes'), '* filter=x ident\n*.txt eol=crlf\nsecret export-ignore\n');
  writeFileSync(join(root, 'secret'), 'x');
  symlinkSync('../../outside', join(root, 'bin/link'));
  git(root, 'add', '.');
  git(root, 'commit', '-q', '-m', 'more');
  git(root, 'push', '-q', 'origin', 'HEAD:main');
  git(bare, 'config', 'filter.x.smudge', 'touch /tmp/harden-filter-ran; cat');
  const folder = temporary();
  await checkOut(bare, scene.fake.headOf('main')!, folder, async (ids) => expect(ids).toEqual([]));
  expect(readFileSync(join(folder, 'bin/run'), 'latin1')).toBe('a\r\n$Id$\n');
  expect(statSync(join(folder, 'bin/run')).mode & 0o111).not.toBe(0);
  expect(readlinkSync(join(folder, 'bin/link'))).toBe('../../outside');
  expect(readdirSync(folder).sort()).toEqual(['.gitattributes', 'Dockerfile', 'bin', 'secret', 'web']);
});

test('the .git beside it is that of a shallow clone: clean, and without a remote, a hook or a setting', async () => {
  const { root, bare, fake } = scene;
  // Larger than what a clone for planning brings.
  writeFileSync(join(root, 'large'), 'x'.repeat(100_000));
  git(root, 'add', '.');
  git(root, 'commit', '-q', '-m', 'large');
  git(root, 'push', '-q', 'origin', 'HEAD:main');
  git(bare, 'config', 'core.pager', 'touch /tmp/harden-pager-ran');
  const remote = { address: `${fake.address}/acme/shop.git` };
  const dir = join(temporary(), 'mirror.git');
  const id = fake.headOf('main')!;
  await fetchCommit(dir, remote, id);
  const folder = temporary();
  await checkOut(dir, id, folder, (ids) => fetchFiles(dir, remote, ids));
  await makeShallow(dir, id, folder);
  expect(git(folder, 'status', '--porcelain')).toBe('');
  expect(git(folder, 'log', '--format=%H %s')).toBe(`${id} large\n`);
  expect(git(folder, 'fsck', '--strict')).toBe('');
  expect(git(folder, 'config', '--local', '--list', '--name-only').split('\n').sort().join(' ').trim()).toBe(
    'core.bare core.filemode core.logallrefupdates core.repositoryformatversion',
  );
  expect(readdirSync(join(folder, '.git')).sort()).toEqual(['HEAD', 'config', 'index', 'objects', 'refs', 'shallow']);
});
