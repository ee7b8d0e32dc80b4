import { cannot } from '../fault.js';
import { Refused, told, unless } from '../rest/index.js';
import type { Done, Fork, RepoRef } from '../types.js';
import { awaited } from '../wait.js';
import type { GitLabClient } from './client.js';

/** Below the account, by the name of the project. */
export async function findFork({ projects }: GitLabClient, of: RepoRef, login: string): Promise<Fork> {
  const repo = { owner: login, name: of.name };
  const project = await unless([404], projects.show(`${login}/${of.name}`), async () => undefined);
  if (project === undefined) return { repo, isThere: false };
  const parent = told(project).maybeAt('forked_from_project')?.text('path_with_namespace');
  if (parent?.toLowerCase() === `${of.owner}/${of.name}`.toLowerCase()) return { repo, isThere: true };
  throw new Refused(cannot(`${login}/${of.name} is there, and is no fork of ${of.owner}/${of.name}`));
}

/** GitLab makes it after it has answered. */
export async function ensureFork(client: GitLabClient, of: RepoRef, login: string, pauseMs: number): Promise<Done> {
  const { projects } = client;
  if (!(await findFork(client, of, login)).isThere) await projects.fork(`${of.owner}/${of.name}`);
  const isMade = async () => {
    const status = told(await projects.show(`${login}/${of.name}`)).textOrNone('import_status');
    return status === 'finished' || status === 'none';
  };
  if (await awaited(pauseMs, isMade)) return { done: true };
  throw new Refused({ fault: 'retry', why: 'the fork is being made' });
}
