import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll } from '../support/command.js';
import { temporary } from '../support/temporary.js';

const BOT_FILE = 'bot: {}\n';

export interface Fixture {
  /** A folder of its own that holds `acme/shop.git`. */
  readonly folder: () => string;
}

/** A repository with a Dockerfile and, in `deploy`, settings for the bot; on `harden/main` is one commit more. */
export function fixture(): Fixture {
  const root = commitAll(temporary({ Dockerfile: 'FROM a\n', 'deploy/.harden.yaml': BOT_FILE }));
  const template = join(temporary(), 'template');
  execFileSync('git', ['clone', '-q', '--bare', root, template]);
  commitOn(template, 'harden/main');
  return {
    folder: () => {
      const folder = temporary();
      cpSync(template, join(folder, 'acme/shop.git'), { recursive: true });
      return folder;
    },
  };
}

/** Makes a branch with a commit of its own on `main`, and gives the commit. */
export function commitOn(bare: string, branch: string): string {
  const git = (...words: string[]) => execFileSync('git', ['-C', bare, ...words], { encoding: 'utf8' }).trim();
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  const commit = git(...person, 'commit-tree', '-p', 'main', '-m', `on ${branch}`, 'main^{tree}');
  git('update-ref', `refs/heads/${branch}`, commit);
  return commit;
}
