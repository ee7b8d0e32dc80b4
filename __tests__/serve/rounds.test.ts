// When the service moves pins.
import { updateRounds, type Rounds } from '../../src/cli/bot/rounds.js';
import { ConfigError } from '../../src/model/index.js';

const MINUTE = 60_000;
/** A Monday. */
const MONDAY = Date.UTC(2026, 10, 30);
let now = 0;

function rounds(schedule: readonly string[], names: readonly string[] = []): Rounds {
  return updateRounds(schedule, {}, names, () => new Date(now));
}

test('once in a window, those that are named and those that are seen', () => {
  now = MONDAY + 4 * 60 * MINUTE;
  const all = rounds(['mon 05:00-07:00'], ['acme/shop']);
  expect([all.next(), all.isDue('acme/shop')]).toEqual([[], false]);
  now += 60 * MINUTE;
  expect([all.next(), all.isDue('acme/shop')]).toEqual([['acme/shop'], true]);
  // It runs, or waits for its run.
  now += MINUTE;
  expect(all.next()).toEqual([]);
  all.done('acme/shop');
  all.see('acme/other');
  expect([all.isDue('acme/shop'), all.next()]).toEqual([false, ['acme/other']]);
  now += 2 * 60 * MINUTE;
  expect([all.isDue('acme/other'), all.next()]).toEqual([false, []]);
  now = MONDAY + 7 * 24 * 60 * MINUTE + 5 * 60 * MINUTE;
  expect(all.next()).toEqual(['acme/shop', 'acme/other']);
});

test('a window of every day is a round every day, also where the one before ended late', () => {
  now = MONDAY + 6 * 60 * MINUTE;
  const all = rounds(['daily 05:00-07:00'], ['a/b']);
  expect(all.next()).toEqual(['a/b']);
  all.done('a/b');
  now = MONDAY + (24 + 5) * 60 * MINUTE;
  expect([all.next(), all.isDue('a/b')]).toEqual([['a/b'], true]);
});

test('of very many repositories those that were seen last count', () => {
  now = MONDAY;
  const all = rounds(['mon']);
  for (let at = 0; at < 10_500; at++) all.see(`a/${at}`);
  const next = all.next();
  expect([next.length, next[0]]).toEqual([10_000, 'a/500']);
});

test('what is no window is refused', () => {
  expect(() => rounds(['weekly'])).toThrow(
    new ConfigError("--update-schedule weekly: give days and hours, such as 'mon-fri 08:00-16:00' or 'sat,sun'"),
  );
});
