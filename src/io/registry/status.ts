import type { Endpoint } from './endpoints.js';
import { lookupFailed, LookupFailure } from './failure.js';
import type { Reply } from './transport.js';

/** Throws a `LookupFailure` in a person's words for any status but 200. What the registry says about it is not quoted. */
export function expectOk({ status }: Reply, { host, path }: Endpoint, what: string): void {
  if (status === 200) return;
  if (status === 404) throw new LookupFailure('not-found', `${host} has no ${path} with ${what}`);
  if (status === 401 || status === 403) {
    const message = `${host} does not show ${path} without the right credentials: it is private, or does not exist`;
    throw new LookupFailure('denied', `${message} (docker login ${host})`);
  }
  throw lookupFailed(`${host} answers with status ${status} when asked for ${path} with ${what}`);
}
