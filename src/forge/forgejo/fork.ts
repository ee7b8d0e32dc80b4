import { cannot } from '../fault.js';
import { Refused, unless, type Rest } from '../rest/index.js';
import type { Done, Fork, RepoRef } from '../types.js';
import { awaited } from '../wait.js';
import { pathOf } from './paths.js';

/** Below the account, by the name of the repository. */
export async function findFork(rest: Rest, of: RepoRef, login: string): Promise<Fork> {
  const repo = { owner: login, name: of.name };
  const found = await unless([404], rest.read(pathOf(repo)), async () => undefined);
  if (found === undefined) return { repo, isThere: false };
  const parent = found.maybeAt('parent')?.text('full_name');
  if (parent?.toLowerCase() === `${of.owner}/${of.name}`.toLowerCase()) return { repo, isThere: true };
  throw new Refused(cannot(`${login}/${of.name} is there, and is no fork of ${of.owner}/${of.name}`));
}

export async function ensureFork(rest: Rest, of: RepoRef, login: string, pauseMs: number): Promise<Done> {
  const isThere = async () => (await findFork(rest, of, login)).isThere;
  if (await isThere()) return { done: true };
  await rest.ask('POST', `${pathOf(of)}/forks`, {});
  if (await awaited(pauseMs, isThere)) return { done: true };
  throw new Refused({ fault: 'retry', why: 'the fork is being made' });
}
