// A gem source: the compact index, and which of its versions is the newest that fits.
// Source: https://guides.rubygems.org/rubygems-org-compact-index-api/
import { gt, satisfies } from '@renovatebot/ruby-semver';
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
/** As RubyGems has it, without what follows a dash: that is a platform. https://docs.ruby-lang.org/en/master/Gem/Version.html */
const VERSION = /^[0-9]+(?:\.[0-9A-Za-z]+)*$/;
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
    if (best !== undefined && !gt(each.version, best)) continue;
    if (range !== '' && !meets(each.version, range.split(','))) continue;
    if (ruby !== undefined && each.ruby !== undefined && !meets(ruby, each.ruby.split('&'))) continue;
    best = each.version;
  }
  return best;
}

/** One requirement: `~> 2.5.1`. */
const REQUIREMENT = /^(?:=|!=|>=|<=|>|<|~>)?\s*\d[\w.]*$/;

function meets(version: string, wanted: readonly string[]): boolean {
  return wanted.every((text) => {
    const requirement = text.slice(0, LONGEST).trim();
    // What nobody can read, RubyGems refuses to publish.
    return !REQUIREMENT.test(requirement) || satisfies(version, requirement);
  });
}
