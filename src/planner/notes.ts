// What a plan has to say besides its steps: held, refused, dropped. Each once, with its place in the file on disk.
import type { DroppedStep, FilePath, HeldStep, Outcome, Proposal, RefusedStep, Step } from '../model/index.js';
import type { GuardFailure } from './guards.js';
import type { AnyTransform } from './order.js';
import type { OnDisk, Origins } from './origins.js';
import type { ParsedFile } from './parsed.js';

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

  hold(
    transform: AnyTransform,
    parsed: ParsedFile,
    proposal: Proposal,
    id: string,
    reason: Pick<HeldStep, 'heldBy' | 'by'>,
  ): void {
    const key = `${id} ${proposal.at.span.start}`;
    if (this.closed || this.held.has(key)) return;
    this.held.set(key, { ...describe(transform, proposal, this.origins.onDisk(proposal, parsed), id), ...reason });
  }

  refuse(transform: AnyTransform, refusal: Outcome['refusals'][number]): void {
    const key = `${transform.meta.id} ${refusal.at.file} ${refusal.anchor} ${refusal.code} ${refusal.message}`;
    if (this.refused.has(key)) return;
    const { file, span, line, column } = this.origins.placeOnDisk(refusal.at);
    this.refused.set(key, { ...refusal, at: { file, span }, transform: transform.meta.id, line, column });
  }

  drop(transform: AnyTransform, file: FilePath, id: string, failure: GuardFailure): void {
    if (this.dropped.some((known) => known.id === id && known.message === failure.message)) return;
    this.dropped.push({ id, transform: transform.meta.id, file, guard: failure.guard, message: failure.message });
  }
}

/** A step as far as its proposal says it. */
export function describe(transform: AnyTransform, proposal: Proposal, place: OnDisk, id: string): Omit<Step, 'files'> {
  const { anchor, title, why, safety, assumptions, touches, changes } = proposal;
  return { id, transform: transform.meta.id, anchor, ...place, title, why, safety, assumptions, touches, changes };
}
