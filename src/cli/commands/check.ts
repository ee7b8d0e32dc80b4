import { checklistOf } from '../../reports/index.js';
import type { Baseline } from '../../config/index.js';
import type { Plan } from '../../model/index.js';
import { openBaseline, planBeyond, writeBaseline, type BaselineFlags } from '../baseline.js';
import { exitCode } from '../exit-code.js';
import type { Format } from '../formats.js';
import type { Io } from '../output.js';
import { printPlan, sayErrors } from '../report.js';
import { openSession, planSession, type PlanFlags, type Session } from '../session.js';

export interface CheckFlags extends PlanFlags, BaselineFlags {
  readonly format: Format;
  readonly color?: boolean;
  readonly all?: boolean;
}

/**
 * `harden check`: reports and changes nothing, but for the baseline where it is asked to. 1 when there are steps that no
 * baseline knows, 2 when something could not be planned.
 */
export async function check(io: Io, paths: readonly string[], flags: CheckFlags): Promise<number> {
  const baseline = openBaseline(io, flags);
  const session = await openSession(io, paths, flags);
  try {
    const found = planSession(io, session, { findings: true });
    if (flags.updateBaseline && flags.baseline !== undefined) {
      writeBaseline(io, flags.baseline, found, session, baseline);
      sayErrors(io, found);
      return exitCode(found, 0);
    }
    const plan = baseline ? beyond(io, found, session, flags.baseline!, baseline) : found;
    printPlan(io, plan, {
      format: flags.format,
      mode: 'check',
      root: session.root,
      commit: session.commit,
      checklist: checklistOf(withoutFailed(plan, session), session.workspace),
      ...(flags.color === undefined ? {} : { color: flags.color }),
      ...(flags.all ? { all: true } : {}),
    });
    return exitCode(plan, plan.groups.some(({ steps }) => steps.length > 0) ? 1 : 0);
  } finally {
    session.close();
  }
}

function beyond(io: Io, found: Plan, session: Session, by: string, baseline: Baseline): Plan {
  const { options, whole } = session;
  return planBeyond(io, found, { baseline, by, whole }, (known) =>
    planSession(io, { ...session, options: { ...options, known } }, { findings: true }),
  );
}

/** What could not be planned is not looked at again. */
function withoutFailed(plan: Plan, { workspace: { frame } }: Session): Plan {
  return { ...plan, groups: plan.groups.filter(({ group }) => !frame?.faults.has(group.id)) };
}
