import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runBot, type BotReport } from '../../bot-run/index.js';
import { ConfigError } from '../../model/index.js';
import { connect, type Connected } from '../bot/connect.js';
import { reportJson, reportLines } from '../bot/report.js';
import { requestOf, type BotFlags } from '../bot/request.js';
import { harmless, type Io } from '../output.js';

export interface BotRunFlags extends BotFlags {
  readonly repo?: readonly string[];
  /** Clones are kept here for the next run. */
  readonly mirrors?: string;
  readonly format: 'text' | 'json';
}

/**
 * `harden bot run`: one run over repositories of a forge. 0 when each is where its plan wants it, 1 when one could not be
 * brought there, 2 when it was asked for the wrong way.
 */
export async function botRun(io: Io, flags: BotRunFlags): Promise<number> {
  const { repo: addresses = [], format, dryRun = false } = flags;
  if (addresses.length === 0) throw new ConfigError('no repository is named; give --repo OWNER/NAME');
  const all = addresses.map((address) => connect(io.env, address, flags));
  const reports: BotReport[] = [];
  /** Servers that want to be left alone for a while. */
  const limited = new Map<string, NonNullable<BotReport['fault']>>();
  await withFolder(io, flags.mirrors, async (folder) => {
    for (const connected of all) {
      const { origin, repo } = connected;
      const limit = limited.get(origin);
      const report: BotReport = limit
        ? { repository: `${repo.owner}/${repo.name}`, parts: [], opened: 0, fault: limit }
        : await runBot(requestOf(io, connected, folderOf(folder, connected), flags));
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

/** A folder for clones: the one that is named, or one that is gone afterwards. */
async function withFolder(io: Io, named: string | undefined, work: (folder: string) => Promise<void>): Promise<void> {
  if (named !== undefined) {
    const folder = resolve(io.cwd, named);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return await work(folder);
  }
  const folder = mkdtempSync(join(tmpdir(), 'harden-bot-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function folderOf(folder: string, { origin, repo }: Connected): string {
  const at = join(folder, new URL(origin).host.replace(':', '_'), repo.owner);
  mkdirSync(at, { recursive: true, mode: 0o700 });
  return join(at, `${repo.name}.git`);
}
