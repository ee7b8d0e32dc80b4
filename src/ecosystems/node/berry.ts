// Yarn 2 and later: which one it is, where it keeps packages, and how programs find them.
// Sources: https://yarnpkg.com/configuration/yarnrc, https://yarnpkg.com/features/pnp,
// https://github.com/yarnpkg/berry/blob/master/packages/yarnpkg-core/sources/folderUtils.ts (the home folder)
import { baseName, child, type Folder, type Repository, type Source } from '../../model/index.js';
import { linesOf } from '../manifest-text.js';
import type { Berry } from './project.js';

/** Versions of the lock file that came with a new major version of yarn. */
const LOCKS: readonly (readonly [from: number, major: number])[] = [
  [8, 4],
  [5, 3],
  [1, 2],
];

/** @param lock the version in its lock file. */
export function readBerry(
  repository: Repository,
  directory: Folder,
  packageManager: string | undefined,
  lock: string | undefined,
): Berry {
  const file = child(directory, '.yarnrc.yml');
  const text = repository.kind(file) === 'file' ? repository.read(file) : '';
  const settings = new Map<string, string>();
  const paths: string[] = [];
  for (const { line } of linesOf(text ?? '')) {
    const [all = '', indent = '', key = ''] = /^( {0,20}(?:- )?)(\w{1,60}):/.exec(line) ?? [];
    if (key === '') continue;
    const value = /^[^"'#]{0,300}/.exec(line.slice(all.length).trim().replace(/^["']/, ''))?.[0].trim() ?? '';
    if (indent === '') settings.set(key, value);
    if (/^(?:path|yarnPath|cacheFolder)$/.test(key)) paths.push(value);
  }
  const release = settings.get('yarnPath');
  const named = /^yarn@(\d+)/.exec(packageManager ?? '')?.[1] ?? /^yarn-(\d{1,3})\./.exec(baseName(release ?? ''))?.[1];
  const format = Number(lock ?? 'NaN');
  const major = named === undefined ? LOCKS.find(([from]) => format >= from)?.[1] : Number(named);
  const linker = settings.get('nodeLinker') ?? 'pnp';
  const from: Source = { kind: 'source', file: text === '' ? child(directory, 'yarn.lock') : file };
  return {
    major,
    linker: linker === 'node-modules' || linker === 'pnp' ? linker : undefined,
    cache: text === undefined ? undefined : cacheOf(settings, major),
    hasFocus:
      (major ?? 0) >= 4 ||
      repository.kind(child(directory, '.yarn/plugins/@yarnpkg/plugin-workspace-tools.cjs')) === 'file',
    strayPath:
      text === undefined
        ? file
        : paths.find((path) => !/^(?:\.\/)?\.yarn\/(?:releases|plugins|cache)(?:\/|$)/.test(path)),
    from,
  };
}

function cacheOf(settings: ReadonlyMap<string, string>, major: number | undefined): Berry['cache'] {
  if (['cacheFolder', 'globalFolder'].some((key) => settings.has(key))) return undefined;
  if (/^hardlinks/.test(settings.get('nmMode') ?? '')) return undefined;
  const isGlobal = settings.get('enableGlobalCache');
  if (isGlobal !== undefined) return isGlobal === 'true' ? 'home' : 'project';
  if (major === undefined) return undefined;
  return major >= 4 ? 'home' : 'project';
}
