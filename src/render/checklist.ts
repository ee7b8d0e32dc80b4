export type CheckState = 'pass' | 'fail' | 'partial' | 'unknown' | 'not-applicable';

/** One line of the scored list that `harden check` prints. */
export interface ChecklistItem {
  /** Kebab-case and permanent: `non-root`. */
  readonly id: string;
  readonly title: string;
  readonly state: CheckState;
  /** What was seen, in a sentence. */
  readonly detail: string;
  /** Places that keep the item from passing. */
  readonly count?: number;
}

export interface ChecklistScore {
  readonly points: number;
  readonly of: number;
}

export interface Checklist {
  readonly items: readonly ChecklistItem[];
  readonly score: ChecklistScore;
}

/** The list with its score: a pass is one point, a partial half a point; what is unknown or does not apply is left out. */
export function scoreChecklist(items: readonly ChecklistItem[]): Checklist {
  let points = 0;
  let of = 0;
  for (const { state } of items) {
    if (state === 'unknown' || state === 'not-applicable') continue;
    of++;
    if (state === 'pass') points++;
    if (state === 'partial') points += 0.5;
  }
  return { items, score: { points, of } };
}

/** How a state is called where people read it. */
export const STATE_NAMES = {
  pass: 'pass',
  fail: 'fail',
  partial: 'partly',
  unknown: 'unknown',
  'not-applicable': 'n/a',
} as const satisfies Record<CheckState, string>;

/** `7.5 of 12`. */
export function scoreText({ points, of }: ChecklistScore): string {
  return `${points} of ${of}`;
}
