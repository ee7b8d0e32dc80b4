// The tags of a repository, page by page.
import type { Endpoint } from './endpoints.js';
import { lookupFailed } from './failure.js';
import { parseJson, recordIn, stringsIn } from './json.js';
import { expectOk } from './status.js';
import type { Session } from './session.js';

export interface TagList {
  readonly tags: readonly string[];
  /** Of a list that came in one page: several pages have no common one. */
  readonly etag?: string;
}

const TAG = /^\w[\w.-]{0,127}$/;
const PER_PAGE = 1000;

/**
 * Reads the list, or `'unchanged'` where it is still the one with this ETag. Pages stay on their host. A list of more
 * pages than the limit, or with a page that brings nothing new, is refused: half a list would give wrong answers.
 * Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 */
export async function readTags(
  session: Session,
  endpoint: Endpoint,
  pages: number,
  etag: string | undefined,
): Promise<TagList | 'unchanged'> {
  const tags = new Set<string>();
  let path = `/v2/${endpoint.path}/tags/list?n=${PER_PAGE}`;
  for (let page = 1; ; page++) {
    const reply = await session.ask(endpoint, 'GET', path, {
      accept: 'application/json',
      ...(page === 1 && etag !== undefined ? { 'if-none-match': etag } : {}),
    });
    if (page === 1 && etag !== undefined && reply.status === 304) return 'unchanged';
    expectOk(reply, endpoint, 'its tags');
    const listed = recordIn(parseJson(reply.body.toString('utf8'))).tags;
    // A repository without tags has `null` there.
    if (listed === undefined) throw lookupFailed(`${endpoint.host} does not answer with a list of tags`);
    const before = tags.size;
    for (const tag of stringsIn(listed)) if (TAG.test(tag)) tags.add(tag);
    const next = nextPage(reply.headers.link, endpoint, path);
    if (next === undefined) {
      const mark = page === 1 ? reply.headers.etag : undefined;
      return { tags: [...tags], ...(mark === undefined ? {} : { etag: mark }) };
    }
    if (tags.size === before || page >= pages)
      throw lookupFailed(`${endpoint.host} lists the tags of ${endpoint.path} without end (${page} pages read)`);
    path = next;
  }
}

/** Path and query of the page that `Link: <...>; rel="next"` names. */
function nextPage(link: string | string[] | undefined, endpoint: Endpoint, path: string): string | undefined {
  const header = Array.isArray(link) ? link.join(',') : (link ?? '');
  const target = /<([^<>]{1,2000})>\s{0,4};\s{0,4}rel="?next"?/i.exec(header)?.[1];
  if (target === undefined) return undefined;
  const here = new URL(path, endpoint.base.href);
  if (!URL.canParse(target, here.href)) throw lookupFailed(`${endpoint.host} names a next page that is no address`);
  const url = new URL(target, here.href);
  const ours = url.hostname === here.hostname && url.pathname.startsWith('/v2/');
  if (!ours) throw lookupFailed(`${endpoint.host} continues its list of tags elsewhere, where it is not followed`);
  return `${url.pathname}${url.search}`;
}
