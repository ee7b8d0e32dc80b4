import { join } from 'node:path';
import { openCampaign } from '../../src/fleet/index.js';
import { commitAll, git } from './command.js';
import { temporary, type Node } from './temporary.js';

/** A folder of bare repositories, each of one commit with these files. */
export function bareRepositories(repositories: Readonly<Record<string, Readonly<Record<string, Node>>>>): string {
  const folder = temporary();
  for (const [name, tree] of Object.entries(repositories)) {
    const root = commitAll(temporary(tree));
    git(root, 'clone', '-q', '--bare', '.', join(folder, `${name}.git`));
  }
  return folder;
}

/** Makes the files of a bare repository other ones, in a second commit. */
export function commitTo(bare: string, tree: Readonly<Record<string, Node>>): void {
  const root = temporary(tree);
  git(root, 'init', '-q', '-b', 'main', '--template=');
  git(root, 'remote', 'add', 'origin', bare);
  git(root, 'fetch', '-q', 'origin');
  git(root, 'reset', '-q', '--soft', 'origin/main');
  git(root, 'add', '-A', '.');
  git(root, '-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-q', '-m', 'second');
  git(root, 'push', '-q', 'origin', 'HEAD:main');
}

/** What a question to the ledger of a campaign gives. */
export function ledgerRows(folder: string, sql: string): object[] {
  const { ledger } = openCampaign(folder);
  try {
    return ledger.all(sql);
  } finally {
    ledger.close();
  }
}

/** A campaign in a new folder, over these clones. */
export function campaignOver(clones: string, settings = ''): string {
  return temporary({
    'campaign.yaml': `version: 1\nsources: [{folder: ${JSON.stringify(clones)}}]\n${settings}`,
  });
}
