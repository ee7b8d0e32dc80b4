import type { Forge, RepoRef } from '../types.js';

/** A server may take longer texts; these every one takes. */
export const LIMITS: Forge['limits'] = { body: 65_536, title: 255, label: 50, annotations: 0 };
/** What servers give at most where nobody configured them otherwise. */
export const PAGE = 50;

export function pathOf({ owner, name }: RepoRef): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

export function pull(repo: RepoRef, number: number): string {
  return `${pathOf(repo)}/pulls/${number}`;
}

export function issue(repo: RepoRef, number: number): string {
  return `${pathOf(repo)}/issues/${number}`;
}
