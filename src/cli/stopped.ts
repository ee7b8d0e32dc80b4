/** A run that the person ended. `code` is what the shell expects. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor(readonly code: number) {
    super('stopped');
  }
}
