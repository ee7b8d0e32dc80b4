import type { CheckState, ChecklistItem } from '../../render/index.js';

/** Places that were looked at, and how many of them are as they should be. */
export interface Tally {
  good: number;
  of: number;
}

/** What the whole tree was counted for. Every tally is about files as they stand, before any step. */
export interface Counts {
  /** Images that are run, by whether they start as another user than root. */
  readonly users: Tally & { unknown: number };
  readonly podUsers: Tally;
  readonly services: { capabilities: Tally; health: Tally; limits: Tally; readOnly: Tally };
  readonly containers: { capabilities: Tally; health: Tally; limits: Tally; readOnly: Tally };
  /** Dockerfiles that listen and are built by no Compose service. */
  readonly imageHealth: Tally;
  readonly digests: Tally;
  readonly versions: Tally;
  /** RUN instructions that install packages of a language by name. */
  readonly packages: Tally;
  readonly contexts: Map<string, boolean>;
  readonly stages: Tally;
  readonly tools: Tally;
  readonly apt: Tally;
  secrets: number;
  dockerfiles: number;
  compose: number;
  kubernetes: number;
}

export function emptyCounts(): Counts {
  const none = (): Tally => ({ good: 0, of: 0 });
  const four = (): Counts['services'] => ({ capabilities: none(), health: none(), limits: none(), readOnly: none() });
  return {
    users: { ...none(), unknown: 0 },
    podUsers: none(),
    services: four(),
    containers: four(),
    imageHealth: none(),
    digests: none(),
    versions: none(),
    packages: none(),
    contexts: new Map(),
    stages: none(),
    tools: none(),
    apt: none(),
    secrets: 0,
    dockerfiles: 0,
    compose: 0,
    kubernetes: 0,
  };
}

/** Counts one place. */
export function countPlace(tally: Tally, good: boolean): void {
  tally.of++;
  if (good) tally.good++;
}

export function stateOf({ good, of }: Tally): CheckState {
  if (of === 0) return 'not-applicable';
  if (good === of) return 'pass';
  return good === 0 ? 'fail' : 'partial';
}

export function addTallies(...tallies: readonly Tally[]): Tally {
  return {
    good: tallies.reduce((total, { good }) => total + good, 0),
    of: tallies.reduce((total, { of }) => total + of, 0),
  };
}

/** An item from its tally; `count` is what keeps it from passing. */
export function checklistItem(id: string, title: string, tally: Tally, detail: string): ChecklistItem {
  const missing = tally.of - tally.good;
  return { id, title, state: stateOf(tally), detail, ...(missing > 0 ? { count: missing } : {}) };
}

/** `1 service`, `3 services`. */
export function countPhrase(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `3 of 5 services drop them`; nothing for none. */
export function sharePhrase({ good, of }: Tally, noun: string): string | undefined {
  return of === 0 ? undefined : `${good} of ${countPhrase(of, noun)}`;
}
