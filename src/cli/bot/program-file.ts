import { join } from 'node:path';

/** The program of the command, beside the files of the package. It is not there where the sources run as they are. */
export function programFile(): string {
  return join(__dirname, '..', 'bin', 'harden.js');
}
