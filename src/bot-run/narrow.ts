// What the operator allows, as far as the repository wants it.
import { isTimezone, readWindow, type Openings } from '../bot/index.js';
import type { Config } from '../config/index.js';
import { ConfigError, LEVELS, type Level } from '../model/index.js';
import type { BotSettings } from './types.js';

/**
 * The settings of a run. A repository may ask for less: fewer steps, fewer pull requests, at fewer times.
 * @throws ConfigError for a time or a time zone that is none.
 */
export function narrowed(settings: BotSettings, { bot = {}, file }: Config): BotSettings {
  const level = lowest(settings.level, bot.level);
  const stale = bot.stale ?? settings.stale;
  const openings = openingsOf(bot, String(file));
  return {
    ...settings,
    ...(level ? { level } : {}),
    grouping: bot.group ?? settings.grouping,
    prefix: bot['branch-prefix'] ?? settings.prefix,
    sarif: bot.sarif ?? settings.sarif,
    automerge: settings.automerge && bot.automerge === true,
    draft: bot.draft ?? settings.draft,
    labels: [...new Set([...settings.labels, ...(bot.labels ?? [])])],
    reviewers: [...new Set([...settings.reviewers, ...(bot.reviewers === 'codeowners' ? [] : (bot.reviewers ?? []))])],
    codeowners: settings.codeowners || bot.reviewers === 'codeowners',
    rebase: bot.rebase ?? settings.rebase,
    openPullRequests: Math.min(settings.openPullRequests, bot['open-pull-requests'] ?? Number.POSITIVE_INFINITY),
    mostSteps: Math.min(settings.mostSteps, bot['most-steps'] ?? Number.POSITIVE_INFINITY),
    ...(stale ? { stale } : {}),
    openings: [...settings.openings, ...(openings ? [openings] : [])],
  };
}

function lowest(a: Level | undefined, b: Level | undefined): Level | undefined {
  return LEVELS.find((level) => level === a || level === b);
}

function openingsOf(
  { schedule = [], timezone = 'UTC', 'per-hour': perHour }: NonNullable<Config['bot']>,
  file: string,
): Openings | undefined {
  if (schedule.length === 0 && perHour === undefined) return undefined;
  if (!isTimezone(timezone))
    throw new ConfigError(`${file}: bot.timezone: there is no time zone ${timezone}; give one as Europe/Berlin`);
  const windows = schedule.map((each) => {
    const window = readWindow(each);
    if (!window)
      throw new ConfigError(`${file}: bot.schedule: ${each} is no time; give days and hours as mon-fri 08:00-16:00`);
    return window;
  });
  return { schedule: windows, timezone, perHour: perHour ?? Number.POSITIVE_INFINITY };
}
