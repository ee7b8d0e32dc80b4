import type { Change, Edit, FilePath, Proposal, NonEmpty } from '../model/index.js';
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
    const before = done.get(file);
    if (before && doEditsMeet([...before, ...edits])) return undefined;
  }
  const maps = new Map([...done].map(([file, edits]) => [file, offsetMap(edits)]));
  return changes.map((change) => {
    const map = maps.get(change.file);
    if (change.kind === 'create' || !map) return change;
    const start = map(change.span.start);
    return { ...change, span: { start, end: start + (change.span.end - change.span.start) } };
  });
}
