import type { NoAnswer } from '../../model/index.js';

/** Why a registry gave no answer, on its way to becoming data: `answerImages` turns each into a `NoAnswer`. */
export class LookupFailure extends Error {
  override readonly name = 'LookupFailure';
  constructor(
    readonly why: NoAnswer['why'],
    message: string,
    readonly about: About = {},
  ) {
    super(message);
  }
}

interface About {
  /** Another try may succeed. */
  readonly again?: boolean;
  /** How long the server wants to be left alone. */
  readonly afterMs?: number;
  /** Nothing else on this host will do better in this run. */
  readonly host?: boolean;
}

export function lookupFailed(message: string, about: About = {}): LookupFailure {
  return new LookupFailure('failed', message, about);
}
