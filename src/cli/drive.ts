// The command of --exec, which uses services once they are ready.
import { loadRunning } from '../io/index.js';
import { ConfigError } from '../model/index.js';
import type { Drive } from '../verify/index.js';
import type { Io } from './output.js';
import type { trustIn } from './trust.js';

/** A command that does not end by itself is ended. */
const LONGEST_MS = 3_600_000;

/** @throws ConfigError where a command is given and nothing that it could reach. */
export function checkDriven(command: string | undefined, trust: ReturnType<typeof trustIn>): void {
  if (command === undefined || !trust.untrusted || trust.allowNetwork.length > 0) return;
  throw new ConfigError(
    '--exec reaches services by the ports they publish, and code that is not trusted publishes none; give --trusted, or name services with --allow-network',
  );
}

/** Runs what the person gave, with the address of every port in the environment: `HARDEN_WEB_8080=127.0.0.1:49153`. */
export function driverOf(
  root: string,
  command: string,
  { env, signal }: Pick<Io, 'env'> & { readonly signal: AbortSignal },
): Drive {
  return async ({ containers }, timeoutMs = LONGEST_MS) => {
    const { runProgram } = await loadRunning();
    const addresses: Record<string, string> = {};
    for (const { service, ports } of containers) {
      for (const [port, at] of ports) {
        const name = `HARDEN_${service}_${port.split('/')[0]}`.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
        addresses[name] = `${at.host}:${at.port}`;
      }
    }
    const options = { cwd: root, env: { ...env, ...addresses }, timeoutMs, signal };
    const { code, err, out } = await runProgram('sh', ['-c', command], options);
    return { code, output: (err || out).trim().slice(-500) };
  };
}
