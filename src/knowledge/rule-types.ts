import type { RuleId } from '../model/index.js';

/**
 * What a codemod can do about a rule, by what it needs first: F one right edit from the file alone; F! an edit that
 * changes behaviour; S the source tree; I facts about the base image; G a registry or package index; X a run;
 * R nothing, report only.
 */
type Mark = 'F' | 'F!' | 'S' | 'I' | 'G' | 'X' | 'R';

export type Section =
  | 'base images and stages'
  | 'user and privilege'
  | 'package managers'
  | 'RUN and shell'
  | 'ADD, COPY, CMD and metadata'
  | 'Compose'
  | 'Kubernetes';

/** One thing that linters, scanners and benchmarks check, under all the names they give it. */
export interface RowData {
  readonly title: string;
  readonly mark: Mark;
  /** As their tools print them. An id may stand in several rows. */
  readonly ids: readonly RuleId[];
  /** Why no automatic change is made where no transform resolves the row. Absent where one right edit exists. */
  readonly reason?: string;
}
