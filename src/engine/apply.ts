import type { FileError, FilePath, GroupPlan, Step } from '../model/index.js';
import { commit, sha256Of, writeAll, type Write } from '../io/index.js';

export interface Applied {
  readonly files: readonly FilePath[];
  readonly errors: readonly FileError[];
}

/** Writes the final text of every file of a group: all of them or none. */
export function applyGroup(root: string, plan: GroupPlan): Applied {
  const writes: Write[] = [];
  for (const [path, text] of plan.result) writes.push({ path, text, expectSha256: plan.base.get(path)?.sha256 });
  if (writes.length === 0) return { files: [], errors: [] };
  const errors = writeAll(root, writes);
  return { files: errors.length > 0 ? [] : writes.map(({ path }) => path), errors };
}

/** Writes one step: all of its files or none. */
export function applyStep(root: string, step: Pick<Step, 'files'>): readonly FileError[] {
  return writeAll(
    root,
    step.files.map(({ path, before, after }) => ({
      path,
      text: after,
      expectSha256: before === undefined ? undefined : sha256Of(Buffer.from(before, 'utf8')),
    })),
  );
}

/**
 * Writes the steps of a group one by one, each as a git commit. Stops at the first that cannot be written or committed;
 * what was committed before it stays.
 */
export function commitSteps(root: string, plan: GroupPlan, message: (step: Step) => string): Applied {
  const files = new Set<FilePath>();
  for (const step of plan.steps) {
    const errors = applyStep(root, step);
    if (errors.length > 0) return { files: [...files], errors };
    for (const { path } of step.files) files.add(path);
    const made = commit(
      root,
      step.files.map(({ path }) => path),
      message(step),
    );
    if (made.error === undefined) continue;
    return {
      files: [...files],
      errors: [{ path: step.at.file, message: `${step.id} is written but not committed: ${made.error}` }],
    };
  }
  return { files: [...files], errors: [] };
}
