// Long answers in pages. A cursor names what it goes on with, and from where: it holds nothing of the repository.
import { isHighSurrogate } from './answer.js';

/** Characters of one page: about as many as are read at once. */
const PAGE = 24_000;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next one begins; nothing behind the last. */
  readonly next: number | undefined;
}

/** As many entries from an offset on as fit, and one at least. */
export function entriesFrom<Item>(all: readonly Item[], from: number): Page<Item> {
  let size = 0;
  let end = from;
  while (end < all.length) {
    size += JSON.stringify(all[end]).length;
    if (size > PAGE && end > from) break;
    end++;
  }
  return { items: all.slice(from, end), next: end < all.length ? end : undefined };
}

/** As many lines of a text from an offset on as fit; a line that is longer is parted. */
export function linesFrom(text: string, from: number): { readonly part: string; readonly next: number | undefined } {
  if (text.length - from <= PAGE) return { part: text.slice(from), next: undefined };
  const line = text.lastIndexOf('\n', from + PAGE - 1) + 1;
  const within = isHighSurrogate(text.charCodeAt(from + PAGE - 1)) ? from + PAGE - 1 : from + PAGE;
  const end = line > from ? line : within;
  return { part: text.slice(from, end), next: end };
}

/** `k3x9-120`. */
export function cursorOf(id: string, next: number | undefined): string | undefined {
  return next === undefined ? undefined : `${id}-${next}`;
}

/** What a cursor says; nothing where it is none. */
export function readCursor(cursor: string): { readonly id: string; readonly from: number } | undefined {
  const match = /^([\da-f]{1,40})-(\d{1,12})$/.exec(cursor);
  return match ? { id: match[1]!, from: Number(match[2]) } : undefined;
}
