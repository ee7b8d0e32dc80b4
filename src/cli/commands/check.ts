import { checklistOf } from '../../reports/index.js';
import type { Plan } from '../../model/index.js';
import { exitCode } from '../exit-code.js';
import type { Format } from '../formats.js';
import type { Io } from '../output.js';
import { printPlan } from '../report.js';
import { openSession, planSession, type PlanFlags, type Session } from '../session.js';

export interface CheckFlags extends PlanFlags {
  readonly format: Format;
  readonly color?: boolean;
  readonly all?: boolean;
}

/** `harden check`: reports and changes nothing. 1 when there are steps, 2 when something could not be planned. */
export async function check(io: Io, paths: readonly string[], flags: CheckFlags): Promise<number> {
  const session = await openSession(io, paths, flags);
  try {
    const plan = planSession(io, session, { findings: true });
    printPlan(io, plan, {
      format: flags.format,
      mode: 'check',
      root: session.root,
      checklist: checklistOf(withoutFailed(plan, session), session.workspace),
      ...(flags.color === undefined ? {} : { color: flags.color }),
      ...(flags.all ? { all: true } : {}),
    });
    return exitCode(plan, plan.groups.some(({ steps }) => steps.length > 0) ? 1 : 0);
  } finally {
    session.close();
  }
}

/** What could not be planned is not looked at again. */
function withoutFailed(plan: Plan, { workspace: { frame } }: Session): Plan {
  return { ...plan, groups: plan.groups.filter(({ group }) => !frame?.faults.has(group.id)) };
}
