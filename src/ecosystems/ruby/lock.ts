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
