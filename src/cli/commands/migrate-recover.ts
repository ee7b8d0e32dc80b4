import { recoverPulls } from '../../fleet-publish/index.js';
import { plural } from '../../render/index.js';
import { fleetProgress } from '../migrate/progress.js';
import { publishing, type PublishFlags } from '../migrate/publishing.js';
import { harmless, writeMessage, type Io } from '../output.js';

export type MigrateRecoverFlags = Pick<PublishFlags, 'forge'>;

/** `harden migrate recover`: 0 when every forge has answered. */
export async function migrateRecover(io: Io, words: readonly string[], flags: MigrateRecoverFlags): Promise<number> {
  const campaign = publishing(io, words, flags);
  const bar = fleetProgress(io, 'asking');
  try {
    const { pulls, faults } = await recoverPulls(campaign, campaign.policy.waves, (done, of) => bar.to(done, of));
    bar.stop();
    for (const { name, fault } of faults) writeMessage(io, `${name}: ${fault.why}`);
    io.out(`${harmless(io, `${plural(pulls, 'pull request')} in the ledger`)}\n`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    bar.stop();
    campaign.ledger.close();
  }
}
