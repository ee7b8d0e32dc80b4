import type { Plan, Verification } from '../model/index.js';
import { plural } from './summary.js';
import { oneLine } from './visible.js';

/** The verification in a line: `Verified 11 of 12 steps with Docker 26.1.5; 1 left out, since something broke with it.` */
export function verificationLine(plan: Plan, { engine, groups, untrusted }: Verification): string {
  const steps = plan.groups.flatMap((group) => group.steps);
  const verified = steps.filter((step) => step.verified).length;
  const broken = groups.reduce((sum, group) => sum + group.broken.length, 0);
  const parts = [`Verified ${verified} of ${plural(steps.length, 'step')} with ${engine}`];
  const open = groups.flatMap((group) => group.open);
  if (open.length > 0) {
    const [first] = open;
    const more = open.length > 1 ? ` and ${open.length - 1} more` : '';
    parts.push(`not verified: ${oneLine(first!.title)}${more} (${oneLine(first!.why)})`);
  }
  if (untrusted) parts.push('nothing of this machine was handed over (--untrusted)');
  const repaired = groups.flatMap((group) => group.repaired ?? []).filter(({ outcome }) => outcome === 'holds').length;
  if (repaired > 0) parts.push(`${repaired} repaired with what the log said`);
  if (broken > 0) parts.push(`${broken} left out, since something broke with ${broken === 1 ? 'it' : 'them'}`);
  if (groups.some(({ outcome }) => outcome === 'not-verified'))
    parts.push('something cannot be built or started as it is');
  if (groups.length > 0 && groups.every(({ kept }) => kept))
    parts.push('nothing was run, since an earlier run saw the same files');
  return `${parts.join('; ')}.`;
}
