// What a command ends with.
import type { Plan } from '../model/index.js';

/** 2 when something could not be planned or a transform has a bug; otherwise what the command says. */
export function exitCode(plan: Plan, otherwise: 0 | 1): 0 | 1 | 2 {
  return plan.errors.length > 0 || plan.groups.some((group) => group.dropped.length > 0) ? 2 : otherwise;
}

/** What the command that verified a plan ends with. */
export function verifiedExit(plan: Plan): 0 | 1 | 2 {
  const groups = plan.verification?.groups ?? [];
  const wrong = groups.some(
    ({ outcome, images }) => outcome === 'not-verified' || images.some(({ mispredicted }) => mispredicted.length > 0),
  );
  if (wrong) return 2;
  return exitCode(plan, groups.some(({ broken }) => broken.length > 0) ? 1 : 0);
}
