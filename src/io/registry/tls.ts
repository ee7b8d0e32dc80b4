// Private certificate authorities and client certificates, where Docker and Podman look for them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

export interface TlsFiles {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
}

const MAX_BYTES = 1024 * 1024;

/**
 * What the first existing folder `DIR/HOST[:PORT]` says: `*.crt` are authorities to trust besides the usual ones,
 * `NAME.cert` with `NAME.key` the certificate to show. `named` is one more file of authorities. Empty where there is
 * none, or the host could not name a folder.
 * Source: https://docs.docker.com/engine/security/certificates/
 */
export function tlsFilesOf(
  host: string,
  folders: readonly string[],
  extra: string | undefined,
  named?: string,
): TlsFiles {
  const found = inFolders(host, folders, extra);
  const text = named === undefined ? undefined : readSmall(named);
  if (text === undefined) return found;
  return { ...found, ca: [...(found.ca ?? withExtra(extra)), text] };
}

/** A list replaces every default, NODE_EXTRA_CA_CERTS included. */
function withExtra(extra: string | undefined): string[] {
  const also = extra === undefined ? undefined : readSmall(extra);
  return [...rootCertificates, ...(also === undefined ? [] : [also])];
}

function inFolders(host: string, folders: readonly string[], extra: string | undefined): TlsFiles {
  if (!/^[\w[\]:.-]+$/.test(host) || host.includes('..') || host.startsWith('.')) return {};
  for (const folder of folders) {
    const names = namesIn(join(folder, host));
    if (!names) continue;
    const read = (name: string) => readSmall(join(folder, host, name));
    const own = names.filter((name) => name.endsWith('.crt')).map(read);
    const found = own.filter((text) => text !== undefined);
    const client = names.find((name) => name.endsWith('.cert') && names.includes(name.replace(/\.cert$/, '.key')));
    const cert = client === undefined ? undefined : read(client);
    const key = client === undefined ? undefined : read(client.replace(/\.cert$/, '.key'));
    return {
      ...(found.length > 0 ? { ca: [...withExtra(extra), ...found] } : {}),
      ...(cert !== undefined && key !== undefined ? { cert, key } : {}),
    };
  }
  return {};
}

function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder).sort();
  } catch {
    return undefined; // not there, or not ours to read: Docker passes over it as well
  }
}

function readSmall(path: string): string | undefined {
  try {
    return statSync(path).size > MAX_BYTES ? undefined : readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
