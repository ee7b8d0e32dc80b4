// HTML by construction: a value in a template is escaped unless it was made by one, and hidden characters are spelled
// out: a page can be fooled by them as a terminal can.
import { expandTabs, makeVisible, oneLine } from '../visible.js';

/** Markup that is safe to put into a page. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Html[] | undefined;

/** Markup from a template. Strings in it are escaped, also inside quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = strings.map((part, at) => part + (at < values.length ? markupOf(values[at]) : ''));
  return { markup: parts.join('') };
}

/** Nothing. */
export const NOTHING: Html = { markup: '' };

function markupOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return makeVisible(expandTabs(text)).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A sentence on one line, with what stands between back-ticks as code. One that has no other half stays as it is. */
export function prose(text: string): Html {
  const parts = oneLine(text).split('`');
  const pairs = parts.length - (parts.length % 2 === 0 ? 2 : 1);
  const marked = parts.map((part, at) => {
    if (at > pairs) return html`\`${part}`;
    if (at % 2 === 0) return html`${part}`;
    return part === '' ? html`\`\`` : html`<code>${part}</code>`;
  });
  return html`${marked}`;
}

/** An address of the web as a link, which tells nobody where it was read; anything else as it is. */
export function linked(text: string): Html {
  const line = oneLine(text);
  return /^https:\/\/[\w.-]+(?:\/[^\s<>"'`]*)?$/.test(line)
    ? html`<a href="${line}" rel="noreferrer">${line}</a>`
    : html`${line}`;
}
