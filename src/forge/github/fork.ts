import { cannot, isFault } from '../fault.js';
import type { Done, Fork, Outcome, RepoRef } from '../types.js';
import { awaited } from '../wait.js';
import { attempt, unless, type GitHubClient } from './client.js';

/** Below the account, by the name of the repository. */
export function findFork(client: GitHubClient, of: RepoRef, login: string): Promise<Outcome<Fork>> {
  const repo = { owner: login, name: of.name };
  return unless<Fork>(
    404,
    async () => ({ repo, isThere: false }),
    async () => {
      const asked = { owner: login, repo: of.name, request: { retries: 0 } };
      const { data } = await client.request('GET /repos/{owner}/{repo}', asked);
      const parent = data.parent?.full_name.toLowerCase();
      if (parent === `${of.owner}/${of.name}`.toLowerCase()) return { repo, isThere: true };
      return cannot(`${repo.owner}/${repo.name} is there, and is no fork of ${of.owner}/${of.name}`);
    },
  );
}

/** GitHub gives the one that is there. It makes a new one after it has answered. */
export function ensureFork(client: GitHubClient, of: RepoRef, login: string, pauseMs: number): Promise<Outcome<Done>> {
  return attempt<Done>(async () => {
    const { data } = await client.request('POST /repos/{owner}/{repo}/forks', { owner: of.owner, repo: of.name });
    if (data.full_name.toLowerCase() !== `${login}/${of.name}`.toLowerCase())
      return cannot(`the fork of this account is ${data.full_name}; give it the name ${of.name}`);
    const isThere = async (): Promise<boolean> => {
      const found = await findFork(client, of, login);
      return !isFault(found) && found.isThere;
    };
    return (await awaited(pauseMs, isThere)) ? { done: true } : { fault: 'retry', why: 'the fork is being made' };
  });
}
