import { quietGit } from '../io/index.js';
import { LruMap } from '../text/index.js';
import { Batch } from './blob-worker.js';
import { GitError } from './error.js';
import { needGit } from './process.js';

/** The objects of a repository. */
export interface Objects {
  /** The bytes of a file by its id; `undefined` for one that a partial clone has left behind. */
  read(id: string): Uint8Array | undefined;
  /** The commit that a name stands for; `undefined` where it stands for none. */
  commit(name: string): { readonly id: string; readonly text: string } | undefined;
  /** Reads many at once, so that nobody has to wait for each. */
  prefetch(ids: readonly string[]): Promise<void>;
  close(): void;
}

/** Bytes that are kept. */
const KEPT = 64 * 1024 * 1024;

/**
 * Opens the objects of a git directory. Nothing is fetched.
 * @throws GitError without git.
 */
export function openObjects(dir: string): Objects {
  const call = quietGit([`--git-dir=${dir}`, 'cat-file', '--batch']);
  if (call === undefined) throw new GitError('no-git', 'git is not installed');
  const batch = new Batch(call);
  const known = new LruMap<string, Uint8Array>(KEPT, (_id, bytes) => bytes.length + 64);
  return {
    read(id) {
      const found = known.get(id);
      if (found) return found;
      const { bytes } = batch.ask(id);
      if (bytes) known.set(id, bytes);
      return bytes;
    },
    commit(name) {
      if (/[\0\n]/.test(name)) return undefined;
      const { header, bytes } = batch.ask(`${name}^{commit}`);
      const id = /^([0-9a-f]+) commit /.exec(header)?.[1];
      return id === undefined || !bytes ? undefined : { id, text: Buffer.from(bytes).toString('utf8') };
    },
    async prefetch(ids) {
      const open = [...new Set(ids)].filter((id) => !known.get(id));
      if (open.length === 0) return;
      const out = await needGit(['cat-file', '--batch'], { dir, input: `${open.join('\n')}\n` });
      for (const [id, bytes] of answersIn(out)) known.set(id, bytes);
    },
    close: () => batch.close(),
  };
}

function* answersIn(out: Buffer): Generator<readonly [id: string, bytes: Uint8Array]> {
  for (let from = 0; from < out.length; ) {
    const end = out.indexOf(10, from);
    if (end === -1) return;
    const match = /^([0-9a-f]+) [a-z]+ (\d+)$/.exec(out.toString('utf8', from, end));
    from = end + 1;
    if (!match) continue; // missing
    const size = Number(match[2]);
    // A copy: the one buffer of all of them would stay as long as any.
    yield [match[1]!, new Uint8Array(out.subarray(from, from + size))];
    from += size + 1;
  }
}
