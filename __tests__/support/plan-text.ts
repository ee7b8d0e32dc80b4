import type { Plan } from '../../src/model/index.js';

/** Everything that a plan says and does, as one text: for comparing two. */
export function planText({ groups, errors, skipped, answers }: Plan): string {
  const whole = groups.map((group) => ({
    ...group,
    base: [...group.base].map(([path, { text }]) => [path, text]),
    result: [...group.result],
  }));
  return JSON.stringify({ groups: whole, errors, skipped, answers }, undefined, 1);
}
