// What the gems of a lock file need of the system.
import { sourceLine, type Evidence, type FilePath, type Stop, stop } from '../../model/index.js';
import { commandsOf, installCalls, type Site } from '../../runs/index.js';
import { isOnRecentDebian } from '../../knowledge/index.js';
import { nativeGem, type RubyProject } from '../index.js';
import { manifestFolders, type NativeNeed, neededPackages, releaseMissing, writeRelease } from '../../splits/index.js';

export interface Gem {
  readonly name: string;
  readonly version: string;
  readonly source: Extract<Evidence['from'], { kind: 'source' }>;
}

/** The Gemfile that the build reads: in a build context, or where a COPY takes one from. */
export function rubyProject(site: Site): RubyProject | undefined {
  for (const folder of manifestFolders(site, /\/?(?:Gemfile|gems)[\w.*]{0,100}$/)) {
    const found = site.context.evidence.projects(folder).find((each) => each.ecosystem === 'ruby');
    if (found?.ecosystem === 'ruby') return found;
  }
  return undefined;
}

/** Every gem that the lock file names, those that others depend on as well. */
export function lockedGems(site: Site, lock: FilePath): Gem[] {
  const lines = (site.context.evidence.repository.read(lock) ?? '').split('\n');
  return lines.flatMap((line, at): Gem[] => {
    const found = /^ {4}([A-Za-z0-9][\w.-]*) \(([\w.]+)/.exec(line);
    if (!found) return [];
    return [
      { name: found[1]!, version: found[2]!, source: { kind: 'source', file: lock, line: at + 1, quote: line.trim() } },
    ];
  });
}

/** Debian packages that the gems load or use, and that the full image has by chance. */
export function packagesOf(site: Site, gems: readonly Gem[]): readonly string[] | Stop {
  const installed = site.runs.flatMap(({ instruction }) =>
    installCalls(instruction).flatMap(({ packages }) =>
      packages.flatMap(({ name, role }) => (role === 'build' ? [] : [name])),
    ),
  );
  const has = new Set([
    ...installed,
    ...commandsOf(installed),
    ...(installed.includes('imagemagick') ? ['convert'] : []),
  ]);
  const needs = gems.flatMap((gem) => needOf(site, gem, has));
  return neededPackages(site, needs, (what) => stop(releaseMissing(site), needsRelease(site, what)), canInstall(site));
}

function needOf(site: Site, { name, version, source }: Gem, has: ReadonlySet<string>): NativeNeed[] {
  const native = nativeGem(name);
  const where = `${source.file} line ${sourceLine(source)}`;
  const ofSystem = name === 'nokogiri' && usesSystemLibraries(site);
  if (!native && !ofSystem) return [];
  const { calls = [], loads = [], uses = [], open } = native ?? {};
  return [
    {
      package: name,
      where,
      loads: ofSystem ? ['libxml2-dev', 'libxslt1-dev'] : loads,
      uses: uses.filter((each) => isUsed(site, each, version)),
      calls: calls.some((each) => has.has(each)) ? [] : calls.slice(0, 2),
      broughtBy: calls[0] === 'convert' ? 'imagemagick' : (calls[0] ?? ''),
      open: open && `needs is not seen (${where})`,
    },
  ];
}

function needsRelease({ image }: Site, what: string): string {
  const plain = image.split('@', 1)[0]!;
  return isOnRecentDebian(image)
    ? writeRelease(what, `${plain.includes(':') ? plain : `${plain}:3.4`}-bookworm`)
    : `${what}, and ${image} does not say that it stands on Debian bullseye or later, whose packages are still served; take such an image first`;
}

/** Debian brings the time zones up to bookworm; sqlite3 from 1.5 and mimemagic up to 0.3.6 bring what they need. */
function isUsed(site: Site, name: string, version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (name === 'libsqlite3-0') return (major === 1 && minor < 5) || usesSystemLibraries(site);
  if (name === 'shared-mime-info') return major > 0 || minor > 3 || (minor === 3 && patch > 6);
  if (name === 'tzdata') return canInstall(site) && !/^(?:bullseye|bookworm)$/.test(site.profile?.release ?? '');
  return true;
}

function usesSystemLibraries({ doc }: Site): boolean {
  return /(?:use|enable)-system-libraries|USE_SYSTEM_LIBRARIES/.test(doc.text);
}

function canInstall({ profile, image }: Site): boolean {
  const release = profile?.release;
  return release === undefined ? isOnRecentDebian(image) : /^(?:bullseye|bookworm|trixie)$/.test(release);
}
