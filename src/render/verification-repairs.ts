// Steps that were planned again with what a log said, in words. All of it may hold a stranger's text: whoever shows it
// makes it harmless.
import type { RepairedStep, RepairRound, Verification } from '../model/index.js';
import { plural } from './summary.js';

/** The steps that were repaired, or that nobody could repair, of all groups. */
export function repairedSteps({ groups }: Verification): readonly RepairedStep[] {
  return groups.flatMap(({ repaired = [] }) => repaired);
}

/** What came of a repair: `repaired`, as a head. */
export function repairHead({ outcome }: RepairedStep): string {
  return outcome === 'given-up' ? 'not repaired' : outcome === 'holds' ? 'repaired' : 'repaired, and not verified';
}

/** A round, in a sentence. */
export function roundSentence({ failed, seen }: RepairRound, at: number): string {
  return `round ${at + 1}: ${failed}. It needs ${seen.map(({ need }) => need).join(' and ')}`;
}

/** What the log of a round says, the lines that the step writes no more, and those that it writes since. */
export function roundLog({ seen, changed, removed = [] }: RepairRound): string {
  const lines = [...removed.map((line) => `- ${line}`), ...changed.map((line) => `+ ${line}`)];
  return [...seen.map(({ line }) => line), ...lines].join('\n');
}

/** How it ended, in a sentence. */
export function repairEnd({ outcome, rounds, why }: RepairedStep): string {
  const after = `after ${plural(rounds.length, 'round')}`;
  switch (outcome) {
    case 'holds':
      return `${after} it holds`;
    case 'not-verified':
      return `${after} nothing breaks, and no run put it to the test`;
    case 'given-up':
      return `left out: ${why ?? 'it does not hold'}`;
  }
}
