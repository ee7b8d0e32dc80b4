import type { Phase, Plan, Step, TransformMeta } from '../model/index.js';
import { readingOrder } from './reading-order.js';
import { allSteps } from './summary.js';

/** The steps of one phase by the one of them that writes most. */
export interface PhaseSteps {
  /** Nothing for transforms that nobody describes. */
  readonly phase: Phase | undefined;
  readonly step: Step;
  readonly count: number;
}

/** What the steps are about, and of each phase the one that writes most; those that change what runs come first. */
export function phaseSteps(plan: Plan, metas: readonly TransformMeta[]): PhaseSteps[] {
  const phases = new Map<string, Phase>(metas.map(({ id, phase }) => [id, phase]));
  const top = new Map<Phase | undefined, { step: Step; count: number }>();
  for (const step of readingOrder(allSteps(plan), metas).steps) {
    const phase = phases.get(step.transform);
    const known = top.get(phase);
    const most = known !== undefined && weightOf(step) <= weightOf(known.step) ? known.step : step;
    top.set(phase, { step: most, count: (known?.count ?? 0) + 1 });
  }
  return [...top].map(([phase, each]) => ({ phase, ...each }));
}

/** Characters that it adds or takes away; what keeps behaviour as it is weighs less than anything else. */
function weightOf({ safety, files }: Step): number {
  const size = files.reduce((sum, { before = '', after }) => sum + Math.abs(after.length - before.length), 0);
  return safety === 'safe' ? size / 1_000_000 : 1 + size;
}
