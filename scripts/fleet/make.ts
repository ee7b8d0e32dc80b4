// Bare repositories for a campaign, out of a few real ones: commits of their histories, and folders of collections. Each
// borrows the objects of the one it was made of, so that a thousand of them take no room.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindOfFileName } from '../../src/io/index.js';
import { git, gitDirectory, repositoriesIn } from '../repositories/source.js';
import type { Made } from './results.js';

/** Commits of a history: as it is now, and so many before. */
const COMMITS = 8;
/** A repository with more folders that hold a Dockerfile is a collection. */
const COLLECTION = 20;
const MOST_FOLDERS = 40;
/** More Dockerfiles are a data set and no repository that anybody has: its folders are taken alone. */
const DATA_SET = 400;

export interface Fleet {
  readonly made: Made;
  /** Git directories. */
  readonly repositories: readonly string[];
}

/** Makes them below a folder, unless that was done for the same source. */
export function makeFleet(source: string, into: string, say: (text: string) => void): Fleet {
  const kept = join(into, 'fleet.json');
  const key = [source, COMMITS, COLLECTION, MOST_FOLDERS, DATA_SET].join(' ');
  if (existsSync(kept)) {
    const fleet = JSON.parse(readFileSync(kept, 'utf8')) as Fleet & { readonly key: string };
    if (fleet.key === key) return fleet;
  }
  rmSync(into, { recursive: true, force: true });
  const repositories: string[] = [];
  const counts = { from: 0, commits: 0, folders: 0 };
  for (const name of repositoriesIn(source)) {
    const dir = gitDirectory(source, name)!;
    const found = partsOf(dir);
    if (found.commits.length + found.folders.length === 0) continue;
    say(`${name}: ${found.commits.length} commits, ${found.folders.length} folders`);
    const of = join(into, name.replace('/', '+'));
    for (const commit of found.commits) repositories.push(borrow(dir, join(of, `${commit.slice(0, 12)}.git`), commit));
    for (const { path, tree } of found.folders) {
      const bare = join(of, `${path.replaceAll('/', '+')}.git`);
      repositories.push(borrow(dir, bare, undefined, tree));
    }
    counts.from++;
    counts.commits += found.commits.length;
    counts.folders += found.folders.length;
  }
  // In an order that no name decides: a part of them is as mixed as all.
  repositories.sort((a, b) => (turned(a) < turned(b) ? -1 : 1));
  writeFileSync(`${kept}.new`, JSON.stringify({ key, made: counts, repositories }));
  renameSync(`${kept}.new`, kept);
  return { made: counts, repositories };
}

interface Parts {
  readonly commits: readonly string[];
  readonly folders: readonly { readonly path: string; readonly tree: string }[];
}

function partsOf(dir: string): Parts {
  const history = git(dir, 'log', '--first-parent', '--format=%H %T', 'HEAD').trim().split('\n');
  const seen = new Set<string>();
  const distinct = history
    .map((line) => line.split(' '))
    .filter(([, tree]) => tree && !seen.has(tree) && seen.add(tree));
  const head = distinct[0]?.[0];
  if (head === undefined) return { commits: [], folders: [] };
  const dockerfiles = dockerfilesOf(dir, head);
  const places = [...new Set(dockerfiles.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))))];
  const isCollection = places.length > COLLECTION;
  const wanted = isCollection ? [head] : spread(distinct, COMMITS).map(([commit]) => commit!);
  const commits = dockerfiles.length > DATA_SET ? [] : wanted.filter((commit) => isPlanned(dir, commit));
  const folders = isCollection ? spread(places.filter(Boolean).sort(), MOST_FOLDERS) : [];
  return {
    commits,
    folders: folders.map((path) => ({ path, tree: git(dir, 'rev-parse', `${head}:${path}`).trim() })),
  };
}

function filesOf(dir: string, commit: string): string[] {
  return git(dir, 'ls-tree', '-r', '-z', '--name-only', '--full-tree', commit).split('\0').filter(Boolean);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function dockerfilesOf(dir: string, commit: string): string[] {
  return filesOf(dir, commit).filter((path) => kindOfFileName(nameOf(path)) === 'dockerfile');
}

/** It holds a Dockerfile or a Compose file: nobody lists others in a campaign. */
function isPlanned(dir: string, commit: string): boolean {
  return filesOf(dir, commit).some((path) => ['dockerfile', 'compose'].includes(kindOfFileName(nameOf(path)) ?? ''));
}

/** So many of a list, the first and others at even distances. */
function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, at) => list[Math.floor((at * list.length) / most)]!);
}

/** The last letters come first. */
function turned(text: string): string {
  return [...text.replace(/\.git$/, '')].reverse().join('');
}

/** A bare repository whose branch is at a commit of another, or at a new one that holds a tree of it. */
function borrow(from: string, bare: string, commit: string | undefined, tree = ''): string {
  mkdirSync(join(bare, 'objects', 'info'), { recursive: true });
  mkdirSync(join(bare, 'refs', 'heads'), { recursive: true });
  writeFileSync(join(bare, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(bare, 'objects', 'info', 'alternates'), `${join(from, 'objects')}\n`);
  const who = 'harden <harden@example.org> 1700000000 +0000';
  const id = commit ?? write(bare, `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nA folder\n`);
  writeFileSync(join(bare, 'refs', 'heads', 'main'), `${id}\n`);
  return bare;
}

function write(bare: string, text: string): string {
  const args = ['-c', 'safe.directory=*', `--git-dir=${bare}`, 'hash-object', '-t', 'commit', '-w', '--stdin'];
  return execFileSync('git', args, { input: text, encoding: 'utf8' }).trim();
}
