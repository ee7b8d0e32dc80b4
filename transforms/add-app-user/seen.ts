// Paths that a trial of the stage's user was denied, and those that harden observe saw its program write: they are given to
// the account as those that the source writes.
import {
  type Context,
  isStop,
  needsAt,
  type SeenNeedOf,
  seenInRun,
  type Stop,
  stop,
  isWithin,
} from '../../src/model/index.js';
import { anchorOf, imageParent, type DockerfileDoc, type Stage } from '../../src/dockerfile/index.js';
import type { ImageUse } from '../../src/uses/index.js';
import { isFree, isShared, isSystem } from './paths.js';
import type { Written } from './written.js';

/** What is written, with what a run showed besides; a stop where that cannot be given away. */
export function withSeen(
  doc: DockerfileDoc,
  stage: Stage,
  uses: readonly ImageUse[],
  written: Written,
  context: Context,
): Written | Stop {
  const denied = needsAt(context, anchorOf(doc, stage.instruction), 'access');
  const observed = observedWrites(doc, stage, uses, context);
  if (denied.length + observed.length === 0) return written;
  const folders = new Set(written.folders);
  const own = new Map(written.own);
  const files = new Set(written.files);
  for (const { need } of [...observed, ...denied]) {
    const place = placeOf(need.path, need.folder, uses);
    if (place === undefined) continue;
    if (isStop(place)) return place;
    const isHome = uses.some(({ directory }) => directory === place);
    if (!isHome) folders.add(place);
    else {
      own.set(place, own.get(place) ?? false);
      files.add(need.path);
    }
  }
  return {
    ...written,
    folders,
    own,
    files,
    evidence: [...written.evidence, ...[...observed, ...denied].map(seenInRun)],
  };
}

/** The folder that has to be the account's; `undefined` where everybody may write. */
function placeOf(path: string, isFolder: boolean, uses: readonly ImageUse[]): string | Stop | undefined {
  if (isFree(path)) return undefined;
  const place = isFolder ? path : imageParent(path);
  if (uses.some(({ directory = '/' }) => directory !== '/' && isWithin(place, directory))) return place;
  if (isSystem(path))
    return stop('needs-decision', `a run was denied ${path}, which belongs to the system; let it write elsewhere`);
  return isShared(place)
    ? stop(
        'needs-decision',
        `a run was denied ${path}, beside the files of others; let it write into a folder of its own`,
      )
    : place;
}

/** What was seen to be written and can be given away. Root may write elsewhere without need. */
function observedWrites(
  doc: DockerfileDoc,
  stage: Stage,
  uses: readonly ImageUse[],
  { evidence }: Context,
): SeenNeedOf<'access'>[] {
  if (stage !== doc.stages.at(-1)) return [];
  return evidence.neededBy(doc.file).filter((each): each is SeenNeedOf<'access'> => {
    if (each.need.kind !== 'access') return false;
    const place = placeOf(each.need.path, each.need.folder, uses);
    return place !== undefined && !isStop(place);
  });
}
