import { lstatSync, readdirSync } from 'node:fs';
import type { FilePath, Repository } from '../model/index.js';
import { ignoreTree, type IgnoreTree } from './ignore-tree.js';
import { child, codeOf, resolveInside } from './paths.js';
import { readInside, realRootOf } from './read.js';
import { firstInvalidByte } from './utf8.js';

/** Evidence is in small files; a lockfile above this says nothing that its manifest does not. */
export const MAX_EVIDENCE_BYTES = 1024 * 1024;
/** Bounds the memory of a run over many repositories, not the speed of one. */
const CACHED = 5000;

type Kind = 'file' | 'directory' | undefined;

/**
 * The tree on disk, read-only and rooted: `..`, absolute paths and links that lead out do not exist. What it has seen it
 * remembers, so one view serves one run.
 * @throws the system's error when the root does not exist.
 */
export function diskRepository(root: string): Repository {
  const realRoot = realRootOf(root);
  const kinds = new Map<string, Kind>();
  const listings = new Map<string, readonly string[]>();
  let rules: IgnoreTree | undefined;

  const kind = (path: FilePath): Kind => {
    const known = kinds.get(path);
    if (known !== undefined || kinds.has(path)) return known;
    const found = kindOnDisk(realRoot, path);
    if (kinds.size >= CACHED) kinds.clear();
    kinds.set(path, found);
    return found;
  };
  return {
    kind,
    read(path) {
      if (kind(path) !== 'file') return undefined;
      const bytes = readInside(realRoot, path, MAX_EVIDENCE_BYTES);
      if (!(bytes instanceof Uint8Array) || firstInvalidByte(bytes) !== -1) return undefined;
      return Buffer.from(bytes).toString('utf8');
    },
    list(directory) {
      const known = listings.get(directory);
      if (known !== undefined) return known;
      const found = namesOnDisk(realRoot, directory, kind);
      if (listings.size >= CACHED) listings.clear();
      listings.set(directory, found);
      return found;
    },
    ignored(path) {
      rules ??= ignoreTree(realRoot);
      return rules.ignored(path, kind(path) === 'directory');
    },
  };
}

/** A `FilePath` cannot climb, but a caller in plain JavaScript can pass anything. */
function climbs(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..');
}

function kindOnDisk(realRoot: string, path: FilePath): Kind {
  if (climbs(path)) return undefined;
  const resolved = resolveInside(realRoot, path);
  if (resolved.state !== 'inside') return undefined;
  try {
    const stat = lstatSync(resolved.real);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : undefined;
  } catch (error) {
    // It went away since it was resolved: then nothing stands there.
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}

function namesOnDisk(realRoot: string, directory: FilePath | '', kind: (path: FilePath) => Kind): readonly string[] {
  if (climbs(directory)) return [];
  const resolved = resolveInside(realRoot, directory);
  if (resolved.state !== 'inside') return [];
  try {
    const names: string[] = [];
    for (const entry of readdirSync(resolved.real, { withFileTypes: true })) {
      const plain = entry.isFile() || entry.isDirectory();
      if (plain || kind(child(directory, entry.name)) !== undefined) names.push(entry.name);
    }
    return names.sort();
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return [];
  }
}
