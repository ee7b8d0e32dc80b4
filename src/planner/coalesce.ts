import type { Change, Edit, FilePath, Proposal, NonEmpty, Span } from '../model/index.js';
import { offsetMap, sortEdits } from '../text/index.js';

/**
 * Joins proposals of one transform that share id, words, safety and assumptions into one step, so that a pattern that
 * stands ten times in a stage is reviewed once. Proposals whose edits meet stay apart.
 */
export function coalesce(proposals: readonly Proposal[]): Proposal[] {
  const alike = new Map<string, [Proposal, ...Proposal[]]>();
  for (const proposal of proposals) {
    const { id, safety, title, why, assumptions } = proposal;
    const key = [id, safety, title, why, ...assumptions.map((assumption) => assumption.id + assumption.believes)].join(
      '\u0000',
    );
    const list = alike.get(key);
    if (list) list.push(proposal);
    else alike.set(key, [proposal]);
  }
  return [...alike.values()].flatMap((list) =>
    list.length === 1 || doEditsMeet(list.flatMap((proposal) => proposal.changes)) ? list : [join(list)],
  );
}

function join(list: NonEmpty<Proposal>): Proposal {
  const [first, ...others] = list;
  return {
    ...first,
    touches: [...new Set(list.flatMap((proposal) => proposal.touches))],
    evidence: [...first.evidence, ...others.flatMap((proposal) => proposal.evidence)],
    changes: [...first.changes, ...others.flatMap((proposal) => proposal.changes)],
  };
}

/** True when two changes speak of the same characters, or insert at the same place. */
export function doEditsMeet(changes: readonly Change[]): boolean {
  const created = changes.filter((change) => change.kind === 'create').map((change) => change.file);
  if (new Set(created).size < created.length) return true;
  for (const [file, edits] of editsByFile(changes)) {
    if (created.includes(file)) return true;
    const sorted = sortEdits(edits);
    for (let at = 1; at < sorted.length; at++) {
      const before = sorted[at - 1]!.span;
      const here = sorted[at]!.span;
      if (here.start < before.end || here.start === before.start) return true;
    }
  }
  return false;
}

function editsByFile(changes: readonly Change[]): Map<FilePath, Edit[]> {
  const files = new Map<FilePath, Edit[]>();
  for (const change of changes) {
    if (change.kind !== 'edit') continue;
    const list = files.get(change.file);
    if (list) list.push(change);
    else files.set(change.file, [change]);
  }
  return files;
}

/** Changes moved by edits already applied to the text they were made for; `undefined` where they meet. */
export function rebase(
  changes: readonly Change[],
  done: ReadonlyMap<FilePath, readonly Edit[]>,
): readonly Change[] | undefined {
  // Made in this round: whoever wants to make it too has to look at it first.
  if (changes.some((change) => change.kind === 'create' && done.has(change.file))) return undefined;
  const earlier = changes.flatMap((change) => done.get(change.file) ?? []);
  if (earlier.length === 0) return changes;
  for (const [file, edits] of editsByFile(changes)) {
    const taken = new Taken(done.get(file));
    if (edits.some(({ span }) => taken.meets(span))) return undefined;
  }
  const maps = new Map([...done].map(([file, edits]) => [file, offsetMap(edits)]));
  return changes.map((change) => {
    const map = maps.get(change.file);
    return change.kind === 'create' || !map ? change : moved(change, map(change.span.start));
  });
}

function moved(edit: Edit, start: number): Edit {
  return { ...edit, span: { start, end: start + (edit.span.end - edit.span.start) } };
}

/**
 * Sets of changes made on one text, none of which meets another, as they are applied one set after the other: each moved
 * by what was done before and by the sets in front of it.
 */
export function rebaseInTurn(
  sets: readonly (readonly Change[])[],
  done: ReadonlyMap<FilePath, readonly Edit[]>,
): readonly (readonly Change[])[] {
  if (sets.length === 1) return sets.map((changes) => rebase(changes, done)!);
  const shifts = new Map<FilePath, Shifts>();
  for (const [file, edits] of editsByFile(sets.flat())) {
    const before = done.get(file) ?? [];
    shifts.set(file, new Shifts([...before, ...edits]));
    for (const edit of before) shifts.get(file)!.add(edit);
  }
  return sets.map((changes) => {
    const placed = changes.map((change) =>
      change.kind === 'create' ? change : moved(change, change.span.start + shifts.get(change.file)!.before(change)),
    );
    for (const change of changes) if (change.kind === 'edit') shifts.get(change.file)!.add(change);
    return placed;
  });
}

/** By how much edits that were applied so far move what stands behind them: a tree of sums (Fenwick's). */
class Shifts {
  private readonly places = new Map<Edit, number>();
  private readonly sums: number[];

  constructor(edits: readonly Edit[]) {
    for (const [at, edit] of sortEdits(edits).entries()) this.places.set(edit, at + 1);
    this.sums = new Array<number>(edits.length + 1).fill(0);
  }

  add(edit: Edit): void {
    const shift = edit.text.length - (edit.span.end - edit.span.start);
    for (let at = this.places.get(edit)!; at < this.sums.length; at += at & -at) this.sums[at]! += shift;
  }

  before(edit: Edit): number {
    let sum = 0;
    for (let at = this.places.get(edit)! - 1; at > 0; at -= at & -at) sum += this.sums[at]!;
    return sum;
  }
}

/** Those of which none meets one in front of it that is taken, and the others. All change one file. */
export function partMeeting<T extends { readonly proposal: Pick<Proposal, 'changes'> }>(
  steps: readonly T[],
): { readonly apart: T[]; readonly meeting: T[] } {
  const apart: T[] = [];
  const meeting: T[] = [];
  const taken = new Taken();
  for (const step of steps) {
    const spans = step.proposal.changes.flatMap((change) => (change.kind === 'edit' ? [change.span] : []));
    const meets = spans.some((span) => taken.meets(span));
    (meets ? meeting : apart).push(step);
    if (!meets) for (const span of spans) taken.add(span);
  }
  return { apart, meeting };
}

/** Spans of a file that are spoken for, by their start. */
class Taken {
  private readonly spans: Span[];

  constructor(edits: readonly Edit[] = []) {
    this.spans = sortEdits(edits).map(({ span }) => span);
  }

  /** As `doEditsMeet`: the same characters, or an insertion at the same place. */
  meets({ start, end }: Span): boolean {
    const at = this.placeOf(start, Number.POSITIVE_INFINITY);
    const before = this.spans[at - 1];
    const behind = this.spans[at];
    return (
      (before !== undefined && (before.start === start || before.end > start)) ||
      (behind !== undefined && behind.start < end)
    );
  }

  add(span: Span): void {
    this.spans.splice(this.placeOf(span.start, span.end), 0, span);
  }

  /** How many stand before it. */
  private placeOf(start: number, end: number): number {
    let low = 0;
    let high = this.spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const span = this.spans[middle]!;
      if (span.start < start || (span.start === start && span.end <= end)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
