// A plan as it is after a verification.
import type { Failure, GroupPlan, RefusedStep, Step } from '../model/index.js';

/** The steps that broke something, as refusals with what was seen. */
export function withRefusals(
  plan: GroupPlan,
  broken: readonly { readonly step: Step; readonly failures: readonly Failure[]; readonly notRepaired?: string }[],
): GroupPlan {
  const refused = broken.map(({ step, failures, notRepaired }): RefusedStep => {
    const { transform, anchor, at } = step;
    const [first] = failures;
    const log = first?.excerpt.trim() ? `; the log: ${first.excerpt.trim().split('\n').slice(-3).join(' / ')}` : '';
    const why = notRepaired === undefined ? '' : `; not repaired: ${notRepaired}`;
    return {
      transform,
      anchor,
      at,
      code: 'broke-when-run',
      message: `With this step ${first?.says ?? 'something broke'}${why}${log}`,
      line: at.line,
      column: at.column,
    };
  });
  return { ...plan, refused: [...plan.refused, ...refused] };
}

/** What is held when broken steps are refusals, and those that no run shows are held for that. */
export function heldOf(
  plan: GroupPlan,
  broken: readonly { readonly step: Step }[],
  untested: ReadonlyMap<string, string>,
): GroupPlan['held'] {
  const gone = new Set(broken.map(({ step }) => step.id));
  return plan.held
    .filter(({ id, heldBy }) => heldBy !== 'rejected' || !gone.has(id))
    .map((step) =>
      step.heldBy === 'rejected' && untested.has(step.id)
        ? { ...step, heldBy: 'not-verified', by: '--verify', untested: untested.get(step.id)! }
        : step,
    );
}
