import { ConfigError } from '../model/index.js';

/** Who asks. Reaches git by its environment alone: never an argument, an address, a log or an error. */
type Credential =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** A repository somewhere else. */
export interface Remote {
  /** `https://`, `http://` or `file://`, without a user or a password. */
  readonly address: string;
  readonly credential?: Credential;
}

/** What git is told for one remote, and what may not be repeated of it. */
interface RemoteSettings {
  readonly protocol: string;
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly secrets: readonly string[];
}

const PROTOCOLS: ReadonlySet<string> = new Set(['https:', 'http:', 'file:']);

/**
 * Checks the address of a remote, and says how git is to ask there.
 * @throws ConfigError for an address that is none, of another protocol, or with a user or password in it.
 */
export function remoteSettings({ address, credential }: Remote): RemoteSettings {
  const url = addressOf(address);
  const protocol = url.protocol.slice(0, -1);
  if (url.protocol === 'file:') return { protocol, settings: [], secrets: [] };
  const base: [string, string][] = [
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '30'],
    // One may lead anywhere, into a private network as well, and would take the credential along.
    ['http.followRedirects', 'false'],
  ];
  if (credential === undefined) return { protocol, settings: base, secrets: [] };
  const { header, secrets } = headerOf(credential);
  return {
    protocol,
    // The header is for this host alone.
    settings: [...base, [`http.${url.origin}/.extraHeader`, header]],
    secrets,
  };
}

function addressOf(address: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new ConfigError('the address of the repository is none; give https://HOST/OWNER/NAME.git');
  }
  // What is wrong may be a token, so the address is not repeated.
  if (url.username !== '' || url.password !== '')
    throw new ConfigError(`the address on ${url.host} holds a user or a password; give the token by the environment`);
  if (!PROTOCOLS.has(url.protocol))
    throw new ConfigError(`${url.protocol}// is not supported; give an https:// address`);
  return url;
}

function headerOf(credential: Credential): { readonly header: string; readonly secrets: readonly string[] } {
  if (credential.kind === 'bearer') {
    const { token } = credential;
    checkHeader(token);
    return { header: `Authorization: Bearer ${token}`, secrets: [token] };
  }
  const { user, password } = credential;
  const encoded = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  return { header: `Authorization: Basic ${encoded}`, secrets: [encoded, password] };
}

function checkHeader(token: string): void {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new ConfigError('the token holds a space or a character no token has');
}

/** The text without what may not be repeated. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '***')), text);
}
