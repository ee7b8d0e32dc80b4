import type { Refusal, RefusalCode } from './proposal.js';

/**
 * Why something is left alone: a code, and what stands in the way with what a person can decide, in a sentence. Every
 * function that may not give what it is asked for gives one of these; the frame makes the refusal of it.
 */
export interface Stop<At = never> {
  readonly stop: RefusalCode;
  readonly message: string;
  /** Where, if it is not where the question was. */
  readonly at?: At;
}

/** A reason against: a code, and what a person can decide, in a sentence; where, if it is not where the question was. */
export function stop(code: RefusalCode, message: string): Stop;
export function stop<At extends object>(code: RefusalCode, message: string, at: At): Required<Stop<At>>;
export function stop<At extends object>(code: RefusalCode, message: string, at: At | undefined): Stop<At>;
export function stop<At>(code: RefusalCode, message: string, at?: At): Stop<At> {
  return at === undefined ? { stop: code, message } : { stop: code, message, at };
}

/** True for a reason against, whatever else could have come. */
export function isStop<T>(value: T): value is Extract<T, { readonly stop: RefusalCode }> {
  return typeof value === 'object' && value !== null && 'stop' in value;
}

/** The refusal that a reason against makes at a place: that of a step, a service, a workload. */
export function refusalAt({ anchor, at }: Pick<Refusal, 'anchor' | 'at'>, { stop, message }: Stop<unknown>): Refusal {
  return { anchor, at, code: stop, message };
}
