import { LOCK_FILE } from '../config/index.js';
import { makeCommits, type Commit, type Identity, type NewCommit } from '../git/index.js';
import { sha256Of } from '../io/index.js';
import { filePath, type FilePath, type Folder, type GroupPlan, type Step, type TransformMeta } from '../model/index.js';
import { isWithin, parent } from '../model/index.js';
import { commitText, LOCK_MESSAGE } from '../render/index.js';
import { changedLock, nextLock } from '../run/index.js';
import type { CommitPlan } from './plan-commit.js';

/**
 * How steps are spread over branches. Any other spread is a plan of its own (`selection`): leaving a step out means
 * planning again without it.
 */
export type Grouping =
  /** One branch, called `main`. */
  | 'all'
  /** One for each folder that files which belong together have in common. */
  | 'folder';

/** All steps that are found, or all pins that can be moved. */
export type Whole = 'main' | 'update';

/** Commits to be made on the commit that was planned. */
export interface Branch {
  /** Without the prefix: a name that git takes. */
  readonly name: string;
  readonly base: string;
  readonly groups: readonly GroupPlan[];
  readonly steps: readonly Step[];
  /** One for each step, and one for `harden.lock` where it changes. */
  readonly commits: readonly NewCommit[];
}

/**
 * The branches of a plan, one commit for each step, with the messages of `fix --commits`. None for a plan without steps.
 * @param whole what the one that has all of it is called.
 */
export function branchesOf(
  planned: CommitPlan,
  metas: readonly TransformMeta[],
  grouping: Grouping,
  whole: Whole = MAIN,
): readonly Branch[] {
  const { commit, plan } = planned;
  const withSteps = plan.groups.filter(({ steps }) => steps.length > 0);
  if (withSteps.length === 0) return [];
  const parts = new Map<string, GroupPlan[]>();
  for (const group of withSteps) {
    const name = grouping === 'all' ? whole : nameOf(folderOf(group));
    parts.set(name, [...(parts.get(name) ?? []), group]);
  }
  return [...parts].map(([name, groups]) => {
    const steps = groups.flatMap((group) => group.steps);
    const commits = steps.map((step) => commitOf(step, commit, metas));
    // On several branches it would stand in the way of whoever merges the second.
    const lock = grouping === 'all' ? lockCommit(planned) : [];
    return { name, base: commit.id, groups, steps, commits: [...commits, ...lock] };
  });
}

/**
 * Makes the commits of a branch in the git directory, and gives the last of them. Author and date are those of the
 * commit that was planned, so the same plan gives the same commit.
 * @param author who made the plan; the author of the commit where nobody is named.
 */
export async function writeBranch(
  dir: string,
  { base, commits }: Branch,
  { author, date }: Pick<Commit, 'author' | 'date'>,
  by: Identity = author,
): Promise<string> {
  const made = await makeCommits(dir, { base, commits, author: by, date });
  return made.at(-1) ?? base;
}

const MAIN = 'main';
const UPDATE = 'update';

function commitOf(step: Step, commit: Commit, metas: readonly TransformMeta[]): NewCommit {
  return {
    message: commitText(step, metas),
    files: step.files.map(({ path, after }) => ({ path, text: after, executable: commit.isExecutable(path) })),
  };
}

function lockCommit({ lock, answers, whole, commit }: CommitPlan): NewCommit[] {
  const text = changedLock(lock, nextLock(lock.answers, answers, whole));
  if (text === undefined) return [];
  const path = filePath(LOCK_FILE);
  return [{ message: LOCK_MESSAGE, files: [{ path, text, executable: commit.isExecutable(path) }] }];
}

/** The deepest folder with every file of the group. */
function folderOf({ base, result }: GroupPlan): Folder {
  const paths: FilePath[] = [...base.keys(), ...result.keys()];
  let folder: Folder = parent(paths[0] ?? '');
  for (const path of paths) while (!isWithin(path, folder)) folder = parent(folder);
  return folder;
}

/** As git takes it in the name of a branch, and no two folders the same. git-check-ref-format(1) */
function nameOf(folder: Folder): string {
  if (folder === '') return MAIN;
  const plain = folder.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-|-$/g, '');
  if (plain === folder && plain !== MAIN && plain !== UPDATE) return plain;
  return `${plain.slice(0, 60)}-${sha256Of(folder).slice(0, 7)}`;
}
