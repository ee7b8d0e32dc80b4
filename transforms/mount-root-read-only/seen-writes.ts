// A trial with a read-only root failed at a path: it gets an emptyDir where what is written there need not stay.
import { isStop, isWithin, needsAt, seenInRun, type SeenNeed, type Stop, stop } from '../../src/model/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import { mountsOf, type PodView } from '../../src/pods/index.js';
import { temporaryFolder } from '../../src/services/index.js';
import { holdsFiles } from '../../src/uses/index.js';
import type { Wish } from './source.js';

/** The wish, with an emptyDir for each path that a run was seen to write; a stop where one is no place for that. */
export function withSeenWrites(view: PodView, container: Container, wish: Wish | Stop | undefined): typeof wish {
  if (!wish || isStop(wish)) return wish;
  const { context, workload } = view;
  const paths = [...wish.paths];
  const used: SeenNeed[] = [];
  for (const seen of needsAt(context, workload.id, 'writable')) {
    const { path, folder: isFolder } = seen.need;
    if (seen.container !== undefined && seen.container !== container.name) continue;
    const isOpen = mountsOf(container).some((mount) => !mount.readOnly && isWithin(path, mount.path));
    if (isOpen || paths.some((each) => isWithin(path, each))) continue;
    const folder = temporaryFolder(path, isFolder);
    if (folder === undefined)
      return stopAt(path, 'what is written there may be meant to stay; mount a volume there first');
    if (holdsFiles(view.runs(container)?.built, folder, context))
      return stopAt(path, `${folder} holds files of the image, which an emptyDir would hide; let it write elsewhere`);
    paths.push(folder);
    used.push(seen);
  }
  if (used.length === 0) return wish;
  return { ...wish, paths: withoutInner(paths), evidence: [...wish.evidence, ...used.map(seenInRun)] };
}

function stopAt(path: string, why: string): Stop {
  return stop('needs-decision', `with a read-only root it fails at ${path}, as a run has shown, and ${why}`);
}

/** A path inside another of the list has its volume already. */
export function withoutInner(paths: readonly string[]): string[] {
  return paths.filter((path) => !paths.some((other) => other !== path && isWithin(path, other)));
}
