import type { HeldStep, Proposal, TransformMeta } from '../model/index.js';
import { stepInGroup, type FileSettings, type PlanOptions } from './settings.js';

/** Why a proposal is not applied, and the flag that says so; `undefined` when nothing stands in its way. */
export function holdReason(
  meta: TransformMeta,
  proposal: Proposal,
  stepId: string,
  group: string,
  settings: FileSettings,
  options: PlanOptions,
): Pick<HeldStep, 'heldBy' | 'by'> | undefined {
  if (options.only?.length && !options.only.includes(meta.id))
    return { heldBy: 'only', by: `--only ${options.only.join(',')}` };
  if (options.skip?.includes(meta.id)) return { heldBy: 'skip', by: `--skip ${meta.id}` };
  const ids = [stepId, proposal.id].flatMap((id) => [id, stepInGroup(group, id)]);
  if (options.steps?.length && !options.steps.some((wanted) => ids.some((id) => names(wanted, id))))
    return { heldBy: 'step', by: '--step' };
  if (options.rejected?.some((each) => each === stepId || each === stepInGroup(group, stepId)))
    return { heldBy: 'rejected', by: 'rejected' };
  if (options.known?.steps.has(stepInGroup(group, stepId))) return { heldBy: 'baseline', by: options.known.by };
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
