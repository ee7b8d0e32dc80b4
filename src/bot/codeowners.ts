// Whose files are which, as GitHub and GitLab read CODEOWNERS. A stranger writes it: its patterns are matched by hand, and
// are never made into regular expressions.
//
// https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
// https://docs.gitlab.com/user/project/codeowners/reference/
import { matchIgnore, parseIgnore, type IgnoreRule } from '../io/index.js';
import { parent, upwards, type FilePath } from '../model/index.js';

export type OwnersSyntax = 'github' | 'gitlab';

/** Where it may lie; the first that is there counts. */
export const CODEOWNERS_PLACES: Readonly<Record<OwnersSyntax, readonly string[]>> = {
  github: ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'],
  gitlab: ['CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'],
};

/** More is not asked: it would not end in time. */
const MOST_CHARACTERS = 512 * 1024;
const LONGEST_PATTERN = 200;
const MOST_MATCHES = 200_000;

interface Entry {
  readonly rule: IgnoreRule;
  /** It meets files themselves, and not what lies in a folder that it meets. */
  readonly isExact: boolean;
  /** Files that nobody of the section is asked about, whatever comes after. */
  readonly isExcluding: boolean;
  readonly owners: readonly string[];
}

/** Entries of which the last that meets a file counts. GitHub knows one section. */
type Section = readonly Entry[];

/**
 * Who owns files: people by their names, teams as `organisation/team`, and addresses of mail, in the order of the files.
 * @param text of the CODEOWNERS file. What is no line of one is passed over, as forges do.
 */
export function codeOwners(text: string, syntax: OwnersSyntax, paths: readonly FilePath[]): readonly string[] {
  return [...new Set(ownersOfEach(text, syntax, paths).flat())];
}

/** The same, file by file, in their order: as many as are looked at. */
export function ownersOfEach(
  text: string,
  syntax: OwnersSyntax,
  paths: readonly FilePath[],
): readonly (readonly string[])[] {
  const sections = syntax === 'github' ? [ofGitHub(text)] : ofGitLab(text);
  const count = sections.reduce((sum, { length }) => sum + length, 0);
  const most = Math.floor(MOST_MATCHES / Math.max(1, count));
  return paths.slice(0, most).map((path) => sections.flatMap((section) => ownersIn(section, path)));
}

function ownersIn(section: Section, path: FilePath): readonly string[] {
  if (section.some((entry) => entry.isExcluding && isMet(entry, path))) return [];
  return section.findLast((entry) => !entry.isExcluding && isMet(entry, path))?.owners ?? [];
}

function isMet({ rule, isExact }: Entry, path: FilePath): boolean {
  if (matchIgnore([rule], path, false)) return true;
  if (isExact) return false;
  return upwards(parent(path)).some((folder) => folder !== '' && matchIgnore([rule], folder, true));
}

/** As .gitignore, but that nothing is taken back, there are no classes, and `docs/*` is the files right there. */
function ofGitHub(text: string): Section {
  const entries: Entry[] = [];
  for (const [pattern = '', ...owners] of linesOf(text)) {
    // A line with a mistake counts as none.
    if (/^!|[[\]]/.test(pattern) || !owners.every(isOwner)) continue;
    const rule = ruleOf(pattern);
    const isExact = pattern.endsWith('/*');
    if (rule) entries.push({ rule, isExact, isExcluding: false, owners: owners.map(nameOf) });
  }
  return entries;
}

const NO_SECTION = '';

/** Sections, each of which has its say; one that comes again goes on. */
function ofGitLab(text: string): readonly Section[] {
  const sections = new Map<string, Entry[]>();
  let name = NO_SECTION;
  let ofAll: readonly string[] = [];
  for (const words of linesOf(text)) {
    const heading = headingOf(words.join(' '));
    if (heading) {
      name = heading.name;
      ofAll = heading.owners.filter(isOwner).map(nameOf);
      continue;
    }
    const [word = '', ...owners] = words;
    const isExcluding = word.startsWith('!');
    const rule = ruleOf(gitLabPattern(isExcluding ? word.slice(1) : word));
    if (rule === undefined) continue;
    const own = owners.filter(isOwner).map(nameOf);
    const section = sections.get(name) ?? [];
    sections.set(name, section);
    section.push({ rule, isExact: true, isExcluding, owners: own.length > 0 ? own : ofAll });
  }
  return [...sections.values()];
}

/** `[Section]`, `^[Section]` that is optional, `[Section][2]` that wants two, each with owners of all in it. */
function headingOf(line: string): { readonly name: string; readonly owners: readonly string[] } | undefined {
  const start = line.startsWith('^[') ? 2 : line.startsWith('[') ? 1 : 0;
  const end = line.indexOf(']', start);
  if (start === 0 || end <= start) return undefined;
  const rest = /^(?:\[\d{1,6}\])?(?: |$)/.exec(line.slice(end + 1));
  if (!rest) return undefined;
  const owners = line.slice(end + 1 + rest[0].length).split(' ');
  return { name: line.slice(start, end).trim().toLowerCase(), owners };
}

/** As its server makes it for a match of whole paths. */
function gitLabPattern(pattern: string): string {
  if (pattern === '' || pattern === '*') return pattern;
  const rooted = pattern.startsWith('/') ? pattern : `/**/${pattern}`;
  if (rooted.endsWith('/')) return `${rooted}**/*`;
  return rooted.endsWith('/**') ? rooted.slice(0, -1) : rooted;
}

function ruleOf(pattern: string): IgnoreRule | undefined {
  return pattern.length > LONGEST_PATTERN ? undefined : parseIgnore(pattern)[0];
}

/** The words of each line that has any, without comments. A blank behind a backslash is part of a word. */
function* linesOf(text: string): Generator<readonly string[]> {
  for (const line of text.slice(0, MOST_CHARACTERS).split('\n')) {
    const words: string[] = [];
    let word = '';
    for (let at = 0; at < line.length; at++) {
      const char = line[at]!;
      if (char === '\\' && at + 1 < line.length) word += char + line[++at]!;
      else if (char === '#' && word === '') break;
      else if (!/\s/.test(char)) word += char;
      else if (word !== '') {
        words.push(word);
        word = '';
      }
    }
    if (word !== '') words.push(word);
    if (words.length > 0) yield words;
  }
}

/** A person, a team, or an address of mail. `@@maintainer` of GitLab is whoever has that role: nobody to ask. */
function isOwner(word: string): boolean {
  return /^@[\w.-]+(?:\/[\w.-]+)*$/.test(word) || /^[^@\s]+@[^@\s]+$/.test(word);
}

function nameOf(owner: string): string {
  return owner.startsWith('@') ? owner.slice(1) : owner;
}
