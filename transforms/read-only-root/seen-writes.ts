// A trial with a read-only root failed at a path: it gets a tmpfs where what is written there need not stay.
import {
  type Context,
  isStop,
  isWithin,
  needsAt,
  seenInRun,
  type SeenNeed,
  type Stop,
  stop,
  type Verdict,
} from '../../src/model/index.js';
import { findMountOf, serviceMounts, temporaryFolder, type ServiceView } from '../../src/services/index.js';
import { holdsFiles, startUser } from '../../src/uses/index.js';
import { stopTmpfs } from './detect.js';
import type { ReadOnlyRoot } from './tmpfs.js';

/** What was found, with a tmpfs for each path that a run was seen to write; a stop where one is no place for that. */
export function withSeenWrites(
  view: ServiceView,
  context: Context,
  root: Verdict<ReadOnlyRoot>,
): Verdict<ReadOnlyRoot> {
  if (!root || isStop(root)) return root;
  const anchor = view.service.place();
  const refused = needsAt(context, anchor, 'writable');
  const denied = needsAt(context, anchor, 'access');
  if (refused.length + denied.length === 0) return root;
  const values = [...root.tmpfs];
  const used: SeenNeed[] = [];
  for (const seen of refused) {
    const { path, folder: isFolder } = seen.need;
    if (values.some((each) => isWithin(path, pathOf(each))) || isMounted(view, path)) continue;
    const folder = temporaryFolder(path, isFolder);
    if (folder === undefined)
      return stopAt(path, 'what is written there may be meant to stay; mount a volume there first');
    if (holdsFiles(view.runs.built, folder, context))
      return stopAt(path, `${folder} holds files of the image, which a tmpfs would hide; let it write elsewhere`);
    for (const [at, each] of [...values.entries()].reverse()) if (isWithin(pathOf(each), folder)) values.splice(at, 1);
    // A tmpfs belongs to root: who is somebody else from the start may write to one that is open to all.
    values.push(startUser(view).is === 'other' && !isOpenToAll(folder) ? `${folder}:mode=1777` : folder);
    used.push(seen);
  }
  for (const seen of denied) {
    // A tmpfs belongs to root, and whoever gave root up cannot write there.
    const at = values.findIndex((each) => isWithin(seen.need.path, each));
    if (at === -1 || isOpenToAll(values[at]!)) continue;
    values[at] = `${values[at]}:mode=1777`;
    used.push(seen);
  }
  if (used.length === 0) return root;
  return (
    stopTmpfs(view, values) ?? {
      ...root,
      tmpfs: values,
      evidence: [...(root.evidence ?? []), ...used.map(seenInRun)],
    }
  );
}

/** As everybody finds it, without a word. */
function isOpenToAll(folder: string): boolean {
  return /^\/(?:var\/)?tmp$/.test(folder);
}

/** The path of a value of `tmpfs`. */
function pathOf(value: string): string {
  return value.split(':', 1)[0]!;
}

function isMounted(view: ServiceView, path: string): boolean {
  const mount = findMountOf(serviceMounts(view.service), path);
  return mount !== undefined && !mount.readOnly;
}

function stopAt(path: string, why: string): Stop {
  return stop('needs-decision', `with a read-only root it fails at ${path}, as a run has shown, and ${why}`);
}
