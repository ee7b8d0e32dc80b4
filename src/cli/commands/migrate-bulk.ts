// What is done to many pull requests at once. What it would be is always said first.
import {
  closeOne,
  commentOn,
  failedOpenings,
  isOpen,
  originOf,
  readWhere,
  retryOpening,
  selectPulls,
  type BulkResult,
  type PullRow,
} from '../../fleet-publish/index.js';
import { ConfigError } from '../../model/index.js';
import { plural } from '../../render/index.js';
import { publishing, type PublishFlags, type Publishing } from '../migrate/publishing.js';
import { harmless, writeMessage, type Io } from '../output.js';

export interface MigrateBulkFlags extends Pick<PublishFlags, 'forge'> {
  readonly where?: string;
  readonly text?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const CLOSING =
  'Closed for the campaign that opened it. What it proposes is not proposed again; open it again to have it back.';

/** `harden migrate comment`: 0 when it was said everywhere. */
export async function migrateComment(io: Io, words: readonly string[], flags: MigrateBulkFlags): Promise<number> {
  const { text } = flags;
  if (text === undefined) throw new ConfigError('nothing is to be said; give --text');
  return await inBulk(io, words, flags, {
    verb: 'comment on',
    isMeant: () => true,
    act: (campaign, row) => commentOn(campaign, row, text),
  });
}

/** `harden migrate close`: 0 when all of them are closed. */
export async function migrateClose(io: Io, words: readonly string[], flags: MigrateBulkFlags): Promise<number> {
  return await inBulk(io, words, flags, {
    verb: 'close',
    isMeant: ({ state }) => isOpen(state),
    act: (campaign, row) => closeOne(campaign, row, flags.text ?? CLOSING),
  });
}

/** `harden migrate retry`: the next run tries again. */
export async function migrateRetry(io: Io, words: readonly string[], flags: MigrateBulkFlags): Promise<number> {
  const campaign = publishing(io, words, {});
  try {
    const { ledger } = campaign;
    const failed = flags.where === undefined ? failedOpenings(ledger) : [];
    const rows = flags.where === undefined ? [] : meant(campaign, flags.where);
    for (const { name, why } of failed) io.out(`${harmless(io, `${name}: ${why}`)}\n`);
    for (const row of rows) io.out(`${harmless(io, shown(row))}\n`);
    const ids = new Set([...failed.map(({ id }) => id), ...rows.map(({ repository }) => repository)]);
    if (!(await isAgreed(io, flags, `try ${plural(ids.size, 'repository', 'repositories')} again`, ids.size))) return 0;
    retryOpening(ledger, [...ids]);
    return 0;
  } finally {
    campaign.ledger.close();
  }
}

interface Bulk {
  readonly verb: string;
  readonly isMeant: (row: PullRow) => boolean;
  readonly act: (campaign: Publishing, row: PullRow) => Promise<BulkResult>;
}

async function inBulk(
  io: Io,
  words: readonly string[],
  flags: MigrateBulkFlags,
  { verb, isMeant, act }: Bulk,
): Promise<number> {
  if (flags.where === undefined)
    throw new ConfigError("which pull requests are meant is not said; give --where, such as --where 'state=open'");
  const campaign = publishing(io, words, flags);
  try {
    const rows = meant(campaign, flags.where).filter(isMeant);
    for (const row of rows) io.out(`${harmless(io, shown(row))}\n`);
    if (!(await isAgreed(io, flags, `${verb} ${plural(rows.length, 'pull request')}`, rows.length))) return 0;
    let failed = 0;
    const resting = new Set<string>();
    for (const row of rows) {
      // It would hear the same as the others of its server.
      if (resting.has(originOf(row.url))) continue;
      const { fault } = await act(campaign, row);
      if (!fault) continue;
      failed++;
      writeMessage(io, `${row.name} #${row.number}: ${fault.why}`);
      if (fault.fault === 'rate-limited') resting.add(originOf(row.url));
    }
    return failed === 0 ? 0 : 1;
  } finally {
    campaign.ledger.close();
  }
}

function meant({ ledger, policy, now }: Publishing, where: string): readonly PullRow[] {
  return selectPulls(ledger, readWhere(where), policy, now());
}

function shown({ name, number, state, ci, team, address }: PullRow): string {
  return `${name} #${number}: ${state}, checks ${ci}${team === '' ? '' : `, ${team}`}  ${address}`;
}

/** True where it is to be done: said by --yes, or by somebody at a terminal. */
async function isAgreed(io: Io, { dryRun, yes }: MigrateBulkFlags, what: string, count: number): Promise<boolean> {
  if (count === 0) {
    io.out('there are none\n');
    return false;
  }
  if (dryRun) {
    io.out(`would ${what}\n`);
    return false;
  }
  if (yes) return true;
  if (!io.canAsk) throw new ConfigError(`this would ${what}; give --yes, or --dry-run to see which`);
  return await (await io.person()).confirm(`${what[0]!.toUpperCase()}${what.slice(1)}?`);
}
