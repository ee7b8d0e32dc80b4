// How long a run goes on waiting for one party: for a registry with all that it sends us to, or for an index. patience
// never counts two waits at the same time twice, and gives time back for what arrives.

export interface Patience {
  /**
   * Begins a wait for a party. `end` is called once, when its time is used up. `undefined` where it is already.
   */
  begin(party: string, end: () => void): Wait | undefined;
  /** Milliseconds that are left for a party. */
  left(party: string): number;
}

interface Wait {
  /** Bytes came. */
  took(bytes: number): void;
  done(answered: boolean): void;
}

/** An answer, and each 64 KB of one, is worth this much waiting: who answers at a usual pace is never left. */
const ANSWER_MS = 100;
const BYTES_A_MS = 64;

interface Party {
  /** Of waits that are over. */
  spent: number;
  earned: number;
  /** When the wait began that goes on. */
  since: number;
  readonly open: Set<() => void>;
  timer: NodeJS.Timeout | undefined;
}

export function createPatience(limitMs: number): Patience {
  const parties = new Map<string, Party>();

  function partyOf(name: string): Party {
    const known = parties.get(name);
    if (known) return known;
    const party: Party = { spent: 0, earned: 0, since: 0, open: new Set(), timer: undefined };
    parties.set(name, party);
    return party;
  }

  function leftOf({ open, since, spent, earned }: Party): number {
    return limitMs + earned - spent - (open.size > 0 ? performance.now() - since : 0);
  }

  function watch(party: Party): void {
    clearTimeout(party.timer);
    if (party.open.size === 0) return;
    party.timer = setTimeout(
      () => {
        if (leftOf(party) > 0) return watch(party);
        for (const end of [...party.open]) end();
      },
      Math.max(1, leftOf(party)),
    );
  }

  function begin(name: string, end: () => void): Wait | undefined {
    const party = partyOf(name);
    if (leftOf(party) <= 0) return undefined;
    if (party.open.size === 0) party.since = performance.now();
    party.open.add(end);
    if (party.open.size === 1) watch(party);
    return {
      took(bytes) {
        party.earned += bytes / BYTES_A_MS;
      },
      done(answered) {
        if (!party.open.delete(end)) return;
        if (answered) party.earned += ANSWER_MS;
        if (party.open.size > 0) return;
        party.spent += performance.now() - party.since;
        clearTimeout(party.timer);
      },
    };
  }
  return { begin, left: (name) => leftOf(partyOf(name)) };
}
