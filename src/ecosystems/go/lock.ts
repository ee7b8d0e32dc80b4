// go.mod: a list of a name and a version, one a line.
import type { Found, Reading } from '../lock-reading.js';

/** Source: https://go.dev/ref/mod#go-mod-file */
export function readGoMod(text: string): Reading {
  const found: Found[] = [];
  const replaced = new Set<string>();
  let block = '';
  for (const [at, raw] of text.split('\n').entries()) {
    if (raw.length > 1000) continue;
    const comment = raw.indexOf('//');
    const line = (comment === -1 ? raw : raw.slice(0, comment)).trim();
    if (line === ')') {
      block = '';
      continue;
    }
    const words = line.split(/\s+/);
    if (words[1] === '(') {
      block = words[0]!;
      continue;
    }
    const [directive, ...rest] = block === '' ? words : [block, ...words];
    const [name = '', version = ''] = rest.map((word) => word.replace(/^["`]|["`]$/g, ''));
    if (directive === 'replace') replaced.add(name);
    if (directive !== 'require' || !/^v\d/.test(version)) continue;
    found.push({ name, version, origin: 'index', line: at + 1 });
  }
  return found.map((each) => (replaced.has(each.name) ? { ...each, origin: 'elsewhere' } : each));
}
