// What a campaign says of opening, the loop that opens again and again, and what is told of what goes badly.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as timers from 'node:timers/promises';
import type * as client from '../../src/forge/github/client.js';
import { TOKEN } from '../forge/fake/server.js';
import { git, harden } from '../support/command.js';
import { approvedWorld, KINDS, ledgerOf, type FleetWorld } from '../support/fleet-world.js';
import { removeTemporary } from '../support/temporary.js';

// GitHub asks for a second between requests that write, which nobody waits for here.
jest.mock('../../src/forge/github/client.js', () => {
  const actual = jest.requireActual<typeof client>('../../src/forge/github/client.js');
  const clientOf: typeof client.clientOf = (options) => actual.clientOf({ ...options, isPaced: false });
  return { ...actual, clientOf };
});

/** What happens while a command waits for minutes, in turn. */
const mockMeanwhile: (() => void)[] = [];
jest.mock('node:timers/promises', () => {
  const actual = jest.requireActual<typeof timers>('node:timers/promises');
  const setTimeout = async (
    ms: number,
    value?: unknown,
    options?: { readonly signal?: AbortSignal },
  ): Promise<void> => {
    if (ms < 60_000) await actual.setTimeout(ms, value, options);
    else mockMeanwhile.shift()!();
  };
  return { ...actual, setTimeout };
});

let world: FleetWorld;
afterEach(async () => {
  expect(world.fake.mistakes).toEqual([]);
  await world.fake.close();
  removeTemporary();
});

/** A campaign with its plans, of which everything is approved. */
async function campaign(size: number, open: string): Promise<void> {
  world = await approvedWorld(size, `open: {${open}}\n`);
}

function migrate(...argv: string[]) {
  return harden(world.folder, ['migrate', ...argv, '--forge', 'github'], {
    env: { HARDEN_FORGE_TOKEN: TOKEN, HARDEN_OFFLINE: '' },
  });
}

function pulls() {
  return world.names.flatMap((name) => world.of(name).shownPulls());
}

function mergeAll(): void {
  for (const name of world.names)
    if (
      world
        .of(name)
        .shownPulls()
        .some(({ state }) => state === 'open')
    )
      world.merge(name);
}

test('what the settings give a pull request, it has', async () => {
  await campaign(
    4,
    'waves: [all], labels: [migration], reviewers: [ann], draft: true, author: "Base <base@example.org>", branch-prefix: base/, max-open-per-team: 1',
  );
  expect(await migrate('open')).toMatchObject({
    code: 0,
    out: '3 pull requests opened, 0 looked at; 1 repository wait for teams that have 1 open, as many as they may\n',
  });
  expect(pulls()).toHaveLength(3);
  for (const { head, draft, labels, reviewers } of pulls())
    expect([head.ref, draft, labels, reviewers]).toEqual(['base/main', true, [{ name: 'migration' }], ['ann']]);
  const [name] = world.names.filter((each) => world.of(each).pulls.length > 0);
  expect(git(world.bareOf(name!), 'log', '-1', '--format=%an <%ae>', 'base/main').trim()).toBe(
    'Base <base@example.org>',
  );
  // A check stands beside it unless somebody does not want one.
  expect(world.of(name!).runs).toHaveLength(1);
  mergeAll();
  expect((await migrate('status')).out).toContain('3 pull requests: 3 merged\n');
});

test('a repository with a prefix of its own is found again by status, close and recover', async () => {
  await campaign(2, 'waves: [all], check: false');
  const [own, other] = world.names as [string, string];
  world.commit(own, 'main', {
    Dockerfile: KINDS[0]!,
    '.harden.yaml': 'version: 1\nbot: {branch-prefix: harden-own/}\n',
  });
  expect(await migrate('open')).toMatchObject({ code: 0, err: expect.stringContaining(`${own}: opened`) });
  expect(pulls().map(({ head }) => head.ref)).toEqual(['harden-own/main', 'harden/main']);
  world.of(own).changePull(1, { state: 'closed' });
  expect((await migrate('status')).out).toContain('2 pull requests: 1 open, 1 declined\n');
  world.of(own).changePull(1, { state: 'open' });
  const ledger = ledgerOf(world);
  ledger.run('DELETE FROM pulls');
  ledger.close();
  expect((await migrate('recover')).out).toBe('2 pull requests in the ledger\n');
  expect((await migrate('close', '--where', `repository=${own}`, '--yes')).out).toContain('#1: open');
  // As the ledger has it: what asks the forge again would find it closed by itself.
  expect((await migrate('status', '--offline')).out).toContain('2 pull requests: 1 open, 1 declined\n');
  expect(
    world
      .of(other)
      .shownPulls()
      .map(({ state }) => state),
  ).toEqual(['open']);
  const asked = world.fake.requests.filter((each) => JSON.stringify(each).includes('/api/v3/meta'));
  expect(asked).toEqual([]);
});

test('why nothing is opened is said: nobody judged it, or it is on no forge', async () => {
  await campaign(2, 'waves: [all], check: false');
  writeFileSync(join(world.folder, 'review.yaml'), 'version: 1\ndecisions: []\n');
  const why =
    /^there is nothing to open: nothing is approved that can be opened, and (\d+) of \1 patterns wait for harden migrate review$/m;
  expect((await migrate('open', '--dry-run')).out).toMatch(why);
  expect((await migrate('status')).out).toMatch(/^next: there is nothing to open: nothing is approved/m);
  const ledger = ledgerOf(world);
  ledger.run("UPDATE repositories SET url = 'file:///srv/' || id");
  ledger.close();
  expect((await migrate('open', '--unreviewed')).out).toContain('clones of this machine, and on no forge');
});

describe('by the clock', () => {
  beforeEach(() => {
    // The forge's own clock begins at midnight, on a Thursday.
    const real = ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const;
    const alike = ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const;
    jest.useFakeTimers({ now: Date.parse('2026-01-01T00:10:00Z'), doNotFake: [...real, ...alike] });
  });
  afterEach(() => jest.useRealTimers());

  test('no more are opened in an hour than may be, and it says when the next are', async () => {
    await campaign(4, 'waves: [all], check: false, per-hour: 3');
    const first = await migrate('open');
    expect(first.out).toMatch(
      /^3 pull requests opened, 0 looked at; the windows and the limit of an hour leave nothing now \(again from 2026-01-01 01:\d\d UTC\)$/m,
    );
    expect((await migrate('open')).out).toContain('0 pull requests opened');
    expect((await migrate('open', '--dry-run', '--per-hour', '4')).out).toContain('1 pull request would be opened');
    jest.setSystemTime(Date.parse('2026-01-01T01:20:00Z'));
    expect((await migrate('open')).out).toContain('1 pull request opened, 3 looked at');
  });

  test('nothing is opened outside of the windows, in the time zone that is named', async () => {
    await campaign(2, 'waves: [all], check: false, windows: [mon-fri 8-16], timezone: Europe/Berlin');
    const shut = '0 pull requests opened, 0 looked at; the windows and the limit of an hour leave nothing now';
    expect((await migrate('open')).out).toBe(`${shut} (again from 2026-01-01 07:00 UTC)\n`);
    expect((await migrate('open', '--dry-run', '--window', 'thu 0-1', '--timezone', 'UTC')).out).toContain(
      'would open',
    );
    expect((await migrate('status')).out).toContain('(again from 2026-01-01 07:00 UTC)');
    jest.setSystemTime(Date.parse('2026-01-02T15:00:00Z'));
    // Friday evening in Berlin; the next is on Monday.
    expect((await migrate('open')).out).toBe(`${shut} (again from 2026-01-05 07:00 UTC)\n`);
    jest.setSystemTime(Date.parse('2026-01-05T07:00:00Z'));
    expect((await migrate('open')).out).toContain('2 pull requests opened');
  });

  test('no more are open at once than may be', async () => {
    await campaign(3, 'waves: [all], check: false, max-open: 1');
    const full = '1 pull request may be open at once, and all of them are';
    expect((await migrate('open')).out).toBe(`1 pull request opened, 0 looked at; ${full}\n`);
    expect((await migrate('open')).out).toBe(`0 pull requests opened, 1 looked at; ${full}\n`);
    mergeAll();
    expect((await migrate('open')).out).toBe(`1 pull request opened, 1 looked at; ${full}\n`);
    expect((await migrate('open', '--max-open', '2')).out).toContain('1 pull request opened, 1 looked at');
  });
});

test('what is too much for one pull request is told, and not opened', async () => {
  await campaign(4, 'waves: [all], most-steps: 1');
  const ran = await migrate('open');
  expect(ran.code).toBe(1);
  expect(ran.err).toContain('steps are too many for one pull request');
  expect(pulls()).toEqual([]);
});

test('transforms that are declined or red often are named, with what holds them back', async () => {
  await campaign(4, 'waves: [all], check: false');
  await migrate('open');
  const [red, ...others] = world.names.filter((_, at) => at !== 1).map((name) => world.of(name));
  red!.runs.push({ status: 'completed', conclusion: 'failure' });
  for (const other of others) other.changePull(1, { state: 'closed' });
  const { out } = await migrate('status');
  expect(out).toMatch(/^4 pull requests: 2 open, 2 declined$/m);
  expect(out).toMatch(/^exec-form: 2 of 4 declined, 1 red; harden migrate pause exec-form holds it back$/m);
});

describe('watch', () => {
  const GATED = 'waves: [2, all], gate: {merged: 100%, after: 1m}, check: false';

  test('opens wave after wave until everything is merged', async () => {
    await campaign(4, GATED);
    mockMeanwhile.push(mergeAll, mergeAll);
    const { code, out } = await migrate('watch', '--every', '1');
    expect(code).toBe(0);
    expect(out.replace(/^\S+Z /gm, '').split('\n')).toEqual([
      '2 pull requests opened, 0 looked at; wave all waits for wave canary: 0 of 2 are merged, and 2 have to be',
      '2 pull requests opened, 2 looked at; everything has been opened, and 2 are open still',
      '0 pull requests opened, 2 looked at; everything is merged or declined',
      '',
    ]);
  });

  test('ends on a signal, and goes on from there', async () => {
    await campaign(4, GATED);
    mockMeanwhile.push(() => process.emit('SIGTERM'));
    expect(await migrate('watch', '--every', '1')).toMatchObject({
      code: 143,
      out: expect.stringContaining('2 pull requests opened'),
      err: expect.stringContaining('stopping; the same command goes on from here'),
    });
    expect((await migrate('watch', '--once')).out).toContain('0 pull requests opened, 2 looked at');
  });
});
