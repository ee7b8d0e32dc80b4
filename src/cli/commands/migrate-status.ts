import { refreshPulls, statusOf } from '../../fleet-publish/index.js';
import { isOffline } from '../answers.js';
import { publishing, type PublishFlags } from '../migrate/publishing.js';
import { pullLines } from '../migrate/pull-lines.js';
import { statusJson, statusLines } from '../migrate/status.js';
import { harmless, writeMessage, type Io } from '../output.js';
import { migratePlan } from './migrate-plan.js';

export interface MigrateStatusFlags extends Pick<PublishFlags, 'forge' | 'unreviewed'> {
  readonly format: 'text' | 'json';
  /** The branches are planned again first, as they are now. */
  readonly replan?: boolean;
  /** No forge is asked. */
  readonly offline?: boolean;
}

/** `harden migrate status`: a campaign in counts. 1 where a forge does not say what became of something. */
export async function migrateStatus(io: Io, words: readonly string[], flags: MigrateStatusFlags): Promise<number> {
  if (flags.replan) await migratePlan({ ...io, out: () => {} }, words, { refresh: true });
  const campaign = publishing(io, words, flags);
  const { ledger, policy } = campaign;
  try {
    const isAsked = !flags.offline && !isOffline(io.env);
    const faults = isAsked ? await refreshPulls(campaign) : [];
    for (const { name, fault } of faults) writeMessage(io, `${name}: ${fault.why}`);
    const judgement = campaign.judgement();
    const status = statusOf(ledger, judgement, policy, campaign.now());
    if (flags.format === 'json') io.out(`${JSON.stringify({ ...statusJson(ledger), publishing: status }, null, 2)}\n`);
    else
      for (const line of [...statusLines(ledger, judgement.verdicts), ...pullLines(status)])
        io.out(`${harmless(io, line)}\n`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    ledger.close();
  }
}
