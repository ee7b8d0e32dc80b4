import { resolve } from 'node:path';
import { openCampaign } from '../../fleet/index.js';
import { kindOf, pausesOf, setPause } from '../../fleet-publish/index.js';
import { ConfigError } from '../../model/index.js';
import { harmless, type Io } from '../output.js';

export interface MigratePauseFlags {
  readonly campaign?: string;
  readonly resume?: boolean;
}

/** `harden migrate pause ID`: the next run takes it out of what is open, and opens it nowhere. */
export async function migratePause(io: Io, words: readonly string[], flags: MigratePauseFlags): Promise<number> {
  const { ledger } = openCampaign(resolve(io.cwd, flags.campaign ?? '.'));
  try {
    const [id] = words;
    if (id !== undefined) {
      const kind = pausesOf(ledger).find((pause) => pause.id === id)?.kind ?? kindOf(ledger, id);
      if (kind === undefined)
        throw new ConfigError(
          `${id}: no step of this campaign is of a transform, a pattern or a repository of that name`,
        );
      setPause(ledger, { kind, id }, flags.resume !== true, Date.now());
    }
    const pauses = pausesOf(ledger);
    if (pauses.length === 0) io.out('nothing is held back\n');
    for (const { kind, id: name } of pauses) io.out(`${harmless(io, `${kind} ${name} is held back`)}\n`);
    return 0;
  } finally {
    ledger.close();
  }
}
