import type { ChecksState, Outcome, RepoRef, Report } from '../types.js';
import { cut } from '../cut.js';
import { LIMITS } from './pulls.js';
import { attempt, unless, type GitHubClient } from './client.js';

const RED: ReadonlySet<string> = new Set(['failure', 'timed_out', 'cancelled', 'action_required', 'startup_failure']);
const LONGEST_DESCRIPTION = 140;
const LONGEST_SUMMARY = 65_535;

/** What check runs and commit statuses say together. */
export function checksOf(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  ref: string,
): Promise<Outcome<{ readonly checks: ChecksState }>> {
  return attempt(async () => {
    const where = { owner, repo, ref, per_page: 100 };
    const runs = await client.paginate('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', where);
    const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{ref}/status', where);
    const states = [
      ...runs.map(({ status, conclusion }) => stateOf(status === 'completed' ? conclusion : 'pending')),
      ...(data.total_count > 0 ? [stateOf(data.state)] : []),
    ];
    for (const state of ['red', 'pending', 'green'] as const) if (states.includes(state)) return { checks: state };
    return { checks: 'none' };
  });
}

/** A check run, and a commit status where the account may not make one: only apps may. */
export function reportOn(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  commit: string,
  { name, outcome, title, summary, annotations }: Report,
): Promise<Outcome<{ readonly done: true }>> {
  const parts = Array.from({ length: Math.max(1, Math.ceil(annotations.length / LIMITS.annotations)) }, (_, part) => ({
    title: cut(title, LIMITS.title),
    summary: cut(summary, LONGEST_SUMMARY),
    annotations: annotations
      .slice(part * LIMITS.annotations, (part + 1) * LIMITS.annotations)
      .map(({ path, startLine, endLine, level, message }) => ({
        path,
        start_line: startLine,
        end_line: endLine,
        annotation_level: level,
        message,
      })),
  }));
  const asStatus = () =>
    attempt(async () => {
      const state = outcome === 'failure' ? ('failure' as const) : ('success' as const);
      const description = cut(title, LONGEST_DESCRIPTION);
      const body = { owner, repo, sha: commit, state, context: name, description };
      await client.request('POST /repos/{owner}/{repo}/statuses/{sha}', body);
      return { done: true as const };
    });
  return unless(403, asStatus, async () => {
    const { data } = await client.request('POST /repos/{owner}/{repo}/check-runs', {
      owner,
      repo,
      name,
      head_sha: commit,
      status: 'completed' as const,
      conclusion: outcome,
      output: parts[0]!,
    });
    for (const output of parts.slice(1)) {
      const run = { owner, repo, check_run_id: data.id, output };
      await client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', run);
    }
    return { done: true as const };
  });
}

function stateOf(word: string | null): ChecksState {
  if (word === 'pending') return 'pending';
  return word === 'error' || RED.has(word ?? '') ? 'red' : 'green';
}
