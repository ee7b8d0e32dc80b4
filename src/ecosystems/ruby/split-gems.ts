// What the gems of a lock file need of the system.
import { sourceLine, type Evidence, type FilePath, type Stop, isStop, stop } from '../../model/index.js';
import { commandsOf, installCalls, librariesFor, type Site } from '../../runs/index.js';
import { isOnRecentDebian } from '../../knowledge/index.js';
import { nativeGem, type RubyProject } from '../index.js';
import { releaseMissing, manifestFolders } from '../../splits/index.js';

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
  const names = new Set<string>();
  for (const gem of gems) {
    const found = ofGem(site, gem, has);
    if (isStop(found)) return found;
    for (const each of found) names.add(each);
  }
  return [...names];
}

function ofGem(site: Site, { name, version, source }: Gem, has: ReadonlySet<string>): readonly string[] | Stop {
  const native = nativeGem(name);
  const where = `${source.file} line ${sourceLine(source)}`;
  if (native?.open)
    return stop(
      'needs-evidence',
      `which libraries ${name} needs is not seen (${where}); name them in an apt-get line, and split the file by hand`,
    );
  if (native?.calls && !native.calls.some((each) => has.has(each)))
    return stop(
      'used-later',
      `${name} (${where}) calls ${native.calls.slice(0, 2).join(' or ')}, which the full image has and the slim one has not; install ${native.calls[0] === 'convert' ? 'imagemagick' : native.calls[0]} by name, then this file can be split`,
    );
  const dev =
    name === 'nokogiri' && usesSystemLibraries(site) ? ['libxml2-dev', 'libxslt1-dev'] : (native?.loads ?? []);
  const found: string[] = [];
  for (const each of dev) {
    const libraries = librariesFor(site, each);
    if (!libraries) return stop(releaseMissing(site), needsRelease(site, `${name} loads a library of ${each}`));
    found.push(...libraries);
  }
  for (const each of native?.uses ?? []) {
    if (!isUsed(site, each, version)) continue;
    if (!canInstall(site)) return stop(releaseMissing(site), needsRelease(site, `${name} needs ${each}`));
    found.push(each);
  }
  return found;
}

function needsRelease({ image }: Site, what: string): string {
  const plain = image.split('@', 1)[0]!;
  return isOnRecentDebian(image)
    ? `${what}, whose name depends on the release of Debian; write the release in FROM, such as ${plain.includes(':') ? plain : `${plain}:3.4`}-bookworm`
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
