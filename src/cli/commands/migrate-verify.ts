import { resolve } from 'node:path';
import { openCampaign, verifyCampaign, type Verified, type VerifyRan } from '../../fleet/index.js';
import { loadRunning } from '../../io/index.js';
import { ConfigError } from '../../model/index.js';
import { oneLine, plural } from '../../render/index.js';
import { milliseconds } from '../../verify/index.js';
import { handedOver } from '../bot/prove.js';
import { fleetProver } from '../migrate/prove.js';
import { remotesOf } from '../migrate/remotes.js';
import { untilSignal } from '../migrate/until-signal.js';
import { verifiedLines } from '../migrate/verified.js';
import { harmless, writeMessage, type Io } from '../output.js';
import { trustSentence } from '../trust.js';

export interface MigrateVerifyFlags {
  /** How long it may take, as `30m`. */
  readonly budget?: string;
  readonly most?: number;
  /** Also what could not be built the last time. */
  readonly retry?: boolean;
}

const LONGEST_MS = 7 * 24 * 3_600_000;

/** `harden migrate verify`: 0 when all that was built holds, 1 when a change broke something. */
export async function migrateVerify(io: Io, words: readonly string[], flags: MigrateVerifyFlags): Promise<number> {
  const { most, retry } = flags;
  const budget = flags.budget === undefined ? undefined : budgetOf(flags.budget);
  const campaign = openCampaign(resolve(io.cwd, words[0] ?? '.'));
  const { ledger } = campaign;
  try {
    const { result, stopped } = await untilSignal(io, async (signal) => {
      const { findEngine } = await loadRunning();
      const { title } = await findEngine({ env: handedOver(io.env), signal });
      writeMessage(io, trustSentence(title, true));
      return await verifyCampaign({
        campaign,
        prove: fleetProver(io),
        remoteOf: remotesOf(io),
        most,
        budget,
        retry,
        signal,
        progress: (name, verified) => writeMessage(io, harmless(io, oneLine(`${name}: ${whatCame(verified)}`))),
      });
    });
    writeMessage(io, ranLine(result));
    for (const line of verifiedLines(ledger)) io.out(`${harmless(io, line)}\n`);
    return stopped ?? (result.broke > 0 ? 1 : 0);
  } finally {
    ledger.close();
  }
}

function whatCame({ outcome, why, proofs }: Verified): string {
  if (outcome !== 'broke') return outcome === 'held' ? 'held' : why;
  return `broke: ${proofs.flatMap((proof) => (proof.outcome === 'broke' ? [proof.says] : [])).join('; ')}`;
}

function budgetOf(text: string): number {
  const ms = milliseconds(text);
  if (ms === undefined || ms <= 0 || ms > LONGEST_MS)
    throw new ConfigError(`--budget ${text}: give a duration up to a week, such as 30m or 4h`);
  return ms;
}

function ranLine({ held, broke, cannot, left }: VerifyRan): string {
  const parts = [`built and ran ${plural(held + broke, 'repository', 'repositories')}`];
  if (broke > 0) parts.push(`something broke in ${broke}`);
  if (cannot > 0) parts.push(`${cannot} could not be built`);
  parts.push(`${left} left`);
  return parts.join(', ');
}
