// How many pull requests this process may still open, in all repositories together.
import { isTimezone, openingAt, readWindow, type Openings } from '../../bot/index.js';
import { ConfigError } from '../../model/index.js';

export interface OpeningFlags {
  readonly schedule?: readonly string[];
  readonly timezone?: string;
  readonly perHour?: number;
}

export interface OpeningBook {
  /** How many may be opened now; where that is none, when to ask again. */
  read(): ReturnType<typeof openingAt>;
  /** Takes one for a pull request that is about to be opened. Gives what gives it back; `undefined` where none is left. */
  take(): (() => void) | undefined;
}

const HOUR_MS = 3_600_000;

/**
 * What the flags allow, less what was opened already.
 * @throws ConfigError for what is no window of a week, or no time zone.
 */
export function openingBook(flags: OpeningFlags, now: () => Date = () => new Date()): OpeningBook {
  const openings = openingsOf(flags);
  let opened: Date[] = [];
  const read = (): ReturnType<typeof openingAt> => openingAt(openings, opened, now());
  return {
    read,
    take() {
      if (read().budget < 1) return undefined;
      const at = now();
      opened = [...opened.filter((each) => each.getTime() > at.getTime() - HOUR_MS), at];
      return () => {
        opened = opened.filter((each) => each !== at);
      };
    },
  };
}

/**
 * Reads when something may be done.
 * @param flag the one that holds the windows.
 * @throws ConfigError for what is no window of a week, or no time zone.
 */
export function openingsOf(
  { schedule = [], timezone = 'UTC', perHour = Number.POSITIVE_INFINITY }: OpeningFlags,
  flag = '--schedule',
): Openings {
  if (!isTimezone(timezone)) throw new ConfigError(`--timezone ${timezone}: give a name such as Europe/Berlin`);
  const windows = schedule.map((text) => {
    const window = readWindow(text);
    if (window) return window;
    throw new ConfigError(`${flag} ${text}: give days and hours, such as 'mon-fri 08:00-16:00' or 'sat,sun'`);
  });
  return { schedule: windows, timezone, perHour };
}
