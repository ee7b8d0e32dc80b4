// The files as the editor has them: unsaved buffers laid over the disk, seen together.
import { discover, type Tree } from '../io/index.js';
import type { FilePath, Target } from '../model/index.js';
import { groupsOf, overlayWorkspace, sniffYaml, type Workspace, type WorkspaceFile } from '../run/index.js';
import type { State } from './state.js';

export interface View {
  readonly state: State;
  readonly workspace: Workspace;
  /** Open files that are not as they are on disk. */
  readonly texts: ReadonlyMap<FilePath, string>;
  /** What belongs together was read anew: any group may be another. */
  readonly isRegrouped: boolean;
}

/**
 * The files of a state under the texts of open files.
 * @param before the view it takes the place of: what belongs together is kept where no file that tells has changed.
 */
export function viewOf(state: State, open: ReadonlyMap<FilePath, string>, before?: View): View {
  const { repository } = state.workspace;
  const texts = new Map([...open].filter(([path, text]) => repository.read(path) !== text));
  const targets = new Map(state.workspace.files.map(({ path, target }) => [path, target]));
  for (const [path, text] of texts) {
    const target = targetOf(state, path, text, targets.has(path));
    if (target) targets.set(path, target);
    else targets.delete(path);
  }
  const files = [...targets].map(([path, target]) => ({ path, target }));
  const overlaid: Workspace = { ...overlayWorkspace(state.workspace, texts), files };
  const isRegrouped = !before || before.state !== state || !isGroupedAlike(before, texts, files);
  const groups = isRegrouped ? groupsOf(overlaid) : groupsOf(before.workspace);
  return { state, workspace: { ...overlaid, groups }, texts, isRegrouped };
}

/** What a buffer holds, as discovery would say; nothing for a file that discovery leaves alone. */
function targetOf(state: State, path: FilePath, text: string, isKnown: boolean): Target | undefined {
  const { tree, config, workspace } = state;
  if (!isKnown && isLeftAlone(workspace, path)) return undefined;
  const ignored = (each: FilePath): string | undefined => (config.ignores(each) ? 'ignored' : undefined);
  for (const found of discover({ tree: bufferTree(tree, path, text), paths: [path], sniff: sniffYaml, ignored }))
    if (found.kind === 'file') return found.target;
  return undefined;
}

/** Below a folder that was skipped, or ignored by git. */
function isLeftAlone({ repository, skipped }: Workspace, path: FilePath): boolean {
  if (repository.ignored(path)) return true;
  return skipped.some((each) => each.path.endsWith('/') && path.startsWith(each.path));
}

/** The tree with one file as a buffer has it. */
function bufferTree(tree: Tree, path: FilePath, text: string): Tree {
  return {
    ...tree,
    locate: () => ({ path, directory: false }),
    resolve: (each) => (each === path ? { state: 'inside', path } : tree.resolve(each)),
    bytes: (each, limit) => (each === path ? Buffer.from(text, 'utf8') : tree.bytes(each, limit)),
  };
}

/** Which Dockerfile belongs to what is told by the other files: typing in a Dockerfile changes nothing of it. */
function isGroupedAlike(before: View, texts: ReadonlyMap<FilePath, string>, files: readonly WorkspaceFile[]): boolean {
  const old = before.workspace.files;
  if (old.length !== files.length) return false;
  const dockerfiles = new Set<FilePath>();
  for (const [at, { path, target }] of files.entries()) {
    if (old[at]!.path !== path || old[at]!.target !== target) return false;
    if (target === 'dockerfile') dockerfiles.add(path);
  }
  for (const path of new Set([...texts.keys(), ...before.texts.keys()]))
    if (!dockerfiles.has(path) && texts.get(path) !== before.texts.get(path)) return false;
  return true;
}
