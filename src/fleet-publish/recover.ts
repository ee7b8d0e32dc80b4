// The pull requests of a campaign from the forge alone: what their markers say, for a ledger that was lost.
import { branchesThere, type BotRequest } from '../bot-run/index.js';
import { CONFIG_FILES, parseConfig } from '../config/index.js';
import type { Database } from '../fleet/index.js';
import { isFault, type Fault, type Outcome } from '../forge/index.js';
import { ConfigError, shownPath } from '../model/index.js';
import { metasOf } from '../run/index.js';
import type { Connection } from './approach.js';
import { lookAgain, type Bringing } from './bring.js';
import { reachOf, type Wave } from './waves.js';

export interface Recovered {
  readonly pulls: number;
  readonly faults: readonly { readonly name: string; readonly fault: Fault }[];
}

/** Asks for the pull requests of every repository that is on a forge, and puts them into waves in the order in which they were opened. */
export async function recoverPulls(
  bringing: Bringing,
  waves: readonly Wave[],
  progress: (done: number, of: number) => void = () => {},
): Promise<Recovered> {
  const { ledger, connect } = bringing;
  const rows = ledger.all<{ readonly id: number; readonly url: string; readonly name: string }>(
    "SELECT id, url, name FROM repositories WHERE url NOT LIKE 'file:%' ORDER BY id",
  );
  const faults: { name: string; fault: Fault }[] = [];
  for (const [at, { id, url, name }] of rows.entries()) {
    const branches = await branchesOf(url, connect);
    const fault = isFault(branches) ? branches : await lookAgain(bringing, { id, url }, branches);
    if (fault) faults.push({ name, fault });
    progress(at + 1, rows.length);
  }
  assignWaves(ledger, waves);
  const count = ledger.get<{ readonly count: number }>('SELECT count(*) AS count FROM pulls');
  return { pulls: count?.count ?? 0, faults };
}

/** The branch of the whole, which may be gone, and those of other parts. */
async function branchesOf(url: string, connect: Bringing['connect']): Promise<Outcome<readonly string[]>> {
  const connection = await connect(url);
  if (isFault(connection)) return connection;
  const { request } = connection;
  const prefix = await prefixOf(request);
  if (isFault(prefix)) return prefix;
  const there = await branchesThere({ ...request, settings: { ...request.settings, ...prefix } });
  return isFault(there) ? there : [...new Set([`${prefix.prefix}main`, ...there])];
}

/** What names of branches begin with: a repository may say so, in its default branch. */
async function prefixOf({
  forge,
  repo,
  settings,
  registry,
}: Connection['request']): Promise<Outcome<{ readonly prefix: string }>> {
  const state = await forge.open(repo);
  if (isFault(state)) return state;
  const { defaultBranch } = state;
  if (defaultBranch === undefined) return settings;
  for (const name of CONFIG_FILES) {
    const file = await forge.file(repo, name, defaultBranch);
    if (isFault(file)) return file;
    if (file.text !== undefined) return { prefix: prefixIn(name, file.text, registry) ?? settings.prefix };
  }
  return settings;
}

/** A file with a mistake says nothing: nothing is planned of its repository either. */
function prefixIn(name: string, text: string, registry: BotRequest['registry']): string | undefined {
  try {
    return parseConfig(shownPath(name), text, metasOf(registry)).bot?.['branch-prefix'];
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** A wave is in no marker: those that were opened first were in the first. */
function assignWaves(ledger: Database, waves: readonly Wave[]): void {
  ledger.transaction(() => {
    const opened = ledger.all<{ readonly id: number; readonly wave: number | null }>(
      `SELECT r.id, r.wave FROM repositories r JOIN pulls p ON p.repository = r.id
       GROUP BY r.id ORDER BY min(p.opened_at), r.id`,
    );
    const total = ledger.get<{ readonly count: number }>(
      "SELECT count(*) AS count FROM repositories WHERE state = 'planned' OR id IN (SELECT repository FROM pulls)",
    )!.count;
    for (const [at, { id, wave }] of opened.entries()) {
      if (wave !== null) continue;
      const found = waves.findIndex((each) => reachOf(each, total) > at);
      ledger.run('UPDATE repositories SET wave = ? WHERE id = ?', found === -1 ? waves.length - 1 : found, id);
    }
    ledger.run(
      'UPDATE pulls SET wave = (SELECT wave FROM repositories WHERE id = pulls.repository) WHERE wave IS NULL',
    );
  });
}
