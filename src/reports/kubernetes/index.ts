// Checks on Kubernetes manifests that change nothing.
import type { KubernetesDoc } from '../../kubernetes/index.js';
import type { Report } from '../../planner/index.js';
import { defineAll } from '../define.js';
import { privilegeChecks } from './privileges.js';
import { runningChecks } from './running.js';

/** Every check on Kubernetes manifests. */
export const kubernetesReports: readonly Report<KubernetesDoc>[] = defineAll('kubernetes', [
  ...privilegeChecks,
  ...runningChecks,
]);
