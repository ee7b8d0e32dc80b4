// What the commands share that serve until a signal comes: where they listen, whether they can, and what ends them.
import { ConfigError } from '../model/index.js';

export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** The parts of `HOST:PORT` and `[ADDRESS]:PORT`; nothing for what is neither. */
export function hostAndPort(listen: string): Listening | undefined {
  const match = /^(?:\[([\da-f.]*:[\da-f:.]*)\]|([\w.-]+)):(\d{1,5})$/i.exec(listen);
  const port = Number(match?.[3]);
  return match && port <= 65_535 ? { host: match[1] ?? match[2]!, port } : undefined;
}

/**
 * Starts a server.
 * @param given the option that says where, with its value, for the message.
 * @throws ConfigError where the system does not let it listen there.
 */
export async function startedAt<Serving>(given: string, start: () => Promise<Serving>): Promise<Serving> {
  try {
    return await start();
  } catch (error) {
    const isSystems = error instanceof Error && 'syscall' in error;
    throw isSystems ? new ConfigError(`${given}: ${error.message}`) : error;
  }
}

/** Ends with the next of these signals. */
export function signalled<Name extends NodeJS.Signals>(names: readonly Name[]): Promise<Name> {
  return new Promise((resolve) => {
    const letGo = names.map((name) => {
      const hear = (): void => {
        for (const each of letGo) each();
        resolve(name);
      };
      process.on(name, hear);
      return () => process.off(name, hear);
    });
  });
}
