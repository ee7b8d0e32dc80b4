import type { Fault } from './types.js';

/** What a forge answered, or that it did not. */
export interface Failure {
  /** Absent where there was no answer. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** Its own words. */
  readonly message: string;
}

/** Where it does not say how long. GitHub: "wait for at least one minute" */
const A_MINUTE = 60_000;
const LONGEST_WORDS = 300;

/** True for why something is not done, whatever else could have come. */
export function isFault(outcome: object): outcome is Fault {
  return 'fault' in outcome;
}

/** What asking again does not help. */
export function cannot(why: string): Fault {
  return { fault: 'cannot', why: wordsOf(why) };
}

/** What to make of an answer that is none. */
export function faultOf({ status, headers, message }: Failure, now: number): Fault {
  const why = wordsOf(message);
  if (status === undefined) return { fault: 'retry', why };
  const said = `HTTP ${status}: ${why}`;
  const until = limitedUntil(status, headers, message, now);
  if (until) return { fault: 'rate-limited', until, why: said };
  if (status >= 500 || status === 408 || status === 425) return { fault: 'retry', why: said };
  return { fault: 'cannot', why: said };
}

function limitedUntil(status: number, headers: Failure['headers'], message: string, now: number): Date | undefined {
  const after = secondsIn(headers['retry-after']);
  const isLimit = status === 429 || (status === 403 && /\brate limit\b/i.test(message));
  if (after > 0 && (isLimit || status === 403 || status === 503)) return new Date(now + after * 1000);
  const isUsedUp = (status === 403 || status === 429) && String(headers['x-ratelimit-remaining']) === '0';
  const reset = secondsIn(headers['x-ratelimit-reset']) * 1000;
  if (isUsedUp && reset > now) return new Date(reset);
  return isLimit ? new Date(now + A_MINUTE) : undefined;
}

/** 0 for what is none, or more than any date holds. */
function secondsIn(value: string | number | undefined): number {
  return /^\d{1,10}$/.test(String(value)) ? Number(value) : 0;
}

/** The words of a server that may repeat what it was sent. */
export function withoutSecret(words: string, secret: string): string {
  return secret === '' ? words : words.replaceAll(secret, '***');
}

/** What an error says, and what it says of its cause: `fetch failed` alone tells nobody anything. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** One line of what a stranger's server says. */
function wordsOf(message: string): string {
  const line = message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}...` : line;
}
