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
};

export { silentRules, type SilentRule } from './dockerfile/index.js';
