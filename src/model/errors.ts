/** The user's mistake: short, names what to do, exit code 2. Message starts with file:line:column where there is one. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Ours. Names the transform, the file and what was expected. */
export class TransformBug extends Error {
  override readonly name = 'TransformBug';
  constructor(
    readonly transform: string,
    readonly file: string,
    message: string,
  ) {
    super(`bug in transform ${transform} on ${file}: ${message}`);
  }
}

/** How the engine begins to say that a text is nested or repeated beyond what it can hold. Any other RangeError is a mistake of ours. */
const TOO_DEEP = [
  'Maximum call stack size',
  'Invalid string length',
  'Invalid array length',
  'Invalid typed array length',
  'Map maximum size',
  'Set maximum size',
  'Array buffer allocation failed',
];

/** True for an error that a text brings about by its depth or its growth. */
export function isTooDeep(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'RangeError') return false;
  return TOO_DEEP.some((words) => error.message.startsWith(words));
}

/** A file that cannot be parsed or planned. `offset` is where, in UTF-16 units. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  constructor(
    message: string,
    readonly offset: number,
    readonly hint?: string,
  ) {
    super(message);
  }
}
