import type { RefusalCode } from '../model/index.js';
import type { Instruction } from '../dockerfile/index.js';

/** The pattern is there and is left alone. */
export interface Refused {
  readonly code: RefusalCode;
  /** What stands in the way, and what the person can decide. */
  readonly message: string;
  /** Where; the stage's FROM where it is absent. */
  readonly at?: Instruction;
}

/** Tells a reason for leaving a file alone from everything else. */
export function isRefused(outcome: unknown): outcome is Refused {
  return typeof outcome === 'object' && outcome !== null && 'code' in outcome && 'message' in outcome;
}

/** Why a file is left alone. */
export function refuse(code: RefusalCode, message: string, at?: Instruction): Refused {
  return { code, message, ...(at ? { at } : {}) };
}
