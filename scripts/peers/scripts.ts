// The shell texts of a Dockerfile, one for each RUN in shell form.
import { parseDockerfile } from '../../src/dockerfile/index.js';
import type { FilePath } from '../../src/model/index.js';

/** The scripts that RUN instructions hold; none of a file that does not parse. */
export function instructionTexts(text: string): string[] {
  try {
    return parseDockerfile('Dockerfile' as FilePath, text)
      .instructions.filter(({ keyword, execForm }) => keyword === 'RUN' && !execForm)
      .map(({ shellText }) => `${shellText}\n`);
  } catch {
    return [];
  }
}
