// Gemfile.lock: a list of a name and a version, one a line.
import type { Found, Reading } from '../lock-reading.js';

/** Source: https://bundler.io/guides/gemfile.html; sections GEM, GIT, PATH, PLUGIN SOURCE; the version of bundler itself. */
export function readGemfileLock(text: string): Reading {
  const found: Found[] = [];
  let section = '';
  for (const [at, line] of text.split('\n').entries()) {
    if (line.length > 500) continue;
    if (/^\S/.test(line)) {
      section = line.trim();
      continue;
    }
    const gem = /^ {4}([A-Za-z0-9][\w.-]*) \((\d[\w.]*)(?:-[\w.-]+)?\)\s*$/.exec(line);
    const known = ['GEM', 'GIT', 'PATH', 'PLUGIN SOURCE'].includes(section);
    if (gem && known)
      found.push({ name: gem[1]!, version: gem[2]!, origin: section === 'GEM' ? 'index' : 'elsewhere', line: at + 1 });
    const bundler = section === 'BUNDLED WITH' ? /^\s+(\d[\w.]*)\s*$/.exec(line)?.[1] : undefined;
    if (bundler !== undefined) found.push({ name: 'bundler', version: bundler, origin: 'index', line: at + 1 });
  }
  return found;
}

/** The gems that are locked only because those of the names are, without them. */
export function broughtAlone(text: string, names: ReadonlySet<string>): string[] {
  const needs = new Map<string, string[]>();
  const asked: string[] = [];
  let section = '';
  let own: string[] = [];
  for (const line of text.split('\n')) {
    if (line.length > 500) continue;
    if (/^\S/.test(line)) section = line.trim();
    const [, indent = '', name = ''] = /^( {2,6})([A-Za-z0-9][\w.-]*)/.exec(line) ?? [];
    if (section === 'DEPENDENCIES' && indent.length === 2) asked.push(name);
    if (indent.length === 4) {
      own = needs.get(name) ?? [];
      needs.set(name, own);
    } else if (indent.length === 6) own.push(name);
  }
  const reached = (roots: readonly string[]): Set<string> => {
    const seen = new Set<string>();
    const waiting = [...roots];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      waiting.push(...(needs.get(name) ?? []));
    }
    return seen;
  };
  const kept = reached(asked.filter((name) => !names.has(name)));
  return [...reached([...names])].filter((name) => !kept.has(name) && !names.has(name));
}
