import { runBot, type BotReport } from '../../bot-run/index.js';
import { ConfigError } from '../../model/index.js';
import type { Update } from '../../run/index.js';
import { isFault, type Ration } from '../../forge/index.js';
import { targetOf, type Target } from '../bot/connect.js';
import { mirrorOf, withMirrors } from '../bot/mirrors.js';
import { openingBook } from '../bot/openings.js';
import { reportJson, reportLines } from '../bot/report.js';
import { requestOf, updateOf, type BotFlags, type UpdateFlags } from '../bot/request.js';
import { harmless, type Io } from '../output.js';

export interface BotRunFlags extends BotFlags, UpdateFlags {
  readonly repo?: readonly string[];
  /** Clones are kept here for the next run. */
  readonly mirrors?: string;
  readonly format: 'text' | 'json';
  /** Pins are moved, and nothing else is done. */
  readonly update?: boolean;
}

/**
 * `harden bot run`: one run over repositories of a forge. 0 when each is where its plan wants it, 1 when one could not be
 * brought there, 2 when it was asked for the wrong way.
 */
export async function botRun(io: Io, flags: BotRunFlags): Promise<number> {
  const { repo: addresses = [], format, dryRun = false } = flags;
  if (addresses.length === 0) throw new ConfigError('no repository is named; give --repo OWNER/NAME');
  const update = askedUpdate(flags);
  if (flags.report !== undefined && (flags.verify || addresses.length > 1))
    throw new ConfigError('--report is of one repository, in place of --verify; give one --repo, and no --verify');
  const rations = new Map<string, Ration>();
  const all: Target[] = [];
  for (const address of addresses) all.push(await targetOf(io.env, address, flags));
  const book = openingBook(flags);
  const reports: BotReport[] = [];
  /** Servers that want to be left alone for a while. */
  const limited = new Map<string, NonNullable<BotReport['fault']>>();
  await withMirrors(io, flags.mirrors, async (folder) => {
    for (const target of all) {
      const { origin, repo } = target;
      const connected = limited.get(origin) ?? (await target.connect(rations));
      const report: BotReport = isFault(connected)
        ? { repository: `${repo.owner}/${repo.name}`, parts: [], opened: 0, fault: connected }
        : await runBot({
            ...requestOf(io, connected, mirrorOf(folder, target), flags, update),
            budget: book.read().budget,
            take: book.take,
          });
      if (report.fault?.fault === 'rate-limited') limited.set(origin, report.fault);
      reports.push(report);
      if (format === 'text') for (const line of reportLines(report, dryRun)) io.out(`${harmless(io, line)}\n`);
    }
  });
  if (format === 'json') io.out(reportJson(reports));
  return reports.some(({ fault, parts }) => fault !== undefined || parts.some((part) => part.fault !== undefined))
    ? 1
    : 0;
}

/** @throws ConfigError for a policy or a cooldown of nothing. */
function askedUpdate(flags: BotRunFlags): Update | undefined {
  const { update, policy, cooldown } = flags;
  if (update) return updateOf(flags);
  if (policy) throw new ConfigError('--policy says how far pins are moved; give --update as well');
  if (cooldown) throw new ConfigError('--cooldown says when pins are moved; give --update as well');
  return undefined;
}
