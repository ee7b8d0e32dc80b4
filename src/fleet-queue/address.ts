// Where a queue is, as it is written and as it may be shown.
import { ConfigError } from '../model/index.js';

/** A server that holds jobs. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly isEncrypted: boolean;
  readonly user?: string;
  readonly password?: string;
  /** Without user and password: `redis://queue.example.com:6379/1`. */
  readonly shown: string;
}

/** Of the user that the address names, else of the default one. */
const PASSWORD_VARIABLE = 'HARDEN_QUEUE_PASSWORD';
const PORT = 6379;

/**
 * Reads `redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]`, and `rediss://` for TLS. The password of the environment comes
 * before that of the address.
 * @throws ConfigError for anything else; it does not repeat what was written, which may hold a password.
 */
export function queueAddress(text: string, env: Readonly<Record<string, string | undefined>>): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isEncrypted = url?.protocol === 'rediss:';
  const path = /^\/?(\d{0,3})$/.exec(url?.pathname ?? '');
  if (!url || !(isEncrypted || url.protocol === 'redis:') || url.hostname === '' || !path || url.search || url.hash)
    throw new ConfigError(
      `--queue: give redis://HOST:PORT, or rediss://HOST:PORT for TLS, with /NUMBER for a database; the password may be in ${PASSWORD_VARIABLE}`,
    );
  const user = decoded(url.username);
  const password = env[PASSWORD_VARIABLE] || decoded(url.password);
  const port = url.port === '' ? PORT : Number(url.port);
  const database = Number(path[1] || 0);
  return {
    // Of an IPv6 address the brackets are no part.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    database,
    isEncrypted,
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    shown: `${url.protocol}//${url.hostname}:${port}${database === 0 ? '' : `/${database}`}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConfigError(
      `--queue: write a % in the user or the password as %25, or set ${PASSWORD_VARIABLE} to the password`,
    );
  }
}
