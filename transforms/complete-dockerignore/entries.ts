// Which entries a context wants, each with the paths that prove it and what is believed about them.
import { isWithin } from '../../src/model/index.js';
import { CANDIDATES, type Candidate, type Theme } from './candidates.js';
import { gitReader, envReader, namedBy, type Scanned } from './readers.js';
import type { ListedFolder, Tree } from './tree.js';
import { findStamping, type Usage } from './usage.js';

export interface Entry {
  /** As it is written. */
  readonly text: string;
  /** Paths of the context it leaves out. */
  readonly paths: readonly string[];
  readonly theme: Theme;
  /** What was read. */
  readonly says: string;
  /** There now, or sure to be. */
  readonly certain: boolean;
}

interface Held {
  readonly path: string;
  readonly message: string;
}

export interface Wanted {
  readonly entries: readonly Entry[];
  /** Seen and left in, because something reads it. */
  readonly held: readonly Held[];
}

const DOCKER_FILES =
  /^(?:(?:Dockerfile|Containerfile)(?:\.[\w-]+)?|[\w-]+\.[Dd]ockerfile|(?:docker-)?compose[\w.-]*\.ya?ml|\.dockerignore)$/;
const KEY_FILES = /^id_(?:rsa|dsa|ecdsa|ed25519)$/;

/**
 * @param usages of every Dockerfile that is built with this context.
 * @param scan reads sources; called once, and only where it matters.
 */
export function wantedEntries(tree: Tree, usages: readonly Usage[], scan: () => readonly Scanned[]): Wanted {
  const entries: Entry[] = [];
  const held: Held[] = [];
  const words = usages.map((usage) => usage.words).join('\n');
  const reached = tree.folders.filter(({ path }) => usages.some((usage) => reaches(usage, path)));
  const tops = new Set(usages.flatMap(({ broad }) => broad.map(({ source }) => source)));
  const whole = usages.some((usage) => usage.broad.some(({ source }) => source === ''));
  if (whole && (tree.context === '' || tree.kind('.git') !== undefined)) addHistory(usages, words, scan, entries, held);
  for (const folder of reached) addSecrets(tree, folder, usages, words, scan, entries, held);
  for (const candidate of CANDIDATES) {
    const { along } = candidate;
    if (along && !tree.folders.some(({ names }) => hasOne(names, along))) continue;
    const paths = reached
      .map((folder) => pathOf(tree, folder, candidate, tops.has(folder.path)))
      .filter((path) => path !== undefined);
    const wanted = paths.filter((path) => isFree(path, candidate, usages, words));
    if (wanted.length > 0 && wanted.length === paths.length) entries.push(...entriesOf(tree, candidate, wanted));
  }
  if (whole) addDockerFiles(tree, usages, words, entries);
  if (whole) addOwnFiles(tree, usages, words, entries);
  return { entries: withoutDoubles(entries), held };
}

function reaches(usage: Usage, folder: string): boolean {
  return usage.broad.some(({ source }) => isWithin(folder, source));
}

function addHistory(
  usages: readonly Usage[],
  words: string,
  scan: () => readonly Scanned[],
  entries: Entry[],
  held: Held[],
): void {
  const stamping = usages.map(findStamping).find((says) => says !== undefined);
  const reader = stamping ?? gitReader(words, scan());
  if (reader) {
    held.push({
      path: '.git',
      message: `.git stays in the build context: ${reader} reads it; pass the version in as a build argument to leave it out`,
    });
  } else
    entries.push({
      text: '.git',
      paths: ['.git'],
      theme: 'history',
      says: 'nothing read here asks git for anything',
      certain: true,
    });
}

function addSecrets(
  tree: Tree,
  { path, names }: ListedFolder,
  usages: readonly Usage[],
  words: string,
  scan: () => readonly Scanned[],
  entries: Entry[],
  held: Held[],
): void {
  const env = join(path, '.env');
  const expected = names.has('.env.example') || names.has('.env.sample') || (path === '' && names.has('.gitignore'));
  if (!isNamed(env, usages) && (tree.kind(env) === 'file' || (expected && tree.ignored(env)))) {
    const reader = envReader(words, scan());
    const says = tree.ignored(env) ? 'git leaves it out, so no clean checkout has it' : 'no source read here loads it';
    if (reader) {
      held.push({
        path: env,
        message: `${env} ends up in the image where there is one, and ${reader} may load it there; leave it out once its values come from the environment`,
      });
    } else entries.push({ text: env, paths: [env], theme: 'secrets', says, certain: true });
  }
  for (const name of names) {
    if (!KEY_FILES.test(name)) continue;
    const key = join(path, name);
    if (isNamed(key, usages)) continue;
    const reader = namedBy(name, words, scan());
    if (reader)
      held.push({
        path: key,
        message: `${key} is a private key that is copied into the image, and ${reader} names it`,
      });
    else
      entries.push({
        text: key,
        paths: [key],
        theme: 'secrets',
        says: 'a private key that nothing read here names',
        certain: true,
      });
  }
}

function addDockerFiles(tree: Tree, usages: readonly Usage[], words: string, entries: Entry[]): void {
  for (const name of tree.folders[0]?.names ?? []) {
    if (!DOCKER_FILES.test(name) || words.includes(name)) continue;
    const candidate: Candidate = { name, theme: 'tools' };
    if (isFree(name, candidate, usages, words)) entries.push(...entriesOf(tree, candidate, [name]));
  }
}

/** What harden itself keeps in a repository, each with the pattern that leaves it out. */
const OWN_FILES = [
  ['harden.lock', ['harden.lock']],
  ['.harden*', ['.harden.yaml', '.harden.yml', '.harden']],
] as const;

/** They lie in the root, and may come later: the run that makes the ignore file may make them, too. */
function addOwnFiles(tree: Tree, usages: readonly Usage[], words: string, entries: Entry[]): void {
  for (const [text, paths] of OWN_FILES) {
    const there = paths.filter((path) => tree.kind(path) !== undefined);
    if (tree.context !== '' && there.length === 0) continue;
    if (paths.some((path) => isNamed(path, usages) || mentions(words, path))) continue;
    const says =
      there.length > 0 ? 'the context holds it, and only harden reads it' : 'only harden reads what it keeps';
    entries.push({ text, paths: there.length > 0 ? there : paths, theme: 'own', says, certain: there.length > 0 });
  }
}

/**
 * Where the candidate lies in a folder, or will: git's rules leave it out and a file beside it says who makes it. What
 * git tracks and a tool could have made may be a source, so it is left alone.
 */
function pathOf(
  tree: Tree,
  { path, names }: ListedFolder,
  { name, beside, theme }: Candidate,
  isTop: boolean,
): string | undefined {
  const there = names.has(name);
  const maker = there || (theme === 'tools' && !isTop) ? undefined : beside;
  if (!there && !(maker && hasOne(names, maker))) return undefined;
  const full = join(path, name);
  if (there && (theme === 'tools' || name === '__pycache__')) return full;
  return tree.ignored(full) ? full : undefined;
}

function hasOne(names: ReadonlySet<string>, pattern: RegExp): boolean {
  for (const name of names) if (pattern.test(name)) return true;
  return false;
}

/** Nobody takes it from the context by name, and every Dockerfile that copies its folder makes its own. */
function isFree(path: string, candidate: Candidate, usages: readonly Usage[], words: string): boolean {
  const { name, by } = candidate;
  if (isNamed(path, usages)) return false;
  for (const { broad, unknown, makes } of usages) {
    if (by && broad.length > 0 && (unknown || !by.some((maker) => makes.has(maker)))) return false;
  }
  // What the Dockerfile makes it also names; of everything else a mention is a use.
  return by !== undefined || !mentions(words, name);
}

/** It, or something inside it, is copied on purpose. */
function isNamed(path: string, usages: readonly Usage[]): boolean {
  return usages.some(({ named, broad }) => {
    const sources = [...named, ...broad.map(({ source }) => source)];
    return sources.some((source) => source !== '' && touches(source, path));
  });
}

/** A source (which may be a glob) that lies in the path, or is it. */
function touches(source: string, path: string): boolean {
  const fixed = source.split('/');
  const parts = path.split('/');
  for (let at = 0; at < parts.length; at++) {
    const part = fixed[at];
    if (part === undefined) return false;
    if (part.includes('*') || part.includes('?') || part.includes('[')) return sameStart(part, parts[at]!);
    if (part !== parts[at]) return false;
  }
  return true;
}

function sameStart(glob: string, name: string): boolean {
  const fixed = /^[^*?[]*/.exec(glob)![0];
  return name.startsWith(fixed);
}

function mentions(words: string, name: string): boolean {
  for (let at = words.indexOf(name); at !== -1; at = words.indexOf(name, at + 1)) {
    const before = words[at - 1] ?? ' ';
    const after = words[at + name.length] ?? ' ';
    if (!/[\w.-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

function entriesOf(tree: Tree, { name, theme, stars, by, certain }: Candidate, paths: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  const deep = stars === 'always' || (stars === 'deeper' && (paths.length > 1 || paths[0] !== name));
  for (const text of deep ? [`**/${name}`] : paths) {
    const covered = deep ? paths : [text];
    const there = covered.some((path) => tree.kind(path) !== undefined);
    const present = there ? 'the context holds it' : 'git\u2019s ignore rules name it';
    const says = by ? `${present}, and the Dockerfile makes its own` : present;
    entries.push({ text, paths: covered, theme, says, certain: there || certain === true });
  }
  return entries;
}

function withoutDoubles(entries: readonly Entry[]): Entry[] {
  const seen = new Set<string>();
  return entries.filter(({ text }) => !seen.has(text) && seen.add(text));
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
