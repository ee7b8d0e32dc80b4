// bundler. Source: https://bundler.io/man/gemfile.5.html
import { type Folder, type LocalReference, type Read, type Repository, child, words } from '../../model/index.js';
import { linesOf, localReference, readManifest, type ManifestText } from '../manifest-text.js';
import type { RubyProject } from './project.js';

/**
 * Gems whose gemspec has `extensions`, read at https://rubygems.org/gems/<name>: what compiles when no binary gem fits the
 * platform.
 */
const NATIVE = words(`
  bcrypt bigdecimal bootsnap charlock_holmes curb ed25519 eventmachine ffi hiredis http_parser.rb json mysql2 nio4r
  nokogiri oj pg puma racc rbtree rdiscount redcarpet rmagick ruby-vips rugged sassc snappy sqlite3 thin tiny_tds
  unf_ext websocket-driver`);

export function readRuby(repository: Repository, directory: Folder): RubyProject | undefined {
  const file = ['Gemfile', 'gems.rb']
    .map((name) => child(directory, name))
    .find((path) => repository.kind(path) === 'file');
  if (file === undefined) return undefined;
  const manifest = readManifest(repository, file);
  const lock = ['Gemfile.lock', 'gems.locked']
    .map((name) => child(directory, name))
    .find((path) => repository.kind(path) === 'file');
  const facts = manifest
    ? gemfileFacts(manifest, directory)
    : { gems: [], pathGems: [], reads: [], rubyVersion: undefined };
  const locked = lock === undefined ? [] : lockedNames(readManifest(repository, lock));
  const known = new Map([...locked, ...facts.gems].map((gem) => [gem.is, gem]));
  return {
    ecosystem: 'ruby',
    directory,
    manifests: [file, ...(lock === undefined ? [] : [lock])],
    unread: manifest ? [] : [{ file, why: 'it is too large, or not UTF-8' }],
    ...facts,
    lock,
    nativeGems: [...known.values()].filter(({ is }) => NATIVE.has(is)),
  };
}

function gemfileFacts(
  manifest: ManifestText,
  directory: Folder,
): Pick<RubyProject, 'gems' | 'pathGems' | 'reads' | 'rubyVersion'> {
  const gems: Read<string>[] = [];
  const pathGems: Read<LocalReference>[] = [];
  const reads: Read<string>[] = [];
  let rubyVersion: Read<string> | undefined;
  for (const { line, start } of linesOf(manifest.text)) {
    const solid = line.replace(/(?:^|\s)#.*/s, '').trim();
    if (solid === '') continue;
    const read = <T>(is: T): Read<T> => manifest.read(is, start, start + line.length);
    const gem = /^gem[ (]\s*(["'])([\w.-]+)\1/.exec(solid)?.[2];
    if (gem !== undefined) gems.push(read(gem));
    const path = /(?:^path\s+|\bpath:\s*|:path\s*=>\s*)(["'])([^"']+)\1/.exec(solid)?.[2];
    if (path !== undefined) pathGems.push(read(localReference(directory, path, path, true)));
    const version = /^ruby\s+(["'])([^"']+)\1/.exec(solid)?.[2];
    if (version !== undefined) rubyVersion = read(version);
    const file =
      /^ruby\s+file:\s*(["'])([^"']+)\1/.exec(solid)?.[2] ??
      /\b(?:File\.(?:read|open|exist\?|join)|eval_gemfile|IO\.read|require_relative|instance_eval)\b/.exec(solid)?.[0];
    if (file !== undefined) {
      const named = /(["'])([\w./-]+)\1/.exec(solid.slice(solid.indexOf(file)))?.[2];
      reads.push(read(file.includes('.rb') || /^[\w./-]*$/.test(file) ? (named ?? file) : (named ?? file)));
    }
    if (/^gemspec\b/.test(solid)) reads.push(read('*.gemspec'));
  }
  return { gems, pathGems, reads, rubyVersion };
}

function lockedNames(manifest: ManifestText | undefined): Read<string>[] {
  const found: Read<string>[] = [];
  for (const { line, start } of linesOf(manifest?.text ?? '')) {
    const name = /^ {4}([A-Za-z0-9][\w.-]*) \(/.exec(line)?.[1];
    if (manifest && name !== undefined) found.push(manifest.read(name, start, start + line.length));
  }
  return found;
}
