import {
  PHASES,
  type Edit,
  type FilePath,
  type GroupPlan,
  type Phase,
  type Span,
  type Step,
  type TransformId,
  type TransformMeta,
} from '../model/index.js';
import { sortEdits } from '../text/index.js';

/** What one edit replaced, in the text before it and in the text after it. */
interface Replaced {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

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
  const history = new Map<FilePath, Replaced[][]>();
  const writers = new Map<FilePath, Set<TransformId>>();
  const needed = predecessors(metas);
  const found: OriginalStep[] = [];
  for (const step of group.steps) {
    const alone = step.files.every(({ path }) => !standsOn(step.transform, writers.get(path), needed));
    const edits = alone ? originalEdits(group, step, history) : undefined;
    found.push({ step, ...(edits ? { edits } : {}) });
    for (const { path } of step.files) {
      if (!history.has(path)) history.set(path, []);
      history.get(path)!.push(replacedBy(step, path));
      writers.set(path, (writers.get(path) ?? new Set()).add(step.transform));
    }
  }
  return found;
}

/** The step's edits in offsets of the files on disk; nothing unless every one of them fits there word for word. */
function originalEdits(group: GroupPlan, step: Step, history: ReadonlyMap<FilePath, Replaced[][]>): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const change of step.changes) {
    const text = group.base.get(change.file)?.text;
    if (change.kind === 'create' || text === undefined) return undefined;
    const earlier = history.get(change.file) ?? [];
    const span = originalSpan(earlier, change.span);
    if (!span || text.slice(span.start, span.end) !== change.expect) return undefined;
    edits.push({ ...change, span });
  }
  return edits;
}

/** The span before all steps; nothing when one of them wrote in it or right beside it. */
function originalSpan(history: readonly (readonly Replaced[])[], span: Span): Span | undefined {
  let { start, end } = span;
  for (let step = history.length - 1; step >= 0; step--) {
    const from = before(history[step]!, start);
    const to = before(history[step]!, end);
    if (!from.exact || !to.exact || from.passed !== to.passed) return undefined;
    start = from.offset;
    end = to.offset;
  }
  return { start, end };
}

interface Before {
  readonly offset: number;
  /** False: the step wrote that very place, and this is the nearest one it left alone. */
  readonly exact: boolean;
  /** How many edits stand at or before it. */
  readonly passed: number;
}

/** Where an offset of the text after the edits lay before them. Touching an edit is not exact: what was there is new. */
function before(replaced: readonly Replaced[], offset: number): Before {
  let low = 0;
  let high = replaced.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (replaced[middle]!.newStart <= offset) low = middle + 1;
    else high = middle;
  }
  const last = replaced[low - 1];
  if (!last) return { offset, exact: true, passed: low };
  if (offset > last.newEnd) return { offset: offset - last.newEnd + last.end, exact: true, passed: low };
  return { offset: offset === last.newEnd ? last.end : last.start, exact: false, passed: low };
}

function replacedBy(step: Step, file: FilePath): Replaced[] {
  const edits = step.changes.filter((change) => change.kind === 'edit' && change.file === file) as Edit[];
  let shift = 0;
  return sortEdits(edits).map(({ span, text }) => {
    const newStart = span.start + shift;
    shift += text.length - (span.end - span.start);
    return { start: span.start, end: span.end, newStart, newEnd: newStart + text.length };
  });
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
