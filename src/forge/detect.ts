import type { ForgeKind, RepoRef } from './types.js';

/** Where a repository is. */
export interface Place {
  /** Absent where the host does not say what runs on it. */
  readonly kind?: ForgeKind;
  /** `https://host`, with its port. */
  readonly origin: string;
  readonly repo: RepoRef;
}

const HOSTS: Readonly<Record<string, ForgeKind>> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'codeberg.org': 'forgejo',
  'gitea.com': 'forgejo',
  'bitbucket.org': 'bitbucket',
  'dev.azure.com': 'azure',
  'pagure.io': 'pagure',
  'src.fedoraproject.org': 'pagure',
};

/** As hosts of one's own are commonly named. */
const FIRST_LABELS: Readonly<Record<string, ForgeKind>> = {
  github: 'github',
  gitlab: 'gitlab',
  forgejo: 'forgejo',
  gitea: 'forgejo',
  codeberg: 'forgejo',
  pagure: 'pagure',
  bitbucket: 'bitbucket',
};

/**
 * Reads the address of a repository: `owner/name` on GitHub, `https://host/owner/name.git`, `git@host:owner/name`.
 * @returns `undefined` for what is no such address, or holds a user's password.
 */
export function placeOf(address: string): Place | undefined {
  const short = /^([\w.-]+)\/([\w.-]+)$/.exec(address);
  if (short) return at('https://github.com', `${short[1]}/${short[2]}`);
  const ssh = /^(?:ssh:\/\/)?git@([\w.-]+)(?::\d+\/|[:/])(.+)$/.exec(address);
  if (ssh) return at(`https://${ssh[1]}`, ssh[2]!);
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '')
    return undefined;
  return at(url.origin, url.pathname);
}

/** `owner/name`; the name alone where a repository is in no folder. */
export function fullNameOf({ owner, name }: RepoRef): string {
  return owner === '' ? name : `${owner}/${name}`;
}

function withoutSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end);
}

function at(origin: string, path: string): Place | undefined {
  const parts = withoutSlashes(path)
    .replace(/\.git$/, '')
    .split('/');
  const name = parts.pop() ?? '';
  const kind = kindOf(new URL(origin).hostname);
  // On pagure a repository need not be in a folder.
  const isShort = parts.length === 0 && kind !== 'pagure';
  if (isShort || ![...parts, name].every(isName)) return undefined;
  // Only GitLab and pagure have folders of repositories.
  if (parts.length > 1 && kind !== undefined && kind !== 'gitlab' && kind !== 'pagure') return undefined;
  return { ...(kind ? { kind } : {}), origin, repo: { owner: parts.join('/'), name } };
}

function isName(part: string): boolean {
  return /^[\w.-]{1,100}$/.test(part) && part !== '.' && part !== '..';
}

function kindOf(host: string): ForgeKind | undefined {
  const known = Object.hasOwn(HOSTS, host) ? HOSTS[host] : undefined;
  if (known) return known;
  const label = host.split('.')[0]!;
  return Object.hasOwn(FIRST_LABELS, label) ? FIRST_LABELS[label] : undefined;
}
