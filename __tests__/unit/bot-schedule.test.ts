// When pull requests may be opened, and how many.
import fc from 'fast-check';
import { isTimezone, openingAt, readWindow, type Openings, type Window } from '../../src/bot/index.js';

function windows(...texts: readonly string[]): readonly Window[] {
  return texts.map((text) => readWindow(text)!);
}

function openings(changed: Partial<Openings> = {}): Openings {
  return { schedule: [], timezone: 'UTC', perHour: 2, ...changed };
}

test.each([
  ['mon-fri 08:00-16:00', [1, 2, 3, 4, 5], 480, 960],
  ['mon-fri 8-16', [1, 2, 3, 4, 5], 480, 960],
  ['mon 8:30-24', [1], 510, 1440],
  ['Weekdays 8:00-16:30', [1, 2, 3, 4, 5], 480, 990],
  ['fri-mon', [5, 6, 0, 1], 0, 1440],
  ['sat,sun  00:00-24:00', [6, 0], 0, 1440],
  ['weekends,wed 22:00-06:00', [6, 0, 3], 1320, 360],
  ['daily 23:59-0:00', [0, 1, 2, 3, 4, 5, 6], 1439, 0],
] as const)('%s', (text, days, from, to) => {
  expect(readWindow(text)).toEqual({ days: new Set(days), from, to });
});

test.each([
  '',
  'monday',
  'mon-fri-sat',
  'mon 8-',
  'mon 8-25',
  'mon 08:00',
  'mon 08:60-09:00',
  'mon 24:00-24:00',
  'mon 24:00-01:00',
  'mon 24:01-25:00',
  'mon 08:00-08:00',
  'mon 08:00-09:00 utc',
  'mon,,tue',
  'constructor',
])('%j is none', (text) => {
  expect(readWindow(text)).toBeUndefined();
});

test('time zones are those of the system', () => {
  expect(['UTC', 'Europe/Berlin', 'Mars/Base', ''].map(isTimezone)).toEqual([true, true, false, false]);
});

test.each([
  // A Monday in winter.
  ['within', ['mon 08:00-16:00'], 'UTC', '2026-11-30T08:00:00Z', 2, undefined],
  ['the end is not within', ['mon 08:00-16:00'], 'UTC', '2026-11-30T16:00:00Z', 0, '2026-12-07T08:00:00.000Z'],
  ['before', ['mon-fri 08:00-16:00'], 'UTC', '2026-11-30T07:59:30Z', 0, '2026-11-30T08:00:00.000Z'],
  ['after the weekend', ['weekdays 8:00-9:00'], 'UTC', '2026-12-05T12:00:00Z', 0, '2026-12-07T08:00:00.000Z'],
  ['over midnight', ['sun 22:00-02:00'], 'UTC', '2026-11-30T01:59:00Z', 2, undefined],
  ['over midnight, on its day', ['mon 22:00-02:00'], 'UTC', '2026-11-30T01:59:00Z', 0, '2026-11-30T22:00:00.000Z'],
  ['in another zone', ['mon 08:00-09:00'], 'Asia/Tokyo', '2026-11-29T23:30:00Z', 2, undefined],
  ['in summer', ['wed 08:00-09:00'], 'Europe/Berlin', '2026-07-01T05:00:00Z', 0, '2026-07-01T06:00:00.000Z'],
  [
    'an hour that is left out in spring',
    ['sun 02:00-03:00'],
    'Europe/Berlin',
    '2026-03-29T00:30:00Z',
    0,
    '2026-04-05T00:00:00.000Z',
  ],
  ['any of several', ['tue', 'mon 07:00-09:00'], 'UTC', '2026-11-30T08:00:00Z', 2, undefined],
  ['at any time', [], 'UTC', '2026-11-30T08:00:00Z', 2, undefined],
] as const)('%s', (_, schedule, timezone, at, budget, next) => {
  const opening = openingAt(openings({ schedule: windows(...schedule), timezone }), [], new Date(at));
  expect(opening).toEqual({ budget, ...(next ? { next: new Date(next) } : {}) });
});

test('what was opened within the hour is taken off', () => {
  const at = new Date('2026-11-30T08:00:00Z');
  const ago = (minutes: number): Date => new Date(at.getTime() - minutes * 60_000);
  expect(openingAt(openings(), [ago(61), ago(60)], at)).toEqual({ budget: 2 });
  expect(openingAt(openings(), [ago(5)], at)).toEqual({ budget: 1 });
  expect(openingAt(openings(), [ago(5), ago(40)], at)).toEqual({ budget: 0, next: new Date('2026-11-30T08:20:00Z') });
  // Of three, two have to have passed.
  expect(openingAt(openings(), [ago(5), ago(40), ago(50)], at).next).toEqual(new Date('2026-11-30T08:20:00Z'));
  expect(openingAt(openings({ perHour: 0 }), [], at)).toEqual({ budget: 0 });
});

test('what is told as the next time is one, and none before it', () => {
  const time = fc.integer({ min: 0, max: 1439 });
  const window = fc
    .record({ days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }), from: time, to: time })
    .filter(({ from, to }) => from !== to)
    .map(({ days, from, to }): Window => ({ days: new Set(days), from, to }));
  fc.assert(
    fc.property(
      window,
      fc.constantFrom('UTC', 'Asia/Kathmandu'),
      fc.integer({ min: 0, max: 20_000 }),
      (each, timezone, minute) => {
        const at = new Date(Date.UTC(2026, 5, 1) + minute * 60_000);
        const given = openings({ schedule: [each], timezone });
        const { budget, next } = openingAt(given, [], at);
        if (budget > 0) return;
        expect(openingAt(given, [], next!).budget).toBe(2);
        expect(openingAt(given, [], new Date(next!.getTime() - 60_000)).budget).toBe(0);
      },
    ),
    { numRuns: 20 },
  );
});
