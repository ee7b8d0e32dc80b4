import { decideWave, type Member, type WavePolicy } from '../../src/fleet-publish/decide-wave.js';
import { chooseMembers, readShare, readWaveSize, type Candidate, type Wave } from '../../src/fleet-publish/waves.js';

const NOW = new Date('2026-03-02T12:00:00Z');
const DAY = 86_400_000;

function candidate(id: number, team: string, patterns: readonly string[]): Candidate {
  return { id, url: `https://git.example.org/acme/r${id}`, team, patterns };
}

function wave(name: string): Wave {
  return { name, size: readWaveSize(name)! };
}

const WAVES: readonly Wave[] = [{ name: 'canary', size: { count: 2 } }, wave('50%'), wave('all')];

function policy(more: Partial<WavePolicy> = {}): WavePolicy {
  const openings = { schedule: [], timezone: 'UTC', perHour: Number.POSITIVE_INFINITY };
  return { waves: WAVES, upTo: 2, openings, maxOpen: 100, maxOpenPerTeam: 100, ...more };
}

function member(id: number, more: Partial<Member> = {}): Member {
  return { id, team: '', standing: 'waiting', isRed: false, ...more };
}

const merged = { standing: 'merged', openedAt: new Date(NOW.getTime() - 2 * DAY) } as const;
const open = { standing: 'open', openedAt: new Date(NOW.getTime() - 2 * DAY) } as const;

describe('who is in a wave', () => {
  test('the most frequent patterns come first, whoever has them', () => {
    const few = [candidate(1, 'a', ['rare']), candidate(2, 'a', ['other'])];
    const many = [3, 4, 5, 6].map((id) => candidate(id, 'b', ['often']));
    const both = candidate(7, 'b', ['often', 'rare']);
    expect(chooseMembers([...few, ...many, both], [], 1)).toEqual([7]);
    expect(chooseMembers([...few, ...many, both], [], 2)).toEqual([7, 2]);
  });

  test('once all patterns are seen the teams take turns', () => {
    const all = Array.from({ length: 30 }, (_, id) => candidate(id, id < 20 ? 'a' : id < 28 ? 'b' : 'c', ['one']));
    const chosen = chooseMembers(all, [], 6).map((id) => all[id]!.team);
    expect([...chosen].sort()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
  });

  test('what earlier members have shown counts no more', () => {
    const all = [candidate(1, 'a', ['x', 'y']), candidate(2, 'b', ['z'])];
    expect(chooseMembers(all, [candidate(9, 'c', ['x', 'y'])], 1)).toEqual([2]);
  });

  test('the order in which they are given is no matter, and there are never more than there are', () => {
    const all = Array.from({ length: 12 }, (_, id) => candidate(id, `t${id % 3}`, [`p${id % 5}`]));
    expect(chooseMembers([...all].reverse(), [], 20)).toEqual(chooseMembers(all, [], 12));
    expect(chooseMembers(all, [], 4)).toEqual(chooseMembers(all, [], 12).slice(0, 4));
  });

  test('sizes and shares', () => {
    expect(['5', '10%', '12.5 %', 'all', '0', '0%', '101%', 'x', '-1'].map(readWaveSize)).toEqual([
      { count: 5 },
      { share: 0.1 },
      { share: 0.125 },
      { share: 1 },
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(readShare('0%')).toBe(0);
  });
});

describe('what is opened now', () => {
  test('first the canary is put together, then opened', () => {
    const all = [1, 2, 3, 4, 5, 6].map((id) => member(id));
    expect(decideWave(all, policy(), NOW)).toMatchObject({ wave: -1, join: { wave: 0, count: 2 }, open: [] });
    const joined = all.map((each) => (each.id <= 2 ? { ...each, wave: 0 } : each));
    expect(decideWave(joined, policy(), NOW)).toEqual({ wave: 0, open: [1, 2], isDone: false });
  });

  test('one that turns out to have nothing to do is replaced', () => {
    const all = [member(1, { wave: 0, standing: 'out' }), member(2, { wave: 0, ...open }), member(3), member(4)];
    expect(decideWave(all, policy(), NOW)).toMatchObject({ join: { wave: 0, count: 1 } });
  });

  test('the gate says what it misses, and when time alone is missing', () => {
    const gate = { merged: 1, ciRed: 0, after: DAY };
    const two = (first: Partial<Member>, second: Partial<Member>) => [
      member(1, { wave: 0, ...first }),
      member(2, { wave: 0, ...second }),
      ...[3, 4, 5, 6].map((id) => member(id)),
    ];
    const why = (all: readonly Member[]) => decideWave(all, policy({ gate }), NOW).why;
    expect(why(two(merged, { ...open, isRed: true }))).toBe(
      'wave 50% waits for wave canary: 1 of 2 are merged, and 2 have to be; the checks of 1 of 2 in wave canary are red, and at most 0 may be',
    );
    const young = { ...merged, openedAt: new Date(NOW.getTime() - DAY / 2) };
    expect(decideWave(two(merged, young), policy({ gate }), NOW)).toMatchObject({
      open: [],
      why: 'wave 50% waits for wave canary: it is to be 1 d old',
      next: new Date(NOW.getTime() + DAY / 2),
    });
    expect(decideWave(two(merged, merged), policy({ gate }), NOW)).toMatchObject({ join: { wave: 1, count: 1 } });
  });

  test('a wave goes no further once too many of it are red', () => {
    const gate = { merged: 0, ciRed: 0.25, after: 0 };
    const all = [1, 2, 3, 4].map((id) => member(id, { wave: 1, ...(id < 3 ? { ...open, isRed: true } : {}) }));
    expect(decideWave(all, policy({ gate }), NOW)).toMatchObject({
      open: [],
      why: 'the checks of 2 of 4 in wave 50% are red, and at most 1 may be',
    });
  });

  test('no wave after the one that is allowed', () => {
    const all = [member(1, { wave: 0, ...merged }), member(2, { wave: 0, ...merged }), member(3), member(4), member(5)];
    expect(decideWave(all, policy({ upTo: 0 }), NOW)).toMatchObject({
      open: [],
      why: 'wave canary is open, and no wave after it is allowed',
    });
  });

  test('limits of a team, of all, and of an hour', () => {
    const all = [1, 2, 3, 4].map((id) => member(id, { wave: 2, team: id < 4 ? 'web' : 'data' }));
    expect(decideWave(all, policy({ maxOpenPerTeam: 1 }), NOW).open).toEqual([1, 4]);
    expect(decideWave(all, policy({ maxOpen: 3 }), NOW).open).toEqual([1, 2, 3]);
    const openings = { schedule: [], timezone: 'UTC', perHour: 2 };
    const recent = [member(9, { wave: 2, standing: 'open', openedAt: new Date(NOW.getTime() - 60_000) }), ...all];
    expect(decideWave(recent, policy({ openings }), NOW).open).toEqual([1]);
  });

  test('one that is tried again later is waited for', () => {
    const heldUntil = new Date(NOW.getTime() + 60_000);
    const all = [member(1, { wave: 0, ...merged }), member(2, { wave: 0, standing: 'held', heldUntil }), member(3)];
    expect(decideWave(all, policy(), NOW)).toMatchObject({
      open: [],
      why: '1 repository to be tried again later',
      next: heldUntil,
      isDone: false,
    });
  });

  test('done when nothing is left to be merged', () => {
    const all = [
      member(1, { wave: 2, ...merged }),
      member(2, { wave: 2, standing: 'declined' }),
      member(3, { standing: 'out' }),
    ];
    expect(decideWave(all, policy(), NOW)).toMatchObject({ isDone: true, open: [] });
  });
});
