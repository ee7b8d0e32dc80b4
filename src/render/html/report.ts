import type { Plan, Step, TransformMeta } from '../../model/index.js';
import type { Checklist } from '../checklist.js';
import type { Tool } from '../json.js';
import type { CheckTitles, FileSteps, Mode } from '../summary.js';
import type { Said } from '../told.js';

/** What a report says of itself. The caller knows it; what is absent is not shown. */
export interface ReportHead {
  readonly project?: string;
  /** The commit that was read. */
  readonly commit?: string;
  /** When it was made, as ISO 8601. */
  readonly date?: string;
  readonly tool?: Tool;
}

export interface HtmlOptions {
  readonly mode: Mode;
  readonly metas: readonly TransformMeta[];
  readonly head?: ReportHead;
  readonly checks?: CheckTitles;
  readonly checklist?: Checklist;
  /** The absolute folder the paths start from: cut from paths and messages. */
  readonly root?: string;
  /** List every refusal, those as well that only wait for an answer nobody looked up. */
  readonly all?: boolean;
}

/** What the parts of the page share. */
export interface Report {
  readonly plan: Plan;
  readonly options: HtmlOptions;
  readonly files: readonly FileSteps[];
  readonly numberOf: (step: Step) => number;
  /** What the steps above said. */
  readonly said: Said;
}
