// Brings what the sources of a campaign name into its ledger.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fullNameOf, placeOf } from '../../forge/index.js';
import { ConfigError } from '../../model/index.js';
import { LIST_FILE, type Campaign } from '../campaign.js';
import { addRepository, repositoriesOf, type FoundRepository } from '../ledger/repositories.js';
import { listText, readList } from './csv.js';

/** @throws ConfigError for an address that is none, with its place. */
export function listedIn(text: string, shown: string): readonly FoundRepository[] {
  return readList(text, shown).map(({ address, line, ...rest }) => {
    if (address.startsWith('file:')) return { url: address, name: nameOf(address), ...rest };
    const place = placeOf(address);
    if (!place)
      throw new ConfigError(
        `${shown}:${line}:1: the address is none; give https://HOST/OWNER/NAME without a user or a password`,
      );
    const { origin, repo, kind } = place;
    const name = fullNameOf(repo);
    return { url: `${origin}/${name}`, name, organisation: repo.owner, ...(kind ? { forge: kind } : {}), ...rest };
  });
}

/** The last two names of a path. */
function nameOf(address: string): string {
  const parts = decodeURIComponent(new URL(address).pathname).split('/').filter(Boolean);
  return parts
    .slice(-2)
    .join('/')
    .replace(/\.git$/, '');
}

/** @returns how many are new. */
export function addAll({ ledger }: Pick<Campaign, 'ledger'>, found: readonly FoundRepository[]): number {
  return ledger.transaction(() => found.filter((each) => addRepository(ledger, each)).length);
}

/** Writes the list of the campaign, to be read and committed. */
export function writeList({ ledger, folder }: Pick<Campaign, 'ledger' | 'folder'>): void {
  writeFileSync(join(folder, LIST_FILE), listText(repositoriesOf(ledger)));
}
