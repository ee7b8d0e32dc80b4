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
