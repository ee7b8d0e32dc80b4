// The links of a simple index page, for an index that does not answer in JSON. By hand: of a page only its anchors count, and
// a parser of all of HTML would be many times as large. Source: https://packaging.python.org/en/latest/specifications/simple-repository-api/

/** The anchors of a page: attributes by lower-case name, entities decoded. Linear, whatever the page holds. */
export function anchors(html: string): ReadonlyMap<string, string>[] {
  const found: ReadonlyMap<string, string>[] = [];
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at);
      if (end === -1) break;
      at = end + 3;
      continue;
    }
    const isAnchor = /^a[\s/>]/i.test(html.slice(at + 1, at + 3));
    if (!isAnchor) {
      at++;
      continue;
    }
    const { attributes, end } = readAttributes(html, at + 2);
    found.push(attributes);
    at = end;
  }
  return found;
}

const NAME_END = /[\s=/>]/;

function readAttributes(html: string, from: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  let at = from;
  while (at < html.length && html[at] !== '>') {
    if (/[\s/]/.test(html[at]!)) {
      at++;
      continue;
    }
    const start = at++; // an `=` in this place is part of a name
    while (at < html.length && !NAME_END.test(html[at]!)) at++;
    const name = html.slice(start, at).toLowerCase();
    let behind = at;
    while (behind < html.length && /\s/.test(html[behind]!)) behind++;
    if (html[behind] !== '=') {
      attributes.set(name, '');
      continue;
    }
    at = behind + 1;
    while (at < html.length && /\s/.test(html[at]!)) at++;
    const quote = html[at];
    if (quote === '"' || quote === "'") {
      const end = html.indexOf(quote, at + 1);
      if (end === -1) return { attributes, end: html.length };
      attributes.set(name, decode(html.slice(at + 1, end)));
      at = end + 1;
    } else {
      const begin = at;
      while (at < html.length && !/[\s>]/.test(html[at]!)) at++;
      attributes.set(name, decode(html.slice(begin, at)));
    }
  }
  return { attributes, end: at };
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|#[xX]([0-9a-fA-F]{1,6})|(\w{2,6}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name as string] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
