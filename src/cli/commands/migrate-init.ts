import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import {
  addAll,
  openCampaign,
  pinRepositories,
  writeCampaign,
  writeList,
  type Campaign,
  type WrittenSource,
} from '../../fleet/index.js';
import { ConfigError } from '../../model/index.js';
import { plural } from '../../render/index.js';
import { fleetProgress } from '../migrate/progress.js';
import { remotesOf } from '../migrate/remotes.js';
import { readSourceOf } from '../migrate/sources.js';
import { statusLines } from '../migrate/status.js';
import { untilSignal } from '../migrate/until-signal.js';
import { harmless, writeMessage, type Io } from '../output.js';

export interface MigrateInitFlags {
  readonly organisation?: readonly string[];
  readonly topic?: readonly string[];
  readonly search?: readonly string[];
  readonly server?: string;
  readonly csv?: readonly string[];
  readonly clones?: readonly string[];
  readonly name?: string;
  readonly refresh?: boolean;
}

const SERVER = 'https://github.com';
const STDIN = '-';

/**
 * `harden migrate init`: makes a campaign, or adds what is new to one. 0 when all sources were read, 1 when one of them
 * did not tell all.
 */
export async function migrateInit(io: Io, words: readonly string[], flags: MigrateInitFlags): Promise<number> {
  const folder = resolve(io.cwd, words[0] ?? '.');
  const given = sourcesOf(io, folder, flags);
  const isNew = writeCampaign(
    folder,
    given.filter((source) => !('csv' in source && source.csv === STDIN)),
    flags.name,
  );
  const campaign = openCampaign(folder);
  const { ledger } = campaign;
  try {
    const sources = given.length > 0 ? given : campaign.settings.sources;
    if (sources.length === 0)
      throw new ConfigError(
        'no source is named; give --organisation, --topic, --search, --csv or --clones, or name them in campaign.yaml',
      );
    const { result: isWhole, stopped } = await untilSignal(io, async (signal) => {
      const isWhole = await addFrom(io, campaign, sources);
      const bar = fleetProgress(io, 'pinning');
      try {
        const { moved, outOfReach } = await pinRepositories({
          folder,
          ledger,
          all: flags.refresh ?? false,
          remoteOf: remotesOf(io),
          signal,
          progress: (done, of) => bar.to(done, of),
        });
        bar.stop();
        const reach = outOfReach > 0 ? `, ${outOfReach} not` : '';
        writeMessage(io, `${plural(moved, 'repository', 'repositories')} pinned to a commit${reach}`);
      } finally {
        bar.stop();
      }
      return isWhole;
    });
    writeList(campaign);
    for (const line of statusLines(ledger)) io.out(`${harmless(io, line)}\n`);
    if (isNew) writeMessage(io, `made ${relative(io.cwd, folder) || '.'}; harden migrate plan is next`);
    return stopped ?? (isWhole ? 0 : 1);
  } finally {
    ledger.close();
  }
}

/** Paths are kept as they are seen from the campaign. */
function sourcesOf(io: Io, folder: string, flags: MigrateInitFlags): readonly WrittenSource[] {
  const { organisation = [], topic = [], search = [], server = SERVER, csv = [], clones = [] } = flags;
  const seen = (path: string): string => (path === STDIN ? path : relative(folder, resolve(io.cwd, path)) || '.');
  return [
    ...organisation.map((each) => ({ organisation: each })),
    ...topic.map((each) => ({ topic: each, forge: server })),
    ...search.map((each) => ({ search: each, forge: server })),
    ...csv.map((each) => ({ csv: seen(each) })),
    ...clones.map((each) => ({ folder: seen(each) })),
  ];
}

async function addFrom(io: Io, campaign: Campaign, sources: readonly WrittenSource[]): Promise<boolean> {
  let isWhole = true;
  for (const source of sources) {
    const read = await readSourceOf(io, campaign, source, () => readFileSync(0, 'utf8'));
    const added = addAll(campaign, read.found);
    writeMessage(io, `${read.shown}: ${plural(read.found.length, 'repository', 'repositories')}, ${added} new`);
    if (read.why === undefined) continue;
    writeMessage(io, `${read.shown}: ${read.why}`);
    isWhole = false;
  }
  return isWhole;
}
