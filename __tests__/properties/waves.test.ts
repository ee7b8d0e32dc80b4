// Whatever happens to pull requests: limits hold, no wave opens before its gate, and in the end everything was opened once.
import fc from 'fast-check';
import { decideWave, type Member, type WavePolicy } from '../../src/fleet-publish/decide-wave.js';
import { reachOf, type Wave } from '../../src/fleet-publish/waves.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-02T00:00:00Z');
const SIZES: readonly Wave['size'][] = [{ count: 2 }, { share: 0.1 }, { share: 0.5 }, { share: 1 }];

const policies: fc.Arbitrary<WavePolicy> = fc.record({
  waves: fc.subarray([...SIZES], { minLength: 1 }).map((sizes) => sizes.map((size, at) => ({ name: `w${at}`, size }))),
  upTo: fc.constant(3),
  gate: fc.record({
    merged: fc.constantFrom(0, 0.5, 1),
    ciRed: fc.constantFrom(0, 0.2, 1),
    after: fc.constantFrom(0, HOUR, 24 * HOUR),
  }),
  openings: fc.record({ schedule: fc.constant([]), timezone: fc.constant('UTC'), perHour: fc.constantFrom(1, 3, 100) }),
  maxOpen: fc.constantFrom(1, 4, 100),
  maxOpenPerTeam: fc.constantFrom(1, 2, 100),
});

/** What happens between two looks, to one of those that are open. */
const events = fc.array(
  fc.record({ what: fc.constantFrom('merge', 'decline', 'red', 'green', 'out', 'wait'), at: fc.nat(30) }),
  { maxLength: 40 },
);

type World = Map<number, Member>;

function worldOf(size: number): World {
  return new Map(
    Array.from({ length: size }, (_, id) => [
      id,
      { id, team: ['', 'web', 'data'][id % 3]!, standing: 'waiting', isRed: false } satisfies Member,
    ]),
  );
}

/** Does what is decided, until nothing is. Gives how many were opened. */
function run(world: World, policy: WavePolicy, now: number): number {
  let opened = 0;
  for (let round = 0; round < 100; round++) {
    const { join, open } = decideWave([...world.values()].reverse(), policy, new Date(now));
    if (join) {
      const free = [...world.values()].filter(({ wave, standing }) => wave === undefined && standing !== 'out');
      expect(free.length).toBeGreaterThanOrEqual(join.count);
      for (const each of free.slice(0, join.count)) world.set(each.id, { ...each, wave: join.wave });
    }
    for (const id of open) {
      const each = world.get(id)!;
      expect(each.standing).toBe('waiting');
      expect(each.wave).toBeDefined();
      world.set(id, { ...each, standing: 'open', openedAt: new Date(now) });
      opened++;
    }
    if (!join && open.length === 0) return opened;
  }
  throw new Error('it never comes to rest');
}

function happen(world: World, { what, at }: { readonly what: string; readonly at: number }): void {
  const open = [...world.values()].filter(({ standing }) => standing === 'open');
  const each = open[at % Math.max(1, open.length)];
  if (what === 'out') {
    const waiting = [...world.values()].filter(({ standing }) => standing === 'waiting');
    const lost = waiting[at % Math.max(1, waiting.length)];
    if (lost) world.set(lost.id, { ...lost, standing: 'out' });
  }
  if (!each) return;
  if (what === 'merge') world.set(each.id, { ...each, standing: 'merged', isRed: false });
  if (what === 'decline') world.set(each.id, { ...each, standing: 'declined' });
  if (what === 'red' || what === 'green') world.set(each.id, { ...each, isRed: what === 'red' });
}

function check(world: World, { maxOpen, maxOpenPerTeam, openings, waves, gate }: WavePolicy, now: number): void {
  const all = [...world.values()];
  const open = all.filter(({ standing }) => standing === 'open');
  expect(open.length).toBeLessThanOrEqual(maxOpen);
  for (const team of ['web', 'data'])
    expect(open.filter((each) => each.team === team).length).toBeLessThanOrEqual(maxOpenPerTeam);
  const recent = all.filter(({ openedAt }) => openedAt && openedAt.getTime() > now - HOUR);
  expect(recent.length).toBeLessThanOrEqual(openings.perHour);
  const first = all.filter(({ wave, standing }) => wave === 0 && standing !== 'out');
  expect(first.length).toBeLessThanOrEqual(reachOf(waves[0]!, world.size));
  // A wave was begun no sooner than its gate allows, counted from what was opened last before it.
  for (const each of all) {
    if (!each.openedAt || !each.wave || !gate) continue;
    const before = all.filter(({ wave, openedAt }) => wave !== undefined && wave < each.wave! && openedAt);
    expect(before.length).toBeGreaterThan(0);
    const earliest = Math.min(...before.map(({ openedAt }) => openedAt!.getTime()));
    expect(each.openedAt.getTime()).toBeGreaterThanOrEqual(earliest + gate.after);
  }
}

test('limits hold, and what is decided once leaves nothing to decide', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 24 }), policies, events, (size, policy, happenings) => {
      const world = worldOf(size);
      let now = START;
      for (const each of happenings) {
        run(world, policy, now);
        check(world, policy, now);
        expect(run(world, policy, now)).toBe(0);
        happen(world, each);
        now += HOUR / 2;
      }
    }),
  );
});

test('a wave of which too many are red opens nothing more, and nothing after it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 24 }), policies, (size, policy) => {
      const strict = { ...policy, gate: { ...policy.gate!, ciRed: 0 } };
      const world = worldOf(size);
      run(world, strict, START);
      const red = [...world.values()].find(({ standing }) => standing === 'open')!;
      world.set(red.id, { ...red, isRed: true });
      expect(run(world, strict, START + 100 * HOUR)).toBe(0);
    }),
  );
});

test('where everything is merged, everything is opened, once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 24 }), policies, (size, policy) => {
      const whole: WavePolicy = { ...policy, waves: [...policy.waves, { name: 'all', size: { share: 1 } }], upTo: 9 };
      const world = worldOf(size);
      let opened = 0;
      let now = START;
      for (let round = 0; round < 200; round++) {
        opened += run(world, whole, now);
        for (const each of world.values())
          if (each.standing === 'open') world.set(each.id, { ...each, standing: 'merged' });
        if (decideWave([...world.values()], whole, new Date(now)).isDone) break;
        now += 25 * HOUR;
      }
      expect(decideWave([...world.values()], whole, new Date(now)).isDone).toBe(true);
      expect(opened).toBe(size);
    }),
  );
});
