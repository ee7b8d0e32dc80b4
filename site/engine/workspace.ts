// The workspace of what the page shows. From key to key one file differs: what was parsed and found out of the others is
// kept, since texts lie over those of before as steps lie over a file.
import type { Config } from '../../src/config/index.js';
import type { Frame } from '../../src/run/frame.js';
import { treeWorkspace, type Workspace } from '../../src/run/workspace.js';
import { filePath, type FilePath, type Repository } from '../../src/model/index.js';
import { DocumentMemory } from '../../src/planner/documents.js';
import { overlayRepository } from '../../src/planner/overlay.js';
import type { Texts } from '../messages.js';
import { textTree } from './tree.js';

/** With more changes the texts are read anew. */
const MOST_CHANGES = 3;

const memory = new DocumentMemory();
let kept: { readonly texts: Texts; readonly repository: Repository } | undefined;

/** The workspace of these texts, as if there had never been others. */
export function workspaceOf(texts: Texts, options: { readonly config: Config; readonly frame: Frame }): Workspace {
  const opened = treeWorkspace({ tree: textTree(texts), paths: ['.'], ...options });
  const changes = kept && changedTexts(kept.texts, texts);
  if (!kept || !changes) kept = { texts, repository: opened.repository };
  const repository = changes?.size ? overlayRepository(kept.repository, changes) : kept.repository;
  return { ...opened, memory, repository };
}

/** What differs; nothing where files came or went, or where it decides which files count. */
function changedTexts(before: Texts, after: Texts): ReadonlyMap<FilePath, string> | undefined {
  const names = Object.keys(after);
  if (names.length !== Object.keys(before).length) return undefined;
  const changes = new Map<FilePath, string>();
  for (const name of names) {
    const [old, now] = [before[name], after[name]];
    if (old === now) continue;
    if (typeof old !== 'string' || typeof now !== 'string' || name.endsWith('.gitignore')) return undefined;
    changes.set(filePath(name), now);
  }
  return changes.size > MOST_CHANGES ? undefined : changes;
}
