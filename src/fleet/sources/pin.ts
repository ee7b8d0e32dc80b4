// Says for each repository which commit is planned.
import { GitError, listRemote, readHead, type Head, type Remote } from '../../git/index.js';
import { ConfigError } from '../../model/index.js';
import type { Database } from '../ledger/open.js';
import { addEvent, pin, setCannot, unpinned, type RepositoryRow } from '../ledger/repositories.js';
import { mirrorsIn } from '../campaign.js';
import { placeOfClone } from './clone.js';

export interface PinRequest {
  readonly folder: string;
  readonly ledger: Database;
  /** Also those that have a commit: to where their branch is now. */
  readonly all: boolean;
  readonly remoteOf: (url: string) => Promise<Remote | { readonly why: string }>;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, of: number) => void;
}

export interface Pinned {
  /** They have a commit, or another one, since now. */
  readonly moved: number;
  readonly unmoved: number;
  readonly outOfReach: number;
}

/** Requests at a time. */
const AT_ONCE = 8;

/** Pins repositories to the commit that their branch is at. */
export async function pinRepositories(request: PinRequest): Promise<Pinned> {
  const { ledger, all, signal, progress } = request;
  const rows = unpinned(ledger, all);
  const counts = { moved: 0, unmoved: 0, outOfReach: 0 };
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let row = rows[next++]; row !== undefined && !signal?.aborted; row = rows[next++]) {
      const head = await headOf(request, row);
      ledger.transaction(() => {
        if ('why' in head) {
          counts.outOfReach++;
          // What was planned stays, and so does its commit.
          if (row.base === null) setCannot(ledger, row.id, head.why);
          else addEvent(ledger, Date.now(), row.id, 'out-of-reach', head.why);
        } else if (pin(ledger, row.id, head.branch ?? '', head.commit)) counts.moved++;
        else counts.unmoved++;
      });
      progress?.(++done, rows.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, rows.length) }, work));
  return counts;
}

async function headOf(
  { folder, remoteOf }: PinRequest,
  { url, branch }: Pick<RepositoryRow, 'url' | 'branch'>,
): Promise<Head | { readonly why: string }> {
  try {
    const clone = placeOfClone(mirrorsIn(folder), url);
    if ('why' in clone) return clone;
    if (clone.isInPlace) return await readHead(clone.dir, branch || undefined);
    const remote = await remoteOf(url);
    if ('why' in remote) return remote;
    const { head, branches } = await listRemote(remote);
    const name = branch || head;
    const commit = name === undefined ? undefined : branches.get(name);
    if (name !== undefined && commit !== undefined) return { branch: name, commit };
    // A forge names a default branch before there is one.
    return { why: branch && branches.size > 0 ? `there is no branch ${branch}` : 'empty' };
  } catch (error) {
    if (error instanceof GitError)
      return { why: error.fault === 'no-commit' && !branch ? 'empty' : `out of reach: ${error.message}` };
    if (error instanceof ConfigError) return { why: error.message };
    throw error;
  }
}
