// The texts of files, step after step: they share what they have in common, and a step alone is enough to make them again.
import type { Change, FilePath, GroupPlan, SourceFile, Step, StepFile } from '../model/index.js';
import { Rope } from '../text/index.js';
import { byFile } from './apply.js';

/** Files as the steps so far leave them. */
export class Versions {
  private readonly latest = new Map<FilePath, Rope>();

  /**
   * A file as one more step leaves it.
   * @param first its text before the first of them; not asked for where the step makes the file.
   */
  write(path: FilePath, first: string | undefined, changes: readonly Change[]): StepFile {
    const [change] = changes;
    if (change?.kind === 'create') {
      this.latest.set(path, Rope.of(change.text));
      return { path, before: undefined, after: change.text };
    }
    const edits = changes.filter((each) => each.kind === 'edit');
    const before = this.latest.get(path) ?? Rope.of(first!);
    const after = before.edited(edits);
    this.latest.set(path, after);
    return fileOfVersions(path, { before, after, edits });
  }
}

function fileOfVersions(path: FilePath, versions: NonNullable<StepFile['versions']>): StepFile {
  const file: StepFile = {
    path,
    get before() {
      return versions.before.toString();
    },
    get after() {
      return versions.after.toString();
    },
  };
  // Not part of what the step is as a value: who copies it with another text has none.
  return Object.defineProperty(file, 'versions', { value: versions });
}

/** A plan as plain data of about the size of its changes: the texts between its steps are left out. */
export interface BarePlan extends Omit<GroupPlan, 'steps'> {
  readonly steps: readonly Omit<Step, 'files'>[];
  /** Texts of files that steps change and that are not in the base. */
  readonly others: ReadonlyMap<FilePath, string>;
}

export function withoutTexts(plan: GroupPlan): BarePlan {
  const others = new Map<FilePath, string>();
  const seen = new Set<FilePath>(plan.base.keys());
  const steps = plan.steps.map(({ files, ...step }) => {
    for (const file of files) {
      if (seen.has(file.path)) continue;
      seen.add(file.path);
      const { before } = file;
      if (before !== undefined) others.set(file.path, before);
    }
    return step;
  });
  return { ...plan, steps, others };
}

/** The plan that was made bare. */
export function withTexts({ others, ...plan }: BarePlan): GroupPlan {
  const versions = new Versions();
  const first = (path: FilePath): string | undefined => textIn(plan.base, path) ?? others.get(path);
  const steps = plan.steps.map((step) => ({
    ...step,
    files: [...byFile(step.changes)].map(([path, changes]) => versions.write(path, first(path), changes)),
  }));
  return { ...plan, steps };
}

function textIn(base: ReadonlyMap<FilePath, SourceFile>, path: FilePath): string | undefined {
  return base.get(path)?.text;
}
