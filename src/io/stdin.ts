import type { FilePath } from '../model/index.js';
import { decodeSource, MAX_FILE_BYTES, type Read } from './read.js';

/**
 * Standard input as a file called `path`, under the limits of a file on disk. Stops reading once the limit is passed,
 * so that an endless producer cannot fill the memory.
 */
export async function readStdin(path: FilePath, input: AsyncIterable<Uint8Array> = process.stdin): Promise<Read> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of input) {
      size += chunk.length;
      if (size > MAX_FILE_BYTES)
        return { error: { path, message: 'standard input is too large: at most 5 MB are read' } };
      chunks.push(chunk);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: { path, message: `standard input cannot be read: ${message}` } };
  }
  return decodeSource(path, Buffer.concat(chunks, size));
}
