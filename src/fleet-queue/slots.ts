// The processes of a worker, each planning for whoever gave out the job that it is at.
import {
  handOf,
  type Clones,
  type Outcome,
  type PlanFrame,
  type PlanHand,
  type PlanWorker,
  type WorkerLimits,
} from '../fleet/index.js';
import type { PlanJob } from './plan-job.js';

export interface SlotOptions extends Clones {
  readonly count: number;
  /** Starts a process with its first repository. */
  readonly workerFor: (frame: PlanFrame, limits: WorkerLimits) => PlanWorker;
}

/** So many repositories are planned at a time. */
export interface Slots {
  run(job: PlanJob): Promise<Outcome>;
  /** Ends all that is planned. */
  close(): void;
}

interface Slot {
  /** What its process was started for. */
  readonly key: string;
  readonly hand: PlanHand;
}

/** Processes that are kept for the next job, where that is of the same settings. */
export function makeSlots({ count, workerFor, ...clones }: SlotOptions): Slots {
  const idle: Slot[] = [];
  const busy = new Set<Slot>();
  let isClosed = false;

  function take({ frame, limits }: PlanJob): Slot {
    const key = JSON.stringify([frame, limits]);
    const at = idle.findIndex((each) => each.key === key);
    const [same] = at === -1 ? [] : idle.splice(at, 1);
    if (same) return same;
    // One of other settings is in its place.
    if (idle.length + busy.size >= count) idle.shift()?.hand.close();
    return { key, hand: handOf(workerFor(frame, limits), clones) };
  }

  return {
    async run(job) {
      if (isClosed) return { kind: 'ended', why: 'stopped' };
      const slot = take(job);
      busy.add(slot);
      try {
        return await slot.hand.run(job.order);
      } finally {
        busy.delete(slot);
        if (isClosed) slot.hand.close();
        else idle.push(slot);
      }
    },
    close() {
      isClosed = true;
      for (const { hand } of [...idle, ...busy]) hand.close();
    },
  };
}
