// What is built and run before anything is pushed, and what becomes of what breaks.
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMarker } from '../../src/bot/index.js';
import { runBot } from '../../src/bot-run/index.js';
import { handedOver } from '../../src/cli/bot/prove.js';
import { checkOut } from '../../src/git/index.js';
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
function reportOn(steps: readonly string[], breaking: string, version = '1.2.3') {
  const isBroken = (id: string) => id.startsWith(`${breaking}@`);
  const failures = [{ kind: 'start', where: 'shop', says: 'It ends at once', excerpt: 'exec: @ann not found' }];
  const broken = steps.filter(isBroken).map((id) => ({ id, title: 'A step', transform: breaking, failures }));
  const of = { outcome: 'healed', verified: [], open: [], images: [], runs: [], broken, notes: [], kept: false };
  return JSON.stringify({
    tool: { name: 'harden', version },
    groups: [{ steps: steps.filter((id) => !isBroken(id)).map((id) => ({ id, verified: true })) }],
    verification: { engine: 'Docker 26', untrusted: true, groups: [{ group: 'Dockerfile', ...of }] },
  });
}

function transformsOn(branch: string): string {
  return git(scene.bare, 'log', '--format=%(trailers:key=Harden-Step,valueonly)', `main..${branch}`);
}

test('what breaks is declined by the run itself, with its log; what holds is said to, and is no draft', async () => {
  const asked: string[][] = [];
  const prove = async (commit: string, steps: readonly string[]) => {
    expect(commit).toBe(scene.fake.headOf('main'));
    asked.push([...steps]);
    return { report: reportOn(steps, 'exec-form') };
  };
  const report = await runBot(scene.request({ prove }, { draft: true }));
  expect(report).toMatchObject({ opened: 1 });
  expect(asked).toHaveLength(1);
  expect(asked[0]!.filter((id) => id.startsWith('exec-form@'))).toHaveLength(2);
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
  const prove = async (_commit: string, steps: readonly string[]) => {
    const report = JSON.parse(reportOn(steps, 'exec-form'));
    Object.assign(report.verification.groups[0], made);
    return { report: JSON.stringify(report) };
  };
  await runBot(scene.request({ prove }));
  expect(scene.fake.pulls[0]?.body).toContain('its report cannot be read');
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
  const prove = async (_commit: string, steps: readonly string[]) => {
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
