// Checks on Compose files that change nothing.
import type { ComposeDoc } from '../../compose/index.js';
import type { Report } from '../../planner/index.js';
import { defineAll } from '../define.js';
import { exposureChecks } from './exposure.js';
import { privilegeChecks } from './privileges.js';
import { runningChecks } from './running.js';

/** Every check on Compose files. */
export const composeReports: readonly Report<ComposeDoc>[] = defineAll('compose', [
  ...privilegeChecks,
  ...runningChecks,
  ...exposureChecks,
]);
