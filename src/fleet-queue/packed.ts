// What stands in a job as text: JSON, compressed, and never larger than was agreed.
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseJson } from '../io/index.js';

/** Characters of a text in a job. */
const MOST_CHARS = 128 * 1024 * 1024;
/** Bytes of what it holds. */
const MOST_BYTES = 384 * 1024 * 1024;

export function packed(value: unknown): string {
  return gzipSync(JSON.stringify(value)).toString('base64');
}

/** What a text holds; `undefined` for one that is no such text, or too large. */
export function unpacked(text: unknown, most = MOST_BYTES): unknown {
  if (typeof text !== 'string' || text.length > MOST_CHARS) return undefined;
  try {
    return parseJson(gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: most }).toString('utf8'));
  } catch {
    return undefined;
  }
}
