// Whether Gemfile.lock has what the Gemfile asks for, as bundler compares them when it is frozen: names with their versions,
// and sources. A Gemfile is a program: what is no plain list is not compared.
// Sources: https://bundler.io/man/gemfile.5.html, https://bundler.io/guides/bundler_2_upgrade.html,
// https://github.com/rubygems/rubygems/blob/v3.6.9/bundler/lib/bundler/definition.rb (lockfile_changes_summary)
import { words } from '../../model/index.js';
import { linesOf } from '../manifest-text.js';

/** What Gemfile.lock says of itself. */
export interface GemLock {
  /** What the Gemfile asked for when it was made, by name: versions in a fixed order, empty for any. */
  readonly asked: ReadonlyMap<string, string>;
  readonly platforms: readonly string[];
  readonly remotes: ReadonlySet<string>;
  /** Gems that others need and that are not in it. */
  readonly missing: readonly string[];
}

/** What a Gemfile asks for; `undefined` for one that decides while it is read. */
export interface GemfileWants {
  readonly asked: ReadonlyMap<string, string>;
  readonly sources: readonly string[];
  /** Gems that come from a repository of git. */
  readonly ofGit: readonly string[];
}

/** The 1-based line of a Gemfile at which it is more than a list. */
export interface UnreadLine {
  readonly line: number;
}

const MOST_LINE = 1000;

export function readGemLock(text: string): GemLock {
  const asked = new Map<string, string>();
  const platforms: string[] = [];
  const remotes = new Set<string>();
  const has = new Set(['bundler']);
  const needed = new Set<string>();
  let section = '';
  for (const raw of text.split('\n')) {
    if (raw.length > MOST_LINE) continue;
    const line = raw.replace(/\r$/, '');
    if (/^\S/.test(line)) {
      section = line.trim();
      continue;
    }
    if (section === 'PLATFORMS' && line.trim() !== '') platforms.push(line.trim());
    const remote = section === 'GEM' ? /^ {2}remote: (\S+)$/.exec(line)?.[1] : undefined;
    if (remote !== undefined) remotes.add(plainSource(remote));
    const [, indent = '', name = '', version] = /^( {2,6})([A-Za-z0-9][\w.-]*)!?(?: \(([^)]*)\))?!?$/.exec(line) ?? [];
    if (section === 'DEPENDENCIES' && indent.length === 2) asked.set(name, versionsOf(version ?? ''));
    else if (indent.length === 4) has.add(name);
    else if (indent.length === 6) needed.add(name);
  }
  return { asked, platforms, remotes, missing: [...needed].filter((name) => !has.has(name)) };
}

/** Blocks whose gems are asked for whatever is installed. */
const BLOCK = /^(?:group|platforms?|source)\b[^#]*\bdo$/;
const OPTIONS_OF_GIT = /(?:^|[\s,])(?::?(?:git|github|gist|bitbucket|gitlab)(?::|\s*=>))/;
const OPTIONS_OF_FOLDERS = /(?:^|[\s,]):?path(?::|\s*=>)/;
const PLAIN_OPTIONS = words(
  'require group groups platform platforms git github gist bitbucket gitlab branch tag ref glob submodules force_ruby_platform',
);

export function readGemfile(text: string): GemfileWants | UnreadLine {
  const asked = new Map<string, string>();
  const sources: string[] = [];
  const ofGit: string[] = [];
  let depth = 0;
  let skipping = false;
  let held = '';
  for (const [at, { line }] of [...linesOf(text)].entries()) {
    const unread: UnreadLine = { line: at + 1 };
    if (line.length > MOST_LINE || held.length > MOST_LINE) return unread;
    const solid = `${held} ${line.replace(/(?:^|\s)#(?!\{).*/s, '').trim()}`.trim();
    held = '';
    if (solid === '') continue;
    if (skipping) {
      if (solid === 'end') skipping = false;
      continue;
    }
    // Further options stand on the next line.
    if (/,$/.test(solid)) {
      held = solid;
      continue;
    }
    if (/^git_source\b/.test(solid)) {
      if (!/\}$/.test(solid)) skipping = true;
      continue;
    }
    if (solid === 'end' && depth > 0) {
      depth -= 1;
      continue;
    }
    const source = /^source[ (]\s*(["'])([^"'#]+)\1\)?(?: do)?$/.exec(solid)?.[2];
    if (source !== undefined) {
      sources.push(plainSource(source));
      if (solid.endsWith(' do')) depth += 1;
      continue;
    }
    if (BLOCK.test(solid)) {
      depth += 1;
      continue;
    }
    if (/^ruby\b/.test(solid)) continue;
    const gem = readGem(solid);
    if (!gem || asked.has(gem.name)) return unread;
    asked.set(gem.name, gem.versions);
    if (gem.isOfGit) ofGit.push(gem.name);
  }
  return depth > 0 || held !== '' || skipping ? { line: 1 } : { asked, sources, ofGit };
}

/** `gem 'rails', '~> 7.0', require: false`; `undefined` for what is more than words and plain options. */
function readGem(line: string): { name: string; versions: string; isOfGit: boolean } | undefined {
  const [whole, , name] = /^gem[ (]\s*(["'])([\w.-]+)\1/.exec(line) ?? [];
  if (whole === undefined || name === undefined || OPTIONS_OF_FOLDERS.test(line)) return undefined;
  if (/\s(?:if|unless)\s|#\{|\bENV\b/.test(line)) return undefined;
  let rest = line.slice(whole.length).replace(/\)$/, '');
  const versions: string[] = [];
  for (;;) {
    const [word, , version] = /^\s*,\s*(["'])([^"']{0,60})\1(?=\s*(?:,|$))/.exec(rest) ?? [];
    if (word === undefined) break;
    versions.push(version!);
    rest = rest.slice(word.length);
  }
  const listed = /^\s*,\s*\[([^\]:=]{0,200})\]/.exec(rest);
  if (listed) {
    for (const [, version] of listed[1]!.matchAll(/["']([^"']*)["']/g)) versions.push(version!);
    rest = rest.slice(listed[0].length);
  }
  if (rest.trim() !== '' && !hasPlainOptions(rest)) return undefined;
  return { name, versions: versionsOf(versions.join(',')), isOfGit: OPTIONS_OF_GIT.test(rest) };
}

function hasPlainOptions(rest: string): boolean {
  const names = [...rest.matchAll(/(?:[,{]\s*)(?::(\w+)\s*=>|(\w+):(?!:))/g)];
  return names.length > 0 && names.every(([, old, written]) => PLAIN_OPTIONS.has(old ?? written ?? ''));
}

/** Versions as they can be compared: `1.2` is `= 1.2`, and their order does not count. */
function versionsOf(text: string): string {
  const each = text
    .split(',')
    .map((part) => part.replace(/\s+/g, '').replace(/^\d/, '=$&'))
    .filter((part) => part !== '' && part !== '>=0')
    .map((part) => part.replace(/^[^\w]+/, '$& '));
  return [...new Set(each)].sort().join(', ');
}

function plainSource(address: string): string {
  return address.replace(/\/$/, '');
}
