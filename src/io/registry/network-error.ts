// The network's errors in words a person can act on.
import { unresolved } from './address.js';
import { lookupFailed, type LookupFailure } from './failure.js';

const NO_NETWORK = new Set(['ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EADDRNOTAVAIL']);
const CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/;

/** Whether a TLS greeting met something that does not speak TLS. */
export function startedInTheWrongProtocol(error: unknown): boolean {
  const code = codeIn(error);
  return code === 'EPROTO' || code.startsWith('ERR_SSL_') || (code === 'ECONNRESET' && String(error).includes('TLS'));
}

export function describe(error: unknown, host: string): LookupFailure {
  const code = codeIn(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return unresolved(host);
  if (NO_NETWORK.has(code))
    return lookupFailed(`${host} cannot be reached; no network? --offline skips this`, { host: true });
  if (code === 'ECONNREFUSED') return lookupFailed(`nothing answers at ${host}`, { host: true });
  if (CERTIFICATE.test(code)) {
    const where = `/etc/docker/certs.d/${host}/ca.crt, NODE_EXTRA_CA_CERTS or registries (ca) of a configuration`;
    return lookupFailed(`the certificate of ${host} is not trusted (${code}); name its authority in ${where}`, {
      host: true,
    });
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return lookupFailed(
      `${host} does not speak TLS; declare it insecure in the settings of Docker or Podman if that is meant`,
      { host: true },
    );
  return lookupFailed(`the connection to ${host} broke (${code || 'no reason given'})`, { again: true });
}

/** By shape: what the network throws need not be an `Error` of this module's world. */
function codeIn(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'errors' in error && Array.isArray(error.errors) ? codeIn(error.errors[0]) : '';
}
