// An array that only lacks the right quotes or has a comma too many.

const ITEM = /^\s*(?:'([^'"\\]*)'|"([^'"\\]*)"|\u201c([^'"\\\u201c\u201d]*)\u201d)\s*(,|$)/;

/** The words of `['node', 'app.js',]`; `undefined` where it is not certain what is meant, or a shell would have filled it in. */
export function meantArray(args: string): readonly string[] | undefined {
  if (!args.startsWith('[') || !args.endsWith(']') || args.includes('$')) return undefined;
  const words: string[] = [];
  let rest = args.slice(1, -1);
  while (rest.trim() !== '') {
    const found = ITEM.exec(rest);
    if (!found) return undefined;
    words.push(found[1] ?? found[2] ?? found[3] ?? '');
    rest = rest.slice(found[0].length);
  }
  return words.length > 0 && words[0] !== '' ? words : undefined;
}
