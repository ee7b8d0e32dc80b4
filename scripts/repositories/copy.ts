// The copy of a repository in which an application is built: its own files, with the names of the stand-ins in the one
// Dockerfile, and a makefile that says how it is built here.
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Application } from './list.js';
import { standInFor, type StandIn } from './stand-ins.js';

/** What is needed of indexes that cannot be had here, by what asks for it. */
const UNREACHED = [
  [/\bgo (?:get|install) [\w.]+\.[a-z]+\//m, 'modules of Go cannot be had'],
  [/\bcomposer (?:install|update|require)\b/m, 'packages of Packagist cannot be had'],
  [/\b(?:bundle install|gem install)\b/m, 'gems cannot be had'],
  [
    /^(?!HEALTHCHECK|\s*(?:CMD|#)).*(?<!\$\()\b(?:curl|wget|git clone|pip3? install)\b[^|;&]{0,200}?\bhttps?:\/\/(?!localhost|127\.|0\.0\.0\.0)/m,
    'what the build fetches from other places cannot be had',
  ],
] as const;

/** The stand-ins of an application, or why it is planned only. */
export function standInsOf(
  application: Application,
  text: string,
  goMod: string | undefined,
): ReadonlyMap<string, StandIn> | string {
  const found = new Map<string, StandIn>();
  for (const base of application.bases) {
    const one = standInFor(base);
    if (typeof one === 'string') return one;
    found.set(base, one);
  }
  const needs = UNREACHED.find(([pattern]) => pattern.test(text));
  if (needs) return needs[1];
  return goMod?.includes('require') ? 'modules of Go cannot be had' : found;
}

/** Writes the names of the stand-ins; why that cannot be done, if it cannot. */
export function writeNames(
  folder: string,
  { dockerfile, context }: Application,
  standIns: ReadonlyMap<string, StandIn>,
): string | undefined {
  const path = join(folder, dockerfile);
  let text = readFileSync(path, 'utf8').replace(/^#\s*syntax=.*\r?\n/i, '');
  for (const [image, { name }] of standIns) {
    if (image === name || `${image}:latest` === name) continue;
    const named = new RegExp(
      `^(\\s*FROM\\s+(?:--platform=\\S+\\s+)?)${image.replace(/[.+]/g, '\\$&')}(?=\\s|$)`,
      'gim',
    );
    const renamed = text.replace(named, `$1${name}`);
    if (renamed === text) return `${image} is named by a variable`;
    text = renamed;
  }
  writeFileSync(path, text);
  writeFileSync(join(folder, 'GNUmakefile'), `image:\n\tdocker build --network host -f ${dockerfile} ${context}\n`);
  const git = (...args: string[]): void =>
    void spawnSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd: folder });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--no-verify', '--message', 'As it is');
  return undefined;
}
