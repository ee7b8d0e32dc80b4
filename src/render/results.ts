// What reports of findings share.
import type { HeldStep, Step } from '../model/index.js';
import { oneLine } from './visible.js';

/** Held steps that a person could take all the same, or do by hand. What they turned off is not told again. */
export const TOLD_HELD: ReadonlySet<HeldStep['heldBy']> = new Set(['level', 'manual', 'needs-run']);

/**
 * Names for results that stay when lines move: of a rule, and of what it is about. The same a second time gets a number.
 * A new one for each report.
 */
export function fingerprints(): (rule: string, key: string) => string {
  const seen = new Map<string, number>();
  return (rule, key) => {
    const full = oneLine(`${rule}|${key}`);
    const times = (seen.get(full) ?? 0) + 1;
    seen.set(full, times);
    return times === 1 ? full : `${full}|${times}`;
  };
}

/** A step in one line: what, why, and what it rests on. */
export function resultMessage({ title, why, assumptions }: Pick<Step, 'title' | 'why' | 'assumptions'>): string {
  const beliefs = assumptions.map(({ believes, breaksIf }) => ` Assumes: ${believes} Breaks if ${breaksIf}.`);
  return `${title}. ${why}${beliefs.join('')}`;
}
