// Debian's Valkey, on a free port, with nothing kept. Where it is not there, suites that need it are skipped, and fail where CI
// is set.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { findProgram } from '../../src/io/index.js';
import { temporary } from './temporary.js';

const PROGRAM = findProgram('valkey-server', process.env.PATH);

export interface Valkey {
  readonly port: number;
  /** `redis://127.0.0.1:PORT`. */
  readonly address: string;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** `describe`, where there is a Valkey. */
export function withValkey(name: string): typeof describe {
  if (PROGRAM !== undefined || process.env.CI) return describe;
  process.stderr.write(`SKIPPED: ${name}: there is no valkey-server; apt-get install valkey-server\n`);
  return describe.skip as typeof describe;
}

/** @param port of one that has ended; else a free one. */
export async function startValkey({ port, password }: { port?: number; password?: string } = {}): Promise<Valkey> {
  if (PROGRAM === undefined) throw new Error('valkey-server is not installed: apt-get install valkey-server');
  const at = port ?? (await freePort());
  const child = spawn(
    PROGRAM,
    [
      ...['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', temporary()],
      ...(password === undefined ? [] : ['--requirepass', password]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await answers(child);
  return {
    port: at,
    address: `redis://127.0.0.1:${at}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function answers(child: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: child.stdout! }))
    if (line.includes('Ready to accept connections')) {
      child.stdout?.resume();
      return;
    }
  throw new Error('valkey-server has ended before it was ready');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
