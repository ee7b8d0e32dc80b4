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
  if (options.steps?.length && !options.steps.some((id) => names(id, stepId) || names(id, proposal.id)))
    return { heldBy: 'step', by: '--step' };
  if (options.rejected?.includes(stepId)) return { heldBy: 'rejected', by: 'rejected' };
  if (proposal.safety === 'manual') return { heldBy: 'manual', by: 'shown as a sketch, never applied' };
  return holdByLevel(proposal, settings, options);
}

/** Who asked for safe steps alone is not told of more daring ones in other words: the level they chose holds them. */
function holdByLevel(
  { safety }: Proposal,
  settings: FileSettings,
  options: PlanOptions,
): Pick<HeldStep, 'heldBy' | 'by'> | undefined {
  const level = options.level ?? settings.level;
  if (level === 'safe' && safety !== 'safe')
    return { heldBy: 'level', by: options.level ? '--level safe' : 'level: safe in the configuration' };
  if (level === 'review' && safety === 'unverified' && !options.tried)
    return { heldBy: 'needs-run', by: '--level review' };
  return undefined;
}

/** Steps that share an id are shown with a number behind it; naming one of them means all. */
function names(wanted: string, id: string): boolean {
  return wanted === id || wanted.replace(/#[0-9]+$/, '') === id;
}
