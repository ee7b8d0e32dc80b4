import { guardedFetch, type Fetch } from './http.js';
import type { ForgeKind } from './types.js';

interface Probe {
  readonly kind: ForgeKind;
  readonly path: string;
  /** True for an answer that only this kind of server gives. */
  readonly fits: (body: Readonly<Record<string, unknown>>, status: number) => boolean;
}

const PROBES: readonly Probe[] = [
  { kind: 'forgejo', path: '/api/v1/version', fits: ({ version }) => isText(version) },
  { kind: 'pagure', path: '/api/0/version', fits: ({ version }) => isText(version) },
  {
    kind: 'gitlab',
    path: '/api/v4/version',
    // It tells its version to those alone who say who they are.
    fits: ({ version, message }, status) => (status === 401 ? message === '401 Unauthorized' : isText(version)),
  },
  { kind: 'github', path: '/api/v3/meta', fits: (body) => 'verifiable_password_authentication' in body },
];
const PATIENCE_MS = 5_000;
const MOST_BYTES = 256 * 1024;

/**
 * Asks a server which forge it is. Nobody's token is sent.
 * @param origin of a host whose name does not say it.
 * @returns `undefined` where it answers as none does.
 */
export async function probeForge(origin: string, send: Fetch = fetch): Promise<ForgeKind | undefined> {
  const get = guardedFetch(origin, send, PATIENCE_MS, MOST_BYTES);
  for (const { kind, path, fits } of PROBES) {
    const headers = { Accept: 'application/json' };
    const response = await get(`${origin}${path}`, { headers }).catch(() => undefined);
    if (response === undefined || (!response.ok && response.status !== 401)) continue;
    const body: unknown = await response.json().catch(() => undefined);
    if (typeof body === 'object' && body !== null && fits({ ...body }, response.status)) return kind;
  }
  return undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
