import { openWaves, previewOf, type Brought, type OpenRan } from '../../fleet-publish/index.js';
import { plural } from '../../render/index.js';
import { openQueueOf, type OpenQueue } from '../migrate/open-queue.js';
import { againFrom } from '../migrate/pull-lines.js';
import { publishing, type PublishFlags, type Publishing } from '../migrate/publishing.js';
import { brokenLines } from '../migrate/verified.js';
import type { QueueFlags } from '../migrate/queue.js';
import { untilSignal } from '../migrate/until-signal.js';
import { harmless, writeMessage, type Io } from '../output.js';

export interface MigrateOpenFlags extends PublishFlags, QueueFlags {
  readonly dryRun?: boolean;
}

/**
 * `harden migrate open`: 0 when everything that may be open now is open; what waits is told. 1 where something could not be
 * opened.
 */
export async function migrateOpen(io: Io, words: readonly string[], flags: MigrateOpenFlags): Promise<number> {
  const campaign = publishing(io, words, flags);
  let queue: OpenQueue | undefined;
  try {
    const { verdicts } = campaign.judgement();
    for (const line of brokenLines(campaign.ledger, verdicts)) writeMessage(io, line);
    if (flags.dryRun) {
      preview(io, campaign);
      return 0;
    }
    queue = await openQueueOf(io, campaign, flags);
    const brought: Brought[] = [];
    const { result, stopped } = await untilSignal(io, (signal) => opened(io, campaign, signal, { brought, queue }));
    if (queue?.gone.aborted) throw queue.gone.reason;
    io.out(`${harmless(io, ranLine(result))}\n`);
    if (stopped !== undefined) return stopped;
    return brought.some(({ outcome }) => outcome === 'cannot') ? 1 : 0;
  } finally {
    await queue?.close();
    campaign.ledger.close();
  }
}

/** Opens what may be opened now, with a line for each that is news. */
export async function opened(
  io: Io,
  campaign: Publishing,
  signal: AbortSignal,
  { brought = [], queue }: { readonly brought?: Brought[]; readonly queue?: OpenQueue | undefined } = {},
): Promise<OpenRan> {
  if (queue) signal.addEventListener('abort', queue.stop, { once: true });
  return await openWaves({
    ...campaign,
    ...(queue ? { approach: queue.approach, atOnce: queue.atOnce } : {}),
    signal: queue ? AbortSignal.any([signal, queue.gone]) : signal,
    progress(name, each) {
      brought.push(each);
      const words = each.opened > 0 ? 'opened' : each.outcome === 'opened' ? '' : `${each.outcome}: ${each.why}`;
      if (words !== '') writeMessage(io, `${name}: ${words}`);
    },
  });
}

/** In one line: what was done, and why no more was. */
export function ranLine({ opened, kept, decision }: OpenRan): string {
  const done = `${plural(opened, 'pull request')} opened, ${kept} looked at`;
  return decision.why === undefined ? done : `${done}; ${decision.why}${againFrom(decision.next)}`;
}

function preview(io: Io, campaign: Publishing): void {
  const { open, why, next } = previewOf(campaign);
  for (const id of open) {
    const row = campaign.ledger.get<{ readonly name: string; readonly team: string }>(
      'SELECT name, team FROM repositories WHERE id = ?',
      id,
    );
    io.out(`${harmless(io, `would open ${row?.name ?? id}${row?.team ? ` (${row.team})` : ''}`)}\n`);
  }
  io.out(`${harmless(io, `${plural(open.length, 'pull request')} would be opened now`)}\n`);
  if (why !== undefined) io.out(`${harmless(io, `${why}${againFrom(next)}`)}\n`);
}
