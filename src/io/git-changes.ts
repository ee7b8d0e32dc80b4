import { type FilePath, filePath } from '../model/index.js';
import { filtersOff, gitState } from './git.js';
import { askGit } from './git-process.js';
import { relativeTo } from './paths.js';
import { realRootOf } from './read-file.js';

/**
 * The files below `root` that differ from the commit where the history of HEAD left that of `ref`: committed since,
 * changed and not committed, and new ones that no rule ignores. Files that are gone are among them.
 * @throws Error when there is no such commit, none that both have, or no git, with what to do.
 */
export function changedSince(root: string, ref: string): ReadonlySet<FilePath> {
  const inside = gitState(root);
  if (inside.state === 'unusable') throw new Error(inside.message);
  if (inside.state === 'outside') throw new Error('the files lie in no git work tree');
  const { top } = inside;
  const ask = (args: readonly string[], settings: Parameters<typeof askGit>[2] = []): string | undefined => {
    const ran = askGit(top, args, settings);
    if (ran === undefined) throw new Error('git is gone');
    return ran.code === 0 ? ran.out : undefined;
  };
  const named = ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (named === undefined) throw new Error('there is no such commit here; fetch it first');
  const base = ask(['merge-base', named.trim(), 'HEAD']);
  if (base === undefined)
    throw new Error(
      'HEAD and it have no commit in common here; a shallow clone needs more of its history (fetch-depth: 0)',
    );
  const prefix = relativeTo(top, realRootOf(root));
  const below = prefix === '' ? [] : ['--', prefix];
  const compare = [
    'diff',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules=all',
  ];
  const changed = ask([...compare, base.trim(), ...below], filtersOff(top));
  const added = ask(['ls-files', '-z', '--others', '--exclude-standard', ...below]);
  if (changed === undefined || added === undefined) throw new Error('git could not say what changed');
  const skipped = prefix === '' ? 0 : prefix.length + 1;
  return new Set(
    `${changed}${added}`.split('\0').flatMap((path) => (path === '' ? [] : [filePath(path.slice(skipped))])),
  );
}
