import type { Readable, Writable } from 'node:stream';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';

/** Bytes of one message. */
const LONGEST_MESSAGE = 4 * 1024 * 1024;

export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
  /** A line for whoever looks after the server. */
  say(line: string): void;
}

/** Serves the one client at the streams. Ends when it goes, or when `stopped` does. */
export async function serveStdin(
  make: McpServerFactory,
  { input, output, say }: Streams,
  stopped: Promise<unknown>,
): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    input.once('end', resolve);
    input.once('close', resolve);
    output.once('error', () => resolve());
  });
  const transport = new StdioServerTransport(input, output, { maxBufferSize: LONGEST_MESSAGE });
  const handle = serveStdio(make, { transport, onerror: ({ message }) => say(message) });
  await Promise.race([gone, stopped]);
  await handle.close();
}
