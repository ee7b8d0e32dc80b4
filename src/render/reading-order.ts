import { isNewFile, type Phase, type Step, type TransformMeta } from '../model/index.js';

/** What changes most for the people who run it comes first. */
const ORDER = ['structure', 'identity', 'runtime', 'packages', 'pins', 'style'] as const satisfies readonly Phase[];

export interface Reading {
  readonly steps: readonly Step[];
  /** So many of the last are small, and can be told in a line. */
  readonly small: number;
}

/** Fewer of them are as short one by one. */
const WORTH_FOLDING = 2;

/** The steps of a file as people read them. Without descriptions of the transforms: in the order of the plan. */
export function readingOrder(steps: readonly Step[], metas: readonly TransformMeta[] | undefined): Reading {
  if (metas === undefined) return { steps, small: 0 };
  const known = new Map<string, TransformMeta>(metas.map((meta) => [meta.id, meta]));
  const rank = (step: Step): number => {
    const meta = known.get(step.transform);
    if (meta === undefined) return 0;
    // Of one phase, what a person has to judge comes before what nobody needs to.
    return isSmall(step, meta) ? 2 * ORDER.length : 2 * ORDER.indexOf(meta.phase) + (step.safety === 'safe' ? 1 : 0);
  };
  const sorted = [...steps].sort((a, b) => rank(a) - rank(b));
  const small = sorted.filter((step) => rank(step) === 2 * ORDER.length).length;
  return { steps: sorted, small: small < WORTH_FOLDING ? 0 : small };
}

/** Another way to write the same image: nothing of it is to be judged, and no running container shows it. */
function isSmall({ safety, files }: Step, { phase, target }: TransformMeta): boolean {
  if (safety !== 'safe' || phase === 'identity' || phase === 'pins' || files.some(isNewFile)) return false;
  return phase === 'style' || target === 'dockerfile';
}
