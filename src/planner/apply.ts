// The changes of a step on one file: splice, parse, guards. Nothing is kept that did not pass.
import { ParseError, type Change, type Edit, type FilePath } from '../model/index.js';
import { applyEdits, SpliceError } from '../text/index.js';
import type { DocumentMemory } from './documents.js';
import { checkStep, lineEnds, type Declared, type GuardFailure } from './guards.js';
import type { ParsedFile } from './parsed.js';

export interface Tried {
  /** Absent for files that are no Dockerfile, Compose file or manifest. */
  readonly parsed: ParsedFile | undefined;
  readonly before: string | undefined;
  readonly after: string;
}

/** A file as it is: its text where there is one, parsed where it is one that is planned. */
export interface Current {
  readonly parsed: ParsedFile | undefined;
  readonly text: string | undefined;
}

/** Tries the changes a step makes to one file. */
export function tryChanges(
  file: FilePath,
  changes: readonly Change[],
  declared: Declared,
  { parsed: current, text: before }: Current,
  memory: DocumentMemory,
): GuardFailure | Tried {
  const created = changes.find((change) => change.kind === 'create');
  if (created) {
    if (changes.length > 1 || before !== undefined)
      return { guard: 'edits', file, message: 'a file that exists cannot be made' };
    return { parsed: undefined, before: undefined, after: created.text };
  }
  if (before === undefined) return { guard: 'edits', file, message: 'the file does not exist' };
  const edits = changes as readonly Edit[];
  try {
    const after = applyEdits(before, edits);
    if (!current) {
      const ends = lineEnds(before, after);
      return ends ? { guard: 'newlines', file, message: ends } : { parsed: undefined, before, after };
    }
    const parsed = memory.read(current.target, file, after);
    return checkStep(current, parsed, edits, declared) ?? { parsed, before, after };
  } catch (error) {
    if (error instanceof SpliceError) return { guard: 'edits', file, message: error.message };
    if (error instanceof ParseError) return { guard: 'reparse', file, message: error.message };
    throw error;
  }
}

/** Changes by the file they change, in the order given. */
export function byFile(changes: readonly Change[]): Map<FilePath, Change[]> {
  const files = new Map<FilePath, Change[]>();
  for (const change of changes) {
    const list = files.get(change.file);
    if (list) list.push(change);
    else files.set(change.file, [change]);
  }
  return files;
}
