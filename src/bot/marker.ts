import { parseJson } from '../io/index.js';

/** What a pull request remembers. Whoever may edit its body may edit this: it is data, and never believed of the branch. */
export interface Marker {
  /** Which part of the plan. */
  readonly group: string;
  /** The commit that was planned. */
  readonly base: string;
  /** The last commit that was pushed. */
  readonly head: string;
  /** `planHash` of the steps. */
  readonly plan: string;
  /** Keys of the steps it proposes: what is declined when it is closed. */
  readonly steps: readonly string[];
  /** The hash of the configuration. */
  readonly config: string;
  /** Keys of steps that a person left out. */
  readonly skip: readonly string[];
  /** The hash of the labels it was given: what a person takes off is not put on again. */
  readonly given: string;
  /** Keys of the people who were asked for a review: each is asked once. */
  readonly asked: readonly string[];
  /** The commit that the forge was told to merge by itself; empty for none. */
  readonly merge: string;
  /** The version that wrote it. */
  readonly tool: string;
}

const OPENING = '<!-- harden:v1 ';
const CLOSING = ' -->';
/** More than a pull request of GitHub can hold. */
const MOST_CHARACTERS = 65_536;
const MOST_KEYS = 5000;

const isHash = matches(/^[0-9a-f]{64}$/);
const isCommit = matches(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const isKey = matches(/^[0-9a-f]{12}$/);

const FORM = {
  group: matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
  base: isCommit,
  head: isCommit,
  plan: isHash,
  steps: isKeys,
  config: isHash,
  skip: isKeys,
  given: (value) => value === '' || isHash(value),
  asked: isKeys,
  merge: (value) => value === '' || isCommit(value),
  tool: matches(/^[0-9A-Za-z.+-]{1,40}$/),
} satisfies Record<keyof Marker, (value: unknown) => boolean>;

/**
 * The body of a pull request: the text, and what it remembers where nobody sees it.
 * @param most characters that the forge takes.
 * @returns `undefined` where the marker alone is longer.
 */
export function withMarker(text: string, marker: Marker, most: number): string | undefined {
  const json = JSON.stringify(Object.fromEntries(Object.keys(FORM).map((key) => [key, marker[key as keyof Marker]])));
  const hidden = `${OPENING}${Buffer.from(json, 'utf8').toString('base64')}${CLOSING}`;
  const room = Math.min(most, MOST_CHARACTERS) - hidden.length - 2;
  if (room < 0) return undefined;
  return `${text.length > room ? cut(text, room) : text}\n\n${hidden}`;
}

/** What a pull request remembers: the last marker of its body. `undefined` for none, and for one of any other form. */
export function readMarker(body: string): Marker | undefined {
  const start = body.lastIndexOf(OPENING);
  if (start === -1) return undefined;
  const end = body.indexOf(CLOSING, start);
  if (end === -1 || end - start > MOST_CHARACTERS) return undefined;
  const hidden = body.slice(start + OPENING.length, end);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(hidden)) return undefined;
  const data = parseJson(Buffer.from(hidden, 'base64').toString('utf8'));
  return isMarker(data) ? data : undefined;
}

/** What a person reads of a body. */
export function withoutMarker(body: string): string {
  return readMarker(body) === undefined ? body : body.slice(0, body.lastIndexOf(OPENING)).trimEnd();
}

function isMarker(data: unknown): data is Marker {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  const entries = Object.entries(data);
  if (entries.length !== Object.keys(FORM).length) return false;
  return entries.every(([key, value]) => Object.hasOwn(FORM, key) && FORM[key as keyof Marker](value));
}

function isKeys(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length <= MOST_KEYS && value.every(isKey) && new Set(value).size === value.length
  );
}

function matches(form: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && form.test(value);
}

/** At the end of a line where there is one near, and never within a pair of surrogates. */
function cut(text: string, room: number): string {
  const line = text.lastIndexOf('\n', room);
  const end = line > room / 2 ? line : room;
  return /[\ud800-\udbff]$/.test(text.slice(0, end)) ? text.slice(0, end - 1) : text.slice(0, end);
}
