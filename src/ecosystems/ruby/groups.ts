// The groups that gems of a Gemfile belong to. Source: https://bundler.io/man/gemfile.5.html
import type { Read } from '../../model/index.js';
import { linesOf, type ManifestText } from '../manifest-text.js';

export interface GroupedGem {
  readonly name: string;
  /** Empty for a gem that is always installed. */
  readonly groups: readonly string[];
  readonly from: Read<string>['from'];
}

/** Every gem with its groups, as far as they are written as symbols and blocks; in a condition it counts as well. */
export function groupedGems(manifest: ManifestText): GroupedGem[] {
  const found: GroupedGem[] = [];
  /** What each open block adds: groups, or nothing. */
  const open: (readonly string[])[] = [];
  for (const { line, start } of linesOf(manifest.text)) {
    const solid = line.replace(/(?:^|\s)#.*/s, '').trim();
    if (/^end\b/.test(solid)) open.pop();
    const opens = /(?:^|\s)do(?:\s*\|[^|]*\|)?$/.test(solid);
    if (opens && /^groups?[ (]/.test(solid)) open.push(symbolsIn(solid));
    else if (opens || /^(?:if|unless|case|begin|def|while)\b/.test(solid)) open.push([]);
    const name = /^gem[ (]\s*(["'])([\w.-]+)\1/.exec(solid)?.[2];
    if (name === undefined) continue;
    const own = /(?:\bgroups?:|:groups?\s*=>)\s*(\[[^\]]{0,200}\]|:\w+|["']\w+["'])/.exec(solid)?.[1];
    const groups = [...open.flat(), ...symbolsIn(own ?? '')];
    found.push({ name, groups, from: manifest.source(start, start + line.length) });
  }
  return found;
}

function symbolsIn(text: string): string[] {
  const names = [...text.matchAll(/:(\w+)|["'](\w+)["']|%[iw]\[([\w ]*)\]/g)].flatMap(([, symbol, quoted, list]) =>
    list === undefined ? [symbol ?? quoted ?? ''] : list.split(' '),
  );
  return names.filter((name) => name !== 'optional');
}
