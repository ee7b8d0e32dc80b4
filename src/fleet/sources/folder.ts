// Repositories on this machine: clones and bare ones, in a folder or in folders of it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gitDirectory } from '../../git/index.js';
import { describeSystemError } from '../../io/index.js';
import { ConfigError } from '../../model/index.js';
import type { FoundRepository } from '../ledger/repositories.js';

/** As HOST/OWNER/NAME lie in a folder of mirrors. */
const DEEPEST = 4;

/**
 * The repositories in a folder, by name. What is below a repository is not looked at.
 * @throws ConfigError for a folder that cannot be read.
 */
export function repositoriesIn(folder: string, shown: string): readonly FoundRepository[] {
  const found: FoundRepository[] = [];
  visit(folder, []);
  if (found.length === 0) throw new ConfigError(`${shown}: holds no git repository`);
  return found;

  function visit(at: string, names: readonly string[]): void {
    if (names.length > 0 && isRepository(at)) {
      const name = names.join('/').replace(/\.git$/, '');
      const [first = ''] = names;
      found.push({ url: pathToFileURL(at).href, name, ...(names.length > 1 ? { organisation: first } : {}) });
      return;
    }
    if (names.length === DEEPEST) return;
    for (const name of foldersOf(at, names.length === 0 ? shown : undefined)) visit(join(at, name), [...names, name]);
  }
}

/** A folder below that cannot be read is left alone. */
function foldersOf(at: string, shown: string | undefined): readonly string[] {
  try {
    return readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (shown === undefined) return [];
    throw new ConfigError(`${shown}: ${describeSystemError(error)}`);
  }
}

function isRepository(at: string): boolean {
  try {
    gitDirectory(at);
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}
