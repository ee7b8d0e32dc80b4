import type { Forge, RepoRef } from '../types.js';

/** A server may keep texts in columns of 65,535 bytes. */
export const LIMITS: Forge['limits'] = { body: 60_000, title: 255, label: 50, annotations: 0 };

const API = '/api/0';

/** Below a namespace, below nothing, or `fork/somebody` before either. */
function nameOf({ owner, name }: RepoRef): string {
  return [...owner.split('/'), name]
    .filter((part) => part !== '')
    .map(encodeURIComponent)
    .join('/');
}

export function pathOf(repo: RepoRef): string {
  return `${API}/${nameOf(repo)}`;
}

export function pull(repo: RepoRef, number: number): string {
  return `${pathOf(repo)}/pull-request/${number}`;
}

/** A file as it is: the interface itself only says where that would be. */
export function raw(repo: RepoRef, path: string, ref: string): string {
  const parts = (text: string) => text.split('/').map(encodeURIComponent).join('/');
  return `/${nameOf(repo)}/raw/${parts(ref)}/f/${parts(path)}`;
}

export const WHO = `${API}/-/whoami`;
