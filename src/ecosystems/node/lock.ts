// Lock files of npm, yarn and pnpm, and the packageManager field. Only what a project itself asks for is told: what lies
// deeper may be there in several versions.
import { type Found, type Reading, lineOf, parseJson } from '../lock-reading.js';

/** Versions as semver has them, without what npm calls build metadata. */
const VERSION = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;

/** Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json */
export function readPackageLock(text: string): Reading {
  const lock = parseJson(text);
  if (!lock) return 'it is no valid JSON';
  const found: Found[] = [];
  const inFolders = lock.packages !== undefined;
  const entries = Object.entries(Object(inFolders ? lock.packages : lock.dependencies) as Record<string, unknown>);
  const lines = keyLines(text);
  for (const [key, entry] of entries) {
    const name = inFolders ? /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(key)?.[1] : key;
    const { version, resolved, link } = Object(entry) as Record<string, unknown>;
    if (name === undefined || typeof version !== 'string') continue;
    const elsewhere =
      link === true || !VERSION.test(version) || (typeof resolved === 'string' && !/^https?:/.test(resolved));
    found.push({ name, version, origin: elsewhere ? 'elsewhere' : 'index', line: lines.get(key) ?? 1 });
  }
  return found;
}

/** The lines of keys at one depth of JSON that npm wrote; where it is indented otherwise, none. */
function keyLines(text: string): Map<string, number> {
  const indent = '    ';
  const lines = new Map<string, number>();
  for (const [at, line] of text.split('\n').entries()) {
    if (!line.startsWith(`${indent}"`)) continue;
    const end = line.indexOf('": {', indent.length);
    if (end !== -1) lines.set(line.slice(indent.length + 1, end), at + 1);
  }
  return lines;
}

/** Both forms: yarn's own up to version 1, YAML since. Source: https://classic.yarnpkg.com/lang/en/docs/yarn-lock/ */
export function readYarnLock(text: string): Reading {
  const found: Found[] = [];
  let names: readonly { readonly name: string; readonly elsewhere: boolean }[] = [];
  let heading = 0;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.length > 5000 || line.startsWith('#')) continue;
    if (/^\S/.test(line)) {
      names = descriptors(line.trimEnd());
      heading = at + 1;
      continue;
    }
    const version = /^ {2}version:? "?([^"\s]+)"?\s*$/.exec(line)?.[1];
    if (version === undefined) continue;
    for (const { name, elsewhere } of names) {
      const origin = elsewhere || !VERSION.test(version) ? 'elsewhere' : 'index';
      found.push({ name, version, origin, line: heading });
    }
    names = [];
  }
  return found;
}

/** `"@a/b@^1.0.0, @a/b@~1.1":`, `a@^1, a@^2:`, `"a@npm:^1":` */
function descriptors(heading: string): { name: string; elsewhere: boolean }[] {
  if (!heading.endsWith(':')) return [];
  const seen = new Map<string, { name: string; elsewhere: boolean }>();
  for (const part of heading.slice(0, -1).split(',')) {
    const text = part.trim().replace(/^"|"$/g, '');
    const split = text.indexOf('@', 1);
    if (split === -1) continue;
    const name = text.slice(0, split);
    const range = text.slice(split + 1).replace(/^npm:/, '');
    seen.set(name, { name, elsewhere: /^[a-z+]+:|^[\w-]+\/|@/.test(range) });
  }
  return [...seen.values()];
}

/**
 * What the project at the lock file's own place asks for: `importers: .`, or the top level in files up to version 5.
 * Source: https://github.com/pnpm/spec/tree/master/lockfile
 */
export function readPnpmLock(text: string): Reading {
  const found: Found[] = [];
  let importer: string | undefined = '.';
  let indent = 0;
  let section = false;
  let name: string | undefined;
  for (const [at, line] of text.split('\n').entries()) {
    const entry = line.length > 1000 ? null : /^( *)(?! )(['"]?)([^'":#][^'":]*)\2:(?: (.*))?$/.exec(line.trimEnd());
    if (!entry) continue;
    const depth = entry[1]!.length;
    const key = entry[3]!;
    const value = entry[4]?.trim() ?? '';
    if (depth === 0) {
      indent = key === 'importers' ? 4 : 0;
      importer = key === 'importers' ? undefined : '.';
      section = indent === 0 && isSection(key);
    } else if (indent === 4 && depth === 2) {
      importer = key;
      section = false;
    } else if (indent === 4 && depth === 4) section = importer === '.' && isSection(key);
    else if (section && depth === indent + 2) {
      name = key;
      if (value !== '') add(name, value, at);
    } else if (section && depth === indent + 4 && key === 'version' && name !== undefined) add(name, value, at);
  }
  return found;

  function add(of: string, value: string, at: number): void {
    const version = value.replace(/^['"]|['"]$/g, '').replace(/[(_].*/s, '');
    found.push({ name: of, version, origin: VERSION.test(version) ? 'index' : 'elsewhere', line: at + 1 });
  }
}

function isSection(key: string): boolean {
  return key === 'dependencies' || key === 'devDependencies' || key === 'optionalDependencies';
}

/** The package manager that package.json settles on. Source: https://nodejs.org/api/packages.html#packagemanager */
export function readPackageManager(text: string): Reading | undefined {
  const { packageManager } = parseJson(text) ?? {};
  const read =
    typeof packageManager === 'string' ? /^(npm|pnpm|yarn)@(\d[\w.-]*)(?:\+.*)?$/.exec(packageManager) : null;
  if (!read || !VERSION.test(read[2]!)) return undefined;
  // yarn from 2 on is not published under this name.
  const elsewhere = read[1] === 'yarn' && !read[2]!.startsWith('1.');
  return [
    {
      name: read[1]!,
      version: read[2]!,
      origin: elsewhere ? 'elsewhere' : 'index',
      line: lineOf(text, '"packageManager"'),
    },
  ];
}
