import { Refused } from './client.js';
import type { Told } from './told.js';

/** More is not looked through: it would not end in time. */
const MOST_PAGES = 200;

/** A page of a list, and whether there are more. */
interface Page {
  readonly entries: readonly Told[];
  readonly hasMore: boolean;
}

/**
 * Pages by their number, from the first on.
 * @throws Refused where they do not end.
 */
export async function pagesOf(page: (number: number) => Promise<Page>): Promise<readonly Told[]> {
  const entries: Told[] = [];
  for (let number = 1; number <= MOST_PAGES; number++) {
    const next = await page(number);
    for (const entry of next.entries) entries.push(entry);
    if (!next.hasMore || next.entries.length === 0) return entries;
  }
  throw new Refused({ fault: 'cannot', why: `a list of more than ${MOST_PAGES} pages` });
}
