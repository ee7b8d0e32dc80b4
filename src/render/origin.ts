import {
  PHASES,
  type Edit,
  type FilePath,
  type GroupPlan,
  type Phase,
  type Step,
  type TransformId,
  type TransformMeta,
} from '../model/index.js';
import { sortEdits } from '../text/index.js';
import { OriginMap } from './origin-map.js';

/** A step with its edits in offsets of the files as they are on disk. Its place is one already. */
export interface OriginalStep {
  readonly step: Step;
  /**
   * The step's edits on the files as they are, or nothing where it would not hold alone: it makes a file, one of its
   * edits meets what an earlier step wrote, or it comes after a transform that wrote the same file: by declaration, or
   * since that one moves whole instructions.
   */
  readonly edits?: readonly Edit[];
}

/**
 * The steps of a group with the offsets of their edits translated back, step by step, to the text that is on disk: a
 * step's edits speak of the text as the step before left it.
 */
export function originalSteps(group: GroupPlan, metas: readonly TransformMeta[]): OriginalStep[] {
  const maps = new Map<FilePath, OriginMap>();
  for (const { path, text } of group.base.values()) maps.set(path, new OriginMap(text.length));
  const writers = new Map<FilePath, Set<TransformId>>();
  const needed = predecessors(metas);
  const found: OriginalStep[] = [];
  for (const step of group.steps) {
    const alone = step.files.every(({ path }) => !standsOn(step.transform, writers.get(path), needed));
    const edits = alone ? originalEdits(group, step, maps) : undefined;
    found.push({ step, ...(edits ? { edits } : {}) });
    const written = step.changes.filter((change) => change.kind === 'edit');
    for (const { file, span, text } of sortEdits(written).reverse()) maps.get(file)?.replace(span, text.length);
    for (const { path } of step.files) writers.set(path, (writers.get(path) ?? new Set()).add(step.transform));
  }
  return found;
}

/** The step's edits in offsets of the files on disk; nothing unless every one of them fits there word for word. */
function originalEdits(group: GroupPlan, step: Step, maps: ReadonlyMap<FilePath, OriginMap>): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const change of step.changes) {
    const text = group.base.get(change.file)?.text;
    if (change.kind === 'create' || text === undefined) return undefined;
    const span = maps.get(change.file)!.original(change.span);
    if (!span || text.slice(span.start, span.end) !== change.expect) return undefined;
    edits.push({ ...change, span });
  }
  return edits;
}

function isEarlier(phase: Phase, than: Phase): boolean {
  return PHASES.indexOf(phase) < PHASES.indexOf(than);
}

function standsOn(
  transform: TransformId,
  writers: ReadonlySet<TransformId> | undefined,
  needed: ReadonlyMap<TransformId, ReadonlySet<TransformId>>,
): boolean {
  for (const earlier of needed.get(transform) ?? []) if (writers?.has(earlier)) return true;
  return false;
}

/**
 * For each transform all that must have run before it, directly or not: what it names, the structural ones, and for those
 * that give an image its user whatever says what the image does.
 */
function predecessors(metas: readonly TransformMeta[]): Map<TransformId, ReadonlySet<TransformId>> {
  const earlier = (own: Phase): TransformId[] =>
    metas
      .filter(({ phase }) => isEarlier(phase, own) && (phase === 'structure' || own === 'identity'))
      .map(({ id }) => id);
  const direct = new Map(metas.map(({ id, phase, after = [] }) => [id, [...after, ...earlier(phase)]]));
  const all = new Map<TransformId, ReadonlySet<TransformId>>();
  for (const { id } of metas) {
    const found = new Set<TransformId>();
    const open = [...(direct.get(id) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(direct.get(next) ?? []));
    }
    all.set(id, found);
  }
  return all;
}
