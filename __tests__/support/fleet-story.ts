// A campaign by its commands, from the list of an organisation until all is merged, with whatever may come in between.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readMarker } from '../../src/bot/index.js';
import type { CampaignStatus } from '../../src/fleet-publish/index.js';
import { TOKEN } from '../forge/fake/server.js';
import { ledgerRows } from './campaign.js';
import { harden } from './command.js';
import { fleetWorld, KINDS, type FleetWorld } from './fleet-world.js';
import { temporary } from './temporary.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const SETTINGS = `plan: {offline: true}
open:
  waves: [4, 50%, all]
  gate: {merged: 50%, ci-red: 0%, after: 1h}
  check: false
`;
/** What nobody wants in this campaign. */
const REJECTED = 'maintainer-label';

/**
 * Plays it with so many repositories, and holds what is there against what has to be. The day is that of the forge, and
 * passes when the story says so: what only waits for time is not waited for.
 */
export async function playCampaign(size: number): Promise<void> {
  const world = await fleetWorld(size, SETTINGS);
  // The forge's own clock begins at midnight.
  jest.useFakeTimers({
    now: Date.parse('2026-01-01T00:10:00Z'),
    doNotFake: [
      ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
      ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
    ],
  });
  try {
    await play(world, size);
  } finally {
    jest.useRealTimers();
    await world.fake.close();
  }
}

function pass(ms: number): void {
  jest.setSystemTime(Date.now() + ms);
}

async function migrate({ folder }: FleetWorld, ...argv: readonly string[]) {
  return await harden(folder, ['migrate', ...argv], { env: { HARDEN_FORGE_TOKEN: TOKEN, HARDEN_OFFLINE: '' } });
}

/** Opens what may be opened, and goes on where the forge wanted a pause. */
async function open(world: FleetWorld): Promise<{ readonly opened: number; readonly last: string }> {
  let opened = 0;
  for (let tries = 0; tries < 20; tries++) {
    const { out, err } = await migrate(world, 'open');
    const count = /^(\d+) pull requests? opened/.exec(out);
    if (!count) throw new Error(`not opened: ${out}${err}`);
    opened += Number(count[1]);
    if (!out.includes('to be tried again later')) return { opened, last: out };
    pass(2 * MINUTE);
  }
  throw new Error('tried again and again');
}

async function statusOf(world: FleetWorld, ...argv: readonly string[]): Promise<CampaignStatus> {
  const { code, out, err } = await migrate(world, 'status', '--format', 'json', ...argv);
  expect([code, argv.length > 0 ? '' : err]).toEqual([0, '']);
  return (JSON.parse(out) as { readonly publishing: CampaignStatus }).publishing;
}

interface Left {
  readonly pending: number;
  readonly steps: number;
}

async function reportOf(world: FleetWorld): Promise<Left> {
  const { out } = await migrate(world, 'report', '--format', 'json', '--output', '-');
  return (JSON.parse(out) as { readonly summary: Left }).summary;
}

/** What the list of the organisation has beside what is worth a plan. */
function listOthers({ fake, bareOf, names }: FleetWorld): void {
  fake.listed.push({ name: 'attic', archived: true, fork: false }, { name: 'copy', archived: false, fork: true });
  fake.listed.push({ name: 'blank', archived: false, fork: false }, { name: 'notes', archived: false, fork: false });
  const served = dirname(bareOf(names[0]!));
  spawnSync('git', ['init', '-q', '--bare', '--template=', join(served, 'blank.git')]);
  const notes = join(temporary(), 'notes');
  spawnSync('git', ['init', '-q', '-b', 'main', '--template=', notes]);
  const by = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  spawnSync('git', ['-C', notes, ...by, 'commit', '-q', '--allow-empty', '-m', 'first']);
  cpSync(join(notes, '.git'), join(served, 'notes.git'), { recursive: true });
  spawnSync('git', ['-C', join(served, 'notes.git'), 'config', 'core.bare', 'true']);
}

/** Judges every kind of change. */
async function review(world: FleetWorld): Promise<readonly string[]> {
  const { out } = await migrate(world, 'review', '--format', 'json', '--list');
  const { patterns } = JSON.parse(out) as { patterns: { readonly pattern: string; readonly transform: string }[] };
  const idsOf = (isRejected: boolean): string[] =>
    patterns.filter(({ transform }) => (transform === REJECTED) === isRejected).map(({ pattern }) => pattern);
  const approved = idsOf(false);
  const verdicts = ['--approve', approved.join(','), '--reject', idsOf(true).join(',')];
  expect((await migrate(world, 'review', '--by', 'ann', ...verdicts)).code).toBe(0);
  return approved;
}

async function play(world: FleetWorld, size: number): Promise<void> {
  const { folder, names, fake } = world;
  const pullsAt = (state: string): string[] =>
    ledgerRows(
      folder,
      `SELECT r.name FROM pulls p JOIN repositories r ON r.id = p.repository WHERE p.state = '${state}' ORDER BY r.id`,
    ).map((row) => (row as { readonly name: string }).name);

  // The list, the plans, and what people say of them.
  listOthers(world);
  const init = await migrate(world, 'init', '--organisation', `${fake.address}/acme`);
  expect(init).toMatchObject({ code: 0, err: expect.stringContaining(`${size + 4} repositories, ${size + 4} new`) });
  expect((await migrate(world, 'plan')).code).toBe(0);
  expect(ledgerRows(folder, 'SELECT state, reason, count(*) AS count FROM repositories GROUP BY 1, 2')).toEqual([
    { state: 'cannot', reason: 'archived', count: 1 },
    { state: 'cannot', reason: 'empty', count: 1 },
    { state: 'cannot', reason: 'fork', count: 1 },
    { state: 'empty', reason: null, count: 1 },
    { state: 'planned', reason: null, count: size },
  ]);
  expect(ledgerRows(folder, "SELECT DISTINCT team FROM repositories WHERE state = 'planned' ORDER BY team")).toEqual(
    ['data', 'mobile', 'web'].map((team) => ({ team: `acme/${team}` })),
  );
  expect((await open(world)).last).toContain('there is nothing to open');
  const approved = await review(world);

  // The canary: every pattern that is approved is in it.
  expect(await open(world)).toEqual({
    opened: 4,
    last: expect.stringContaining('wave 50% waits for wave canary'),
  });
  const canary = pullsAt('open');
  expect(canary).toHaveLength(4);
  const shown = ledgerRows(folder, 'SELECT DISTINCT value FROM pulls, json_each(pulls.patterns) ORDER BY value');
  expect(shown).toEqual([...approved].sort().map((value) => ({ value })));
  expect((await open(world)).opened).toBe(0);

  // Three are merged, and the fourth goes red: nothing more is opened, however long it stays so.
  for (const name of canary.slice(1)) world.merge(name);
  const red = fake.of(canary[0]!);
  red.runs.push({ status: 'completed', conclusion: 'failure' });
  pass(48 * HOUR);
  expect(await open(world)).toEqual({ opened: 0, last: expect.stringContaining('at most 0 may be') });
  expect((await statusOf(world)).waves[0]).toMatchObject({ members: 4, open: 1, merged: 3, red: 1 });
  red.runs.splice(0, red.runs.length, { status: 'completed', conclusion: 'success' });

  // The second wave, of which one repository was archived meanwhile: it is told, and another takes its place.
  const archived = names.find((name) => !canary.includes(name))!;
  fake.of(archived).settings.isArchived = true;
  const second = await open(world);
  expect(second.opened).toBeGreaterThanOrEqual(Math.floor(size / 2) - 5);
  world.merge(canary[0]!);
  const waiting = pullsAt('open').filter((name) => !canary.includes(name));
  const [declined, edited, conflicting, ...others] = waiting as [string, string, string, ...string[]];
  fake.of(declined).changePull(fake.of(declined).shownPulls()[0]!.number, { state: 'closed' });
  world.commit(edited, 'harden/main', { Dockerfile: 'FROM debian:12\n# mine\nCMD curl localhost\n' });
  const before = fake.of(conflicting).headOf('harden/main');
  world.commit(conflicting, 'main', {
    Dockerfile: `${KINDS[names.indexOf(conflicting) % KINDS.length]}# moved\n`,
  });
  fake.of(conflicting).settings.conflicts = true;
  for (const name of others) world.merge(name);
  pass(2 * HOUR);
  await statusOf(world);
  expect(pullsAt('declined')).toEqual([declined]);
  expect(pullsAt('edited')).toEqual([edited]);
  await open(world);
  // It was made anew from where the base is now.
  expect(fake.of(conflicting).headOf('harden/main')).not.toBe(before);
  fake.of(conflicting).settings.conflicts = false;

  // The last wave, merged; the one that somebody edited as well, by whoever edited it.
  let last = '';
  for (let round = 0; round < 8 && !last.includes('everything is merged or declined'); round++) {
    for (const name of [...pullsAt('open'), ...pullsAt('edited')]) world.merge(name);
    pass(2 * HOUR);
    ({ last } = await open(world));
  }
  expect(last).toContain('everything is merged or declined');

  // The numbers of the campaign, of its ledger, and of the forge.
  const status = await statusOf(world);
  const models = names.map((name) => fake.of(name));
  const onForge = models.flatMap((model) => model.shownPulls());
  expect(onForge).toHaveLength(size - 1);
  expect(models.filter((model) => model.pulls.length > 1)).toEqual([]);
  const merged = onForge.filter(({ merged_at }) => merged_at !== null).length;
  expect(status.pulls).toEqual({ open: 0, edited: 0, merged, declined: 1, withdrawn: 0 });
  expect(merged).toBe(size - 2);
  expect(status.cannot).toEqual([{ why: 'the repository is archived', count: 1 }]);
  expect(status.waves.reduce((sum, { members }) => sum + members, 0)).toBe(size - 1);
  expect(fake.mistakes).toEqual([]);
  // Nothing was proposed that somebody has rejected.
  const rejected = ledgerRows(folder, `SELECT step_key AS key FROM steps WHERE transform = '${REJECTED}'`).map(
    (row) => (row as { readonly key: string }).key,
  );
  const proposed = onForge.flatMap(({ body }) => readMarker(body)?.steps ?? []);
  expect(rejected.length).toBeGreaterThan(0);
  expect(proposed.filter((key) => rejected.includes(key))).toEqual([]);

  // A fresh plan: what is left is what was rejected, declined, edited away, or is archived.
  const planned = await reportOf(world);
  const { history } = await statusOf(world, '--replan');
  const left = ledgerRows(
    folder,
    `SELECT DISTINCT r.name FROM steps s JOIN repositories r ON r.id = s.repository
     WHERE s.transform <> '${REJECTED}' ORDER BY r.id`,
  ).map((row) => (row as { readonly name: string }).name);
  const isDone = (name: string): boolean => name !== declined && name !== archived && name !== edited;
  expect(left.filter(isDone)).toEqual([]);
  expect(left).toEqual(expect.arrayContaining([declined, archived]));
  const now = await reportOf(world);
  expect(history).toHaveLength(2);
  expect(history[0]).toMatchObject({ repositories: size + 4, pending: planned.pending, steps: planned.steps });
  expect(history[1]).toMatchObject({ repositories: size + 4, pending: now.pending, steps: now.steps });
  expect([planned.pending, planned.steps]).toEqual([size, expect.any(Number)]);
  expect(ledgerRows(folder, 'SELECT count(*) AS steps, count(DISTINCT repository) AS pending FROM steps')).toEqual([
    { steps: now.steps, pending: now.pending },
  ]);
}
