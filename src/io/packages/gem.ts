// A gem source: the compact index, and which of its versions is the newest that fits.
// Source: https://guides.rubygems.org/rubygems-org-compact-index-api/
import type { PackageLookup } from '../../model/index.js';
import { lookupFailed, LookupFailure } from '../registry/failure.js';
import type { Fetcher } from './fetch.js';
import type { Index } from './source.js';

export interface GemVersion {
  readonly version: string;
  /** `java`, `x86_64-linux`; absent for the one that installs anywhere. */
  readonly platform: string | undefined;
  /** `>= 2.5&< 4`; absent where any Ruby will do. */
  readonly ruby: string | undefined;
}

// Source of the rule: https://guides.rubygems.org/specification-reference/#name
const NAME = /^[A-Za-z0-9_][\w.-]*$/;
const VERSION = /^\d[\w.]*$/;
const LONGEST = 100;

/** What a gem source says of a gem. Throws a `LookupFailure`. */
export async function gemVersions(fetcher: Fetcher, index: Index, name: string): Promise<readonly GemVersion[]> {
  if (!NAME.test(name) || name.length > LONGEST) throw new LookupFailure('not-found', 'no name of a gem');
  const { text } = await fetcher.get(index, `info/${name}`, 'text/plain, */*;q=0.1');
  if (text.trimStart().startsWith('<'))
    throw lookupFailed(`${index.url.host} does not answer in the form of a compact index`);
  const versions: GemVersion[] = [];
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const full = space === -1 ? line.trim() : line.slice(0, space);
    const dash = full.indexOf('-');
    const version = dash === -1 ? full : full.slice(0, dash);
    if (version.length > LONGEST || !VERSION.test(version)) continue;
    const wants = line.slice(line.indexOf('|') + 1).split(',');
    const ruby = line.includes('|') ? wants.find((each) => each.startsWith('ruby:'))?.slice('ruby:'.length) : undefined;
    versions.push({ version, platform: dash === -1 ? undefined : full.slice(dash + 1), ruby: ruby?.trim() });
  }
  return versions;
}

/** The version that `gem install` takes on Linux, x86-64: no pre-release, for this Ruby, within the range. */
export function newestGem(
  versions: readonly GemVersion[],
  { range, runtime }: Pick<PackageLookup, 'range' | 'runtime'>,
): string | undefined {
  // `3.2` stands for its newest patch: that is what the tag of an image gives.
  const ruby = runtime === undefined ? undefined : [...runtime.split('.'), '999', '999'].slice(0, 3).join('.');
  let best: string | undefined;
  for (const each of versions) {
    if (/[A-Za-z]/.test(each.version)) continue;
    if (each.platform !== undefined && !/^x86_64-linux(?:-gnu)?$/.test(each.platform)) continue;
    if (best !== undefined && compareGems(each.version, best) <= 0) continue;
    if (range !== '' && !meets(each.version, range.split(','))) continue;
    if (ruby !== undefined && each.ruby !== undefined && !meets(ruby, each.ruby.split('&'))) continue;
    best = each.version;
  }
  return best;
}

function meets(version: string, wanted: readonly string[]): boolean {
  return wanted.every((text) => {
    const read = /^\s*(=|!=|>=|<=|>|<|~>)?\s*(\d[\w.]*)\s*$/.exec(text.slice(0, LONGEST));
    if (!read) return true; // what nobody can read, RubyGems refuses to publish
    const [, operator = '=', other = ''] = read;
    const order = compareGems(version, other);
    switch (operator) {
      case '=':
        return order === 0;
      case '!=':
        return order !== 0;
      case '>=':
        return order >= 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '<':
        return order < 0;
      default:
        return order >= 0 && compareGems(version, bump(other)) < 0;
    }
  });
}

/** `~> 2.5.1` ends before 2.6. */
function bump(version: string): string {
  const parts = version.split('.').filter((part) => /^\d+$/.test(part));
  if (parts.length > 1) parts.pop();
  parts.push(String(Number(parts.pop() ?? 0) + 1));
  return parts.join('.');
}

/** Source: https://docs.ruby-lang.org/en/master/Gem/Version.html: letters come before numbers, zeros at the end are nothing. */
function compareGems(a: string, b: string): number {
  const left = a.match(/\d+|[A-Za-z]+/g) ?? [];
  const right = b.match(/\d+|[A-Za-z]+/g) ?? [];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one, two] = [left[at] ?? '0', right[at] ?? '0'];
    if (one === two) continue;
    const [isOne, isTwo] = [/^\d/.test(one), /^\d/.test(two)];
    if (isOne !== isTwo) return isOne ? 1 : -1;
    const difference = isOne ? Number(one) - Number(two) : one < two ? -1 : 1;
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
