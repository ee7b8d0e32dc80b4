// `harden bot serve`: what it does not start with, and how many pull requests a process may open.
import { openingBook } from '../../src/cli/bot/openings.js';
import { ConfigError } from '../../src/model/index.js';
import { harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const SECRET = { HARDEN_WEBHOOK_SECRET: 'x'.repeat(16) };
const TOKEN = { GITHUB_TOKEN: 'x' };

test.each([
  [[], TOKEN, /set HARDEN_WEBHOOK_SECRET to the secret of the webhook/],
  [[], { ...TOKEN, HARDEN_WEBHOOK_SECRET: 'x'.repeat(15) }, /HARDEN_WEBHOOK_SECRET has fewer than 16 characters/],
  [[], { ...TOKEN, ...SECRET, HARDEN_WEBHOOK_SECRET_PREVIOUS: 'x' }, /HARDEN_WEBHOOK_SECRET_PREVIOUS has fewer/],
  [[], SECRET, /no token for https:\/\/github\.com/],
  [['--listen', '8080'], { ...TOKEN, ...SECRET }, /--listen 8080: give HOST:PORT/],
  [['--listen', 'localhost:99999'], { ...TOKEN, ...SECRET }, /--listen localhost:99999: give HOST:PORT/],
  [['--schedule', 'monday'], { ...TOKEN, ...SECRET }, /--schedule monday: give days and hours/],
  [['--timezone', 'Mars'], { ...TOKEN, ...SECRET }, /--timezone Mars: give a name/],
  [['--repo', '*'], { ...TOKEN, ...SECRET }, /--repo \*: give OWNER\/NAME, or OWNER\/\* for all of them/],
  [['--update-schedule', 'weekly'], { ...TOKEN, ...SECRET }, /--update-schedule weekly: give days and hours/],
  [['--cooldown', '7d'], { ...TOKEN, ...SECRET }, /give --update-schedule as well/],
  [['--jobs', '0'], { ...TOKEN, ...SECRET }, /give a whole number from 1 to 16/],
])('%j with %j is refused', async (argv, env, message) => {
  const ran = await harden(temporary(), ['bot', 'serve', ...argv], { env });
  expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
});

test('what was opened is taken off what may be, for an hour', () => {
  let now = Date.UTC(2026, 10, 30, 8);
  const book = openingBook({ perHour: 3, schedule: ['mon 08:00-10:00'] }, () => new Date(now));
  expect(book.read()).toEqual({ budget: 3 });
  for (let count = 0; count < 2; count++) expect(book.take()).toBeInstanceOf(Function);
  now += 30 * 60_000;
  book.take()?.();
  expect(book.read()).toEqual({ budget: 1 });
  book.take();
  expect(book.read()).toEqual({ budget: 0, next: new Date(Date.UTC(2026, 10, 30, 9)) });
  expect(book.take()).toBeUndefined();
  now += 30 * 60_000;
  expect(book.read()).toEqual({ budget: 2 });
  now += 60 * 60_000;
  expect(book.read()).toEqual({ budget: 0, next: new Date(Date.UTC(2026, 11, 7, 8)) });
  expect(openingBook({}).read()).toEqual({ budget: Number.POSITIVE_INFINITY });
  expect(() => openingBook({ schedule: ['never'] })).toThrow(ConfigError);
});
