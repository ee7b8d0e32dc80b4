// What the planner is given of a group, and what it gives back.
import type {
  Answers,
  EvidenceReader,
  FileError,
  FilePath,
  Group,
  GroupPlan,
  Repository,
  SourceFile,
  Step,
} from '../model/index.js';
import type { DocumentMemory } from './documents.js';
import type { PlanOptions, Registry, Reports } from './settings.js';

export interface GroupInput {
  readonly group: Group;
  readonly files: ReadonlyMap<FilePath, SourceFile>;
  readonly repository: Repository;
  /** What was parsed of it before, for this group or another. */
  readonly memory: DocumentMemory;
  readonly registry: Registry;
  readonly reports?: Reports;
  readonly options: PlanOptions;
  readonly answers?: Answers;
  /** Steps whose result the files already are, in their order: a person has taken them. The disk is as it was before them. */
  readonly taken?: readonly Pick<Step, 'changes' | 'files'>[];
  /** Called when a transform begins to look at a file: what is to blame where it does not end. */
  readonly note?: (doing: string) => void;
  /** Makes the evidence reader for a repository with the plan's own changes laid over it. */
  evidence(repository: Repository, group: Group): EvidenceReader;
}

export interface GroupResult {
  readonly plan: GroupPlan;
  readonly errors: readonly FileError[];
}
