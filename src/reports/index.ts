// What harden sees and does not change by itself. A report never carries an edit.
import type { Reports } from '../planner/index.js';

/** Every report, by target. */
export const reports: Reports = { dockerfile: [], compose: [], kubernetes: [] };
