// Who plans the repositories of a run: processes of this machine, or others that are told what to plan.
import type { Remote } from '../../git/index.js';
import { placeOfClone } from '../sources/clone.js';
import type { PlanTask } from './task.js';
import type { Outcome, PlanWorker } from './workers.js';

/** A repository that is to be planned, by whoever has its objects or can fetch them. */
export interface PlanOrder extends Pick<PlanTask, 'commit' | 'known' | 'asked'> {
  readonly url: string;
}

/** Plans one repository at a time. */
export interface PlanHand {
  run(order: PlanOrder): Promise<Outcome>;
  /** Ends what it is at, which then is told to be stopped. */
  close(): void;
}

/** Says where a repository is fetched from, and with what; else why not, in words. */
export type RemoteOf = (url: string) => Promise<Remote | { readonly why: string }>;

export interface Clones {
  /** The folder of clones that this process makes. */
  readonly mirrors: string;
  readonly remoteOf: RemoteOf;
}

/** A worker of this machine, which finds the objects of what it is told to plan. */
export function handOf(worker: PlanWorker, { mirrors, remoteOf }: Clones): PlanHand {
  return {
    async run({ url, ...task }) {
      const clone = placeOfClone(mirrors, url);
      if ('why' in clone) return { kind: 'cannot', why: clone.why };
      if (clone.isInPlace) return await worker.run({ dir: clone.dir, ...task });
      const remote = await remoteOf(url);
      if ('why' in remote) return { kind: 'retry', why: remote.why };
      return await worker.run({ dir: clone.dir, remote, ...task });
    },
    close: () => worker.close(),
  };
}
