// When the service moves pins: in the windows that are given, each repository once.
import { openingAt } from '../../bot/index.js';
import { openingsOf, type OpeningFlags } from './openings.js';

export interface Rounds {
  /** A repository that is there. */
  see(repository: string): void;
  /** Those whose turn has come, each once. */
  next(): readonly string[];
  /** True where its pins are to be moved now. */
  isDue(repository: string): boolean;
  /** They were looked at. */
  done(repository: string): void;
}

/** When a repository was last named by `next`, and when it was last done. */
interface Turn {
  named: number;
  done: number;
}

/** A window of every day comes again after 24 hours, and a run in it a little earlier or later. */
const APART_MS = 20 * 3_600_000;
/** Of more, those that were seen last count. */
const MOST_REPOSITORIES = 10_000;
const NEVER = Number.NEGATIVE_INFINITY;

/**
 * Rounds of updates.
 * @param schedule windows of a week.
 * @param names repositories that are known from the beginning.
 * @throws ConfigError for what is no window, or no time zone.
 */
export function updateRounds(
  schedule: readonly string[],
  { timezone }: Pick<OpeningFlags, 'timezone'>,
  names: readonly string[],
  now: () => Date = () => new Date(),
): Rounds {
  const openings = openingsOf({ schedule, ...(timezone === undefined ? {} : { timezone }) }, '--update-schedule');
  const turns = new Map<string, Turn>();
  const isOpen = (): boolean => openingAt(openings, [], now()).budget > 0;
  const isLongAgo = (time: number): boolean => now().getTime() - time > APART_MS;

  function turnOf(repository: string): Turn {
    const turn = turns.get(repository) ?? { named: NEVER, done: NEVER };
    // Back in at the end: the first of a map is the one that was seen longest ago.
    turns.delete(repository);
    turns.set(repository, turn);
    const [oldest] = turns.keys();
    if (turns.size > MOST_REPOSITORIES && oldest !== undefined) turns.delete(oldest);
    return turn;
  }

  for (const name of names) turnOf(name);
  return {
    see: (repository) => void turnOf(repository),
    next() {
      if (!isOpen()) return [];
      const found = [...turns].filter(([, { named, done }]) => isLongAgo(named) && isLongAgo(done));
      for (const [, turn] of found) turn.named = now().getTime();
      return found.map(([repository]) => repository);
    },
    isDue: (repository) => isOpen() && isLongAgo(turns.get(repository)?.done ?? NEVER),
    done(repository) {
      turnOf(repository).done = now().getTime();
    },
  };
}
