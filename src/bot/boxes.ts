// The boxes of the dashboard, and what it remembers. Whoever may edit the issue may edit them: what is read is data of a
// closed form, and who ticked a box is asked elsewhere.
import { parseJson } from '../io/index.js';

/** What a box does. */
export type Box =
  /** Opens a pull request that waits, or makes its branch anew: by the name of its part. */
  | { readonly box: 'open' | 'rebase'; readonly of: string }
  /** Takes a step that was declined again: by its key. */
  | { readonly box: 'again'; readonly of: string }
  /** Looks at the repository again. */
  | { readonly box: 'refresh' };

/** What broke when it was built and run, and no pull request remembers. */
export interface Remembered {
  /** Keys of steps. */
  readonly broken: readonly string[];
  /** The version that saw it. */
  readonly tool: string;
}

const FORMS: Readonly<Record<Box['box'], RegExp>> = {
  open: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
  rebase: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
  again: /^[0-9a-f]{12}$/,
  refresh: /^$/,
};
const LINE = /^- \[[xX]\] <!-- harden:box ([a-z]{1,10})(?: ([\w.-]{1,100}))? -->/;
const MOST_LINES = 2000;
const MOST_KEYS = 1000;
const OPENING = '<!-- harden:broken ';
const CLOSING = ' -->';

/** A line of a list with a box that nobody has ticked. */
export function boxLine(box: Box, text: string): string {
  const of = 'of' in box ? ` ${box.of}` : '';
  return `- [ ] <!-- harden:box ${box.box}${of} --> ${text}`;
}

/** The boxes of a text that somebody has ticked. */
export function tickedIn(body: string): readonly Box[] {
  const found: Box[] = [];
  for (const line of body.split(/\r?\n/, MOST_LINES)) {
    const [, word = '', of = ''] = LINE.exec(line) ?? [];
    if (!isBox(word) || !FORMS[word].test(of)) continue;
    found.push(word === 'refresh' ? { box: word } : { box: word, of });
  }
  return found;
}

/** What is remembered, where nobody sees it; nothing for nothing. */
export function rememberedText({ broken, tool }: Remembered): string {
  if (broken.length === 0) return '';
  const json = JSON.stringify({ broken: [...broken].sort().slice(0, MOST_KEYS), tool });
  return `${OPENING}${Buffer.from(json, 'utf8').toString('base64')}${CLOSING}`;
}

/** What a text remembers; `undefined` for nothing, and for what is of any other form. */
export function rememberedIn(body: string): Remembered | undefined {
  const start = body.lastIndexOf(OPENING);
  const end = start === -1 ? -1 : body.indexOf(CLOSING, start);
  if (end === -1) return undefined;
  const hidden = body.slice(start + OPENING.length, end);
  if (!/^[A-Za-z0-9+/]{1,60000}={0,2}$/.test(hidden)) return undefined;
  const data = parseJson(Buffer.from(hidden, 'base64').toString('utf8'));
  return isRemembered(data) ? data : undefined;
}

function isBox(word: string): word is Box['box'] {
  return Object.hasOwn(FORMS, word);
}

function isRemembered(data: unknown): data is Remembered {
  if (typeof data !== 'object' || data === null || Object.keys(data).length !== 2) return false;
  if (!('broken' in data) || !('tool' in data)) return false;
  const { broken, tool } = data;
  const isKey = (key: unknown): boolean => typeof key === 'string' && FORMS.again.test(key);
  return Array.isArray(broken) && broken.length <= MOST_KEYS && broken.every(isKey) && typeof tool === 'string';
}
