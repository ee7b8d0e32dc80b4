// What a plan has to say besides its steps: held, refused, dropped. Each once, with its place in the file on disk.
import type { DroppedStep, FilePath, HeldStep, Proposal, Refusal, RefusedStep, Step } from '../model/index.js';
import type { GuardFailure } from './guards.js';
import type { AnyTransform } from './order.js';
import type { OnDisk, Origins } from './origins.js';

export class Notes {
  readonly held = new Map<string, HeldStep>();
  readonly refused = new Map<string, RefusedStep>();
  readonly dropped: DroppedStep[] = [];
  private closed = false;

  constructor(private readonly origins: Origins) {}

  /** From here on nothing more is held: the last look only asks whether anything comes back. */
  close(): void {
    this.closed = true;
  }

  hold(transform: AnyTransform, proposal: Proposal, id: string, reason: Pick<HeldStep, 'heldBy' | 'by'>): void {
    const key = `${id} ${proposal.at.span.start}`;
    if (this.closed || this.held.has(key)) return;
    this.held.set(key, { ...describe(transform, proposal, this.origins.onDisk(proposal), id), ...reason });
  }

  refuse(transform: AnyTransform, refused: Refusal): void {
    const refusal = this.origins.refusalOnDisk(refused);
    const key = `${transform.meta.id} ${refusal.at.file} ${refusal.anchor} ${refusal.code} ${refusal.message}`;
    if (!this.refused.has(key)) this.refused.set(key, { ...refusal, transform: transform.meta.id });
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
