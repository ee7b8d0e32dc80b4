// What harden sees and does not change by itself. A report never carries an edit.
import type { Reports } from '../planner/index.js';
import { composeReports } from './compose/index.js';
import { dockerfileReports } from './dockerfile/index.js';
import { kubernetesReports } from './kubernetes/index.js';

/** Every report, by target. */
export const reports: Reports = {
  dockerfile: dockerfileReports,
  compose: composeReports,
  kubernetes: kubernetesReports,
  pipeline: [],
};

const summaries: ReadonlyMap<string, string> = new Map(
  [...dockerfileReports, ...composeReports, ...kubernetesReports].map(({ id, summary }) => [id, summary]),
);

/** What the check of an id looks for, in a sentence. */
export function checkSummary(id: string): string | undefined {
  return summaries.get(id);
}

export { silentRules } from './dockerfile/index.js';
export { checklistOf } from './checklist/checklist.js';
