import type { HeldStep, Proposal, TransformMeta } from '../model/index.js';
import type { FileSettings, PlanOptions } from './settings.js';

/** Why a proposal is not applied, and the flag that says so; `undefined` when nothing stands in its way. */
export function holdReason(
  meta: TransformMeta,
  proposal: Proposal,
  stepId: string,
  settings: FileSettings,
  options: PlanOptions,
): Pick<HeldStep, 'heldBy' | 'by'> | undefined {
  if (options.only?.length && !options.only.includes(meta.id))
    return { heldBy: 'only', by: `--only ${options.only.join(',')}` };
  if (options.skip?.includes(meta.id)) return { heldBy: 'skip', by: `--skip ${meta.id}` };
  if (options.steps?.length && !options.steps.includes(stepId) && !options.steps.includes(proposal.id))
    return { heldBy: 'step', by: '--step' };
  if (options.rejected?.includes(stepId)) return { heldBy: 'rejected', by: 'rejected' };
  if (proposal.safety === 'manual') return { heldBy: 'manual', by: 'shown as a sketch, never applied' };
  const level = options.level ?? settings.level;
  if (level === 'safe' && proposal.safety !== 'safe') return { heldBy: 'level', by: '--level safe' };
  return undefined;
}
