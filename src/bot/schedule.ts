/** When something may be done: on these days, between these minutes of a day. */
export interface Window {
  /** 0 is Sunday. */
  readonly days: ReadonlySet<number>;
  readonly from: number;
  /** Not after `from`: it ends on the next day. */
  readonly to: number;
}

/** What limits how many pull requests are opened. */
export interface Openings {
  /** None: at any time. */
  readonly schedule: readonly Window[];
  /** `Europe/Berlin`. */
  readonly timezone: string;
  readonly perHour: number;
}

/** How many may be opened now; where that is none, when to ask again. */
export interface Opening {
  readonly budget: number;
  readonly next?: Date;
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const NAMED: Readonly<Record<string, string>> = { daily: 'sun-sat', weekdays: 'mon-fri', weekends: 'sat-sun' };
const MINUTES_OF_A_DAY = 24 * 60;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Each day of the week comes within as many, and twice where clocks are changed. */
const FARTHEST_MINUTES = 9 * MINUTES_OF_A_DAY;

/**
 * Reads `mon-fri 08:00-16:00`, `mon-fri 8-16`, `sat,sun`, `daily 22:00-06:00`, `weekdays`, `weekends 10:00-12:00`.
 * @returns `undefined` for anything else.
 */
export function readWindow(text: string): Window | undefined {
  const [days = '', hours = '00:00-24:00', ...rest] = text.trim().toLowerCase().split(/\s+/);
  const found = /^(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?$/.exec(hours);
  const read = readDays(days);
  if (!found || !read || rest.length > 0) return undefined;
  const from = minuteOf(found[1]!, found[2]);
  const to = minuteOf(found[3]!, found[4]);
  if (from === undefined || to === undefined || from === MINUTES_OF_A_DAY || from === to) return undefined;
  return { days: read, from, to };
}

/** True for a time zone that the system knows. */
export function isTimezone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * How many pull requests may be opened.
 * @param opened when others were opened, in any order.
 * @param at now.
 */
export function openingAt({ schedule, timezone, perHour }: Openings, opened: readonly Date[], at: Date): Opening {
  const clock = clockOf(timezone);
  if (!isWithin(schedule, clock, at.getTime())) {
    const next = nextWithin(schedule, clock, at.getTime());
    return { budget: 0, ...(next === undefined ? {} : { next: new Date(next) }) };
  }
  const recent = opened
    .map((each) => each.getTime())
    .filter((time) => time > at.getTime() - HOUR_MS)
    .sort((a, b) => a - b);
  const budget = Math.max(0, perHour - recent.length);
  if (budget > 0 || perHour < 1) return { budget };
  // The one whose hour has to pass for one to be left.
  return { budget, next: new Date(recent[recent.length - perHour]! + HOUR_MS) };
}

function readDays(words: string): ReadonlySet<number> | undefined {
  const days = new Set<number>();
  for (const word of words.split(',')) {
    const [first = '', last = first, ...rest] = (Object.hasOwn(NAMED, word) ? NAMED[word]! : word).split('-');
    const from = DAYS.indexOf(first);
    const to = DAYS.indexOf(last);
    if (from === -1 || to === -1 || rest.length > 0) return undefined;
    for (let day = from; ; day = (day + 1) % DAYS.length) {
      days.add(day);
      if (day === to) break;
    }
  }
  return days;
}

function minuteOf(hour: string, minute = '00'): number | undefined {
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= MINUTES_OF_A_DAY ? minutes : undefined;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

function isWithin(schedule: readonly Window[], clock: Intl.DateTimeFormat, at: number): boolean {
  if (schedule.length === 0) return true;
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = DAYS.indexOf(parts.get('weekday')!.toLowerCase());
  const before = (day + DAYS.length - 1) % DAYS.length;
  const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  return schedule.some(({ days, from, to }) => {
    if (from < to) return days.has(day) && minute >= from && minute < to;
    return (days.has(day) && minute >= from) || (days.has(before) && minute < to);
  });
}

function nextWithin(schedule: readonly Window[], clock: Intl.DateTimeFormat, at: number): number | undefined {
  const whole = Math.ceil(at / MINUTE_MS);
  for (let minute = whole; minute <= whole + FARTHEST_MINUTES; minute++)
    if (isWithin(schedule, clock, minute * MINUTE_MS)) return minute * MINUTE_MS;
  return undefined;
}
