import type { Phase, Step, TransformMeta } from '../model/index.js';

/** What changes most for the people who run it comes first. */
const ORDER = ['structure', 'identity', 'runtime', 'packages', 'pins', 'style'] as const satisfies readonly Phase[];

/** Behind all others. */
const SMALL = 2 * ORDER.length;

/** What the order of a step rests on, whether it is taken or held. */
type Ranked = Pick<Step, 'safety' | 'changes' | 'transform'>;

export interface Reading<Ordered extends Ranked = Step> {
  readonly steps: readonly Ordered[];
  /** So many of the last are small, and can be told in a line. */
  readonly small: number;
}

/** Fewer of them are as short one by one. */
const WORTH_FOLDING = 2;

/** The steps of a file as people read them. Without descriptions of the transforms: in the order of the plan. */
export function readingOrder<Ordered extends Ranked>(
  steps: readonly Ordered[],
  metas: readonly TransformMeta[] | undefined,
): Reading<Ordered> {
  if (metas === undefined) return { steps, small: 0 };
  const known = new Map<string, TransformMeta>(metas.map((meta) => [meta.id, meta]));
  const rank = (step: Ordered): number => rankOf(step, known.get(step.transform));
  const sorted = [...steps].sort((a, b) => rank(a) - rank(b));
  const small = sorted.filter((step) => rank(step) === SMALL).length;
  return { steps: sorted, small: small < WORTH_FOLDING ? 0 : small };
}

/** Where a step comes among those of its file. */
function rankOf(step: Ranked, meta: TransformMeta | undefined): number {
  if (meta === undefined) return 0;
  // Of one phase, what a person has to judge comes before what nobody needs to.
  return isSmall(step, meta) ? SMALL : 2 * ORDER.indexOf(meta.phase) + (step.safety === 'safe' ? 1 : 0);
}

/** Another way to write the same image: nothing of it is to be judged, and no running container shows it. */
function isSmall({ safety, changes }: Ranked, { phase, target }: TransformMeta): boolean {
  if (safety !== 'safe' || phase === 'identity' || phase === 'pins' || changes.some(({ kind }) => kind === 'create'))
    return false;
  return phase === 'style' || target === 'dockerfile';
}
