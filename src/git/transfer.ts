// What goes to and comes from another repository.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError } from '../model/index.js';
import { GitError } from './error.js';
import { failure, needGit, runGit } from './process.js';
import { remoteSettings, type Remote } from './remote.js';

export interface TransferOptions {
  readonly signal?: AbortSignal;
  /** Ends it, in milliseconds. */
  readonly patience?: number;
}

export interface FetchOptions extends TransferOptions {
  /** Bytes that may arrive. */
  readonly most?: number;
}

export interface RemoteRefs {
  /** The branch that is checked out there; absent in an empty repository. */
  readonly head?: string;
  /** Commits by the name of their branch. */
  readonly branches: ReadonlyMap<string, string>;
}

const TALK_MS = 60_000;
const FETCH_MS = 300_000;
const MOST_BYTES = 1024 * 1024 * 1024;
/** Larger files stay behind: harden reads few of them. */
const FILTER = 'blob:limit=64k';

/**
 * The branches of a remote.
 * @throws GitError when it does not tell.
 */
export async function listRemote(remote: Remote, options: TransferOptions = {}): Promise<RemoteRefs> {
  const args = ['ls-remote', '--symref', '--', remote.address, 'HEAD', 'refs/heads/*'];
  const out = await needGit(args, { patience: TALK_MS, ...options, remote });
  const branches = new Map<string, string>();
  let head: string | undefined;
  for (const line of out.toString('utf8').split('\n')) {
    const [value = '', name = ''] = line.split('\t');
    if (value.startsWith('ref: refs/heads/') && name === 'HEAD') head = value.slice('ref: refs/heads/'.length);
    else if (name.startsWith('refs/heads/')) branches.set(name.slice('refs/heads/'.length), value);
  }
  return { ...(head === undefined ? {} : { head }), branches };
}

/**
 * Brings one commit into a bare repository of harden's own, which is made where there is none: without history, and
 * without large files.
 * @throws GitError when it does not come, or is larger than allowed.
 */
export async function fetchCommit(dir: string, remote: Remote, id: string, options: FetchOptions = {}): Promise<void> {
  await prepare(dir, remote);
  const args = ['fetch', ...QUIETLY, '--depth=1', `--filter=${FILTER}`, 'origin', id];
  const run = fetchRun(dir, remote, options);
  const { code, err } = await runGit(args, run);
  if (code === 0) return;
  if (!/\.lock': File exists/.test(err)) throw failure('fetch', err);
  // A run that was killed has left it. What was fetched can be fetched again.
  rmSync(dir, { recursive: true, force: true });
  await prepare(dir, remote);
  await needGit(args, run);
}

/**
 * Brings all that a commit stands on, with large files: for a push to where the commit itself is not known yet.
 * @throws GitError when it does not come, or is larger than allowed.
 */
export async function fetchHistory(dir: string, remote: Remote, id: string, options: FetchOptions = {}): Promise<void> {
  const args = ['fetch', ...QUIETLY, '--unshallow', '--refetch', '--no-filter', 'origin', id];
  await needGit(args, fetchRun(dir, remote, options));
}

/**
 * Brings files that `fetchCommit` has left behind.
 * @throws GitError when they do not come.
 */
export async function fetchFiles(
  dir: string,
  remote: Remote,
  ids: readonly string[],
  options: FetchOptions = {},
): Promise<void> {
  if (ids.length === 0) return;
  const run = fetchRun(dir, remote, options);
  await needGit(['fetch', ...QUIETLY, '--filter=blob:none', '--stdin', 'origin'], {
    ...run,
    settings: [...run.settings, ['fetch.negotiationAlgorithm', 'noop']],
    input: `${[...new Set(ids)].join('\n')}\n`,
  });
}

const QUIETLY = ['--quiet', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no', '--no-auto-maintenance'];

function fetchRun(dir: string, remote: Remote, { most = MOST_BYTES, patience = FETCH_MS, signal }: FetchOptions) {
  const before = sizeOf(join(dir, 'objects', 'pack'));
  return {
    dir,
    remote,
    patience,
    ...(signal ? { signal } : {}),
    settings: [
      ['remote.origin.url', remote.address],
      // Packs stay packs, whose growth can be watched.
      ['fetch.unpackLimit', '1'],
    ] as const,
    watch: () =>
      sizeOf(join(dir, 'objects', 'pack')) - before > most
        ? new GitError('too-large', `the repository is larger than ${Math.round(most / 1024 / 1024)} MB`)
        : undefined,
  };
}

/** A clone may lack objects without being broken: git knows it by these settings, and reads them from this file alone. */
const PARTIAL = `[core]
\trepositoryFormatVersion = 1
[extensions]
\tpartialClone = origin
[remote "origin"]
\tpromisor = true
\tpartialCloneFilter = ${FILTER}
`;

/**
 * Makes the repository where there is none: beside it first, so that none is ever half made.
 * @throws ConfigError where something else stands there.
 */
async function prepare(dir: string, remote: Remote): Promise<void> {
  remoteSettings(remote);
  if (isOurs(dir)) return;
  if (existsSync(dir) && readdirSync(dir).length > 0) throw new ConfigError(`${dir}: is no clone that harden has made`);
  const beside = `${dir}.${randomUUID()}`;
  mkdirSync(beside, { recursive: true, mode: 0o700 });
  try {
    await needGit(['init', '--quiet', '--bare', '--template=', '.'], { cwd: beside });
    appendFileSync(join(beside, 'config'), PARTIAL);
    renameSync(beside, dir);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
}

function isOurs(dir: string): boolean {
  const config = join(dir, 'config');
  return existsSync(config) && readFileSync(config, 'utf8').endsWith(PARTIAL);
}

function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  let size = 0;
  for (const name of readdirSync(folder)) size += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  return size;
}

export type Pushed =
  /** The branch is there as it was given, and this push has done it. */
  | { readonly state: 'pushed' }
  /** It was there already. */
  | { readonly state: 'same' }
  /** Somebody else has moved it: it is not what it was said to be. */
  | { readonly state: 'moved' }
  /** What it stands on is not known there, and not here: `fetchHistory` brings it. */
  | { readonly state: 'bare' }
  /** The other side does not want it: a protected branch, a rule, a file that this account may not change. */
  | { readonly state: 'refused'; readonly message: string };

/**
 * Makes a branch of a remote stand at a commit, if it is where it was seen last.
 * @param to the commit, or nothing to delete the branch.
 * @param seen where it was; nothing where it was not there.
 * @throws GitError when the other side cannot be asked, or the account has no right at all.
 */
export async function pushBranch(
  dir: string,
  remote: Remote,
  { branch, to, seen }: { readonly branch: string; readonly to: string | undefined; readonly seen: string | undefined },
  options: TransferOptions = {},
): Promise<Pushed> {
  const name = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${name}:${seen ?? ''}`;
  const args = ['push', '--porcelain', '--no-verify', lease, '--', remote.address, `${to ?? ''}:${name}`];
  const { code, out, err } = await runGit(args, { patience: TALK_MS, ...options, dir, remote });
  const line = out
    .toString('utf8')
    .split('\n')
    .find((each) => /^[ +\-*=!]\t/.test(each));
  const flag = line?.[0];
  if (flag === undefined) throw failure('push', err);
  if (flag === '=') return { state: 'same' };
  if (flag !== '!' && code === 0) return { state: 'pushed' };
  const reason = line?.split('\t').at(-1) ?? '';
  if (/stale info|remote ref updated since/.test(reason)) return { state: 'moved' };
  if (/shallow update not allowed/.test(`${reason}${err}`)) return { state: 'bare' };
  return { state: 'refused', message: failure('push', `${err}\n! ${reason}`).message };
}
