// What a plan has to say besides its steps: held, refused, dropped. Each once, with its place in the file on disk.
import type { DroppedStep, FilePath, HeldStep, Proposal, Refusal, RefusedStep, Step } from '../model/index.js';
import type { GuardFailure } from './guards.js';
import type { AnyTransform } from './order.js';
import type { OnDisk, Origins } from './origins.js';

export class Notes {
  readonly held = new Map<string, HeldStep>();
  readonly refused = new Map<string, RefusedStep>();
  readonly dropped: DroppedStep[] = [];

  constructor(private readonly origins: Origins) {}

  hold(transform: AnyTransform, proposal: Proposal, id: string, reason: Pick<HeldStep, 'heldBy' | 'by'>): void {
    const onDisk = this.origins.onDisk(proposal);
    const key = `${id} ${onDisk.at.span.start}`;
    if (!this.held.has(key)) this.held.set(key, { ...describe(transform, proposal, onDisk, id), ...reason });
  }

  refuse(transform: AnyTransform, refused: Refusal): void {
    const refusal = this.origins.refusalOnDisk(refused);
    const key = `${transform.meta.id} ${refusal.at.file} ${refusal.anchor} ${refusal.code} ${refusal.message}`;
    if (!this.refused.has(key)) this.refused.set(key, { ...refusal, transform: transform.meta.id });
  }

  /** A step has become possible where it was refused before. */
  takeBack(transform: AnyTransform, file: FilePath, anchor: string): void {
    for (const [key, refused] of this.refused) {
      if (refused.transform === transform.meta.id && refused.at.file === file && refused.anchor === anchor)
        this.refused.delete(key);
    }
  }

  drop(transform: AnyTransform, file: FilePath, id: string, failure: GuardFailure): void {
    if (this.dropped.some((known) => known.id === id && known.message === failure.message)) return;
    this.dropped.push({ id, transform: transform.meta.id, file, guard: failure.guard, message: failure.message });
  }
}

/** A step as far as its proposal says it. */
export function describe(transform: AnyTransform, proposal: Proposal, onDisk: OnDisk, id: string): Omit<Step, 'files'> {
  const { anchor, safety, touches, changes } = proposal;
  return { id, transform: transform.meta.id, anchor, ...onDisk, safety, touches, changes };
}
