// Where to ask: the address of an index and what the user's own settings say about it. No address of a public index is
// written here: pip and npm know theirs.
import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { LookupFailure } from '../registry/failure.js';
import { readNpmrc, readPairs, readSmall } from './ini.js';
import { netrcLogin } from './netrc.js';
import { homeOf, type Environment } from './options.js';
import { askNpm, askPip, askTool, type IndexOptions } from './tools.js';

export interface Index {
  /** Without credentials; ends with a slash. */
  readonly url: URL;
  /** What to send as `authorization`, to this host alone. */
  readonly authorization: string | undefined;
  /** The certificate authorities that pip was told to trust. */
  readonly ca: string[] | undefined;
}

const MAX_CA_BYTES = 4 * 1024 * 1024;

/**
 * The Python index: the option, PIP_INDEX_URL, pip's configuration files, else what pip itself says it uses.
 * Order and places: https://pip.pypa.io/en/stable/topics/configuration/
 * @throws LookupFailure where there is none, or its address is none.
 */
export async function pythonIndex(options: IndexOptions): Promise<Index> {
  const env = options.env ?? process.env;
  const files = pipConfigs(env, options.etc ?? '/etc');
  const configured = (key: string) => fromPipConfig(files, key);
  const text =
    options.indexes?.python || env.PIP_INDEX_URL || configured('index-url') || (await askTool(options, askPip));
  if (!text)
    throw new LookupFailure('failed', 'no Python index is known; set PIP_INDEX_URL, or index-url in pip.conf', {
      host: true,
    });
  const { url, login } = parseAddress(text, 'PIP_INDEX_URL or index-url in pip.conf');
  const known = login ?? netrcLogin(env, url.hostname);
  const bundle = env.PIP_CERT ?? configured('cert') ?? env.REQUESTS_CA_BUNDLE ?? env.CURL_CA_BUNDLE;
  return { url, authorization: known && basicCredential(known), ca: readBundle(bundle) };
}

/**
 * The npm registry for a package name: the option, the environment, the user's .npmrc, else what npm itself says it uses.
 * The .npmrc of a repository is not read: it comes from strangers.
 * @throws LookupFailure where there is none, or its address is none.
 */
export async function npmIndex(options: IndexOptions, name: string): Promise<Index> {
  const env = options.env ?? process.env;
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : '';
  const file = env.NPM_CONFIG_USERCONFIG ?? env.npm_config_userconfig ?? join(homeOf(env), '.npmrc');
  const settings = readNpmrc(file);
  const get = (key: string) => fillIn(settings.get(key.toLowerCase()), env);
  const text =
    (scope === '' ? undefined : get(`${scope}:registry`)) ||
    options.indexes?.npm ||
    env.NPM_CONFIG_REGISTRY ||
    env.npm_config_registry ||
    get('registry') ||
    (await askTool(options, (run, its) => askNpm(run, its, scope)));
  if (!text)
    throw new LookupFailure('failed', 'no npm registry is known; set NPM_CONFIG_REGISTRY, or registry in ~/.npmrc', {
      host: true,
    });
  const { url, login } = parseAddress(text, 'the registry of npm');
  const ca = readBundle(get('cafile') ?? env.NPM_CONFIG_CAFILE ?? env.npm_config_cafile);
  return { url, authorization: npmAuthorization(url, get) ?? (login && basicCredential(login)), ca };
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

export function parseAddress(text: string, where: string): { readonly url: URL; readonly login: Login | undefined } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The text is not quoted: it may hold a password.
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new LookupFailure('failed', `${where} is no http or https address`, { host: true });
  const login =
    url.username === ''
      ? undefined
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  url.username = '';
  url.password = '';
  url.hash = '';
  url.search = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return { url, login };
}

export function basicCredential({ user, password }: Login): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Files from the least to the most specific, as pip reads them. */
function pipConfigs(env: Environment, etc: string): readonly string[] {
  const own = env.PIP_CONFIG_FILE;
  if (own === '/dev/null' || own === 'nul') return []; // pip's own way to say: none
  const home = homeOf(env);
  const user =
    platform() === 'win32'
      ? [join(home, 'pip', 'pip.ini'), join(env.APPDATA ?? home, 'pip', 'pip.ini')]
      : [
          join(home, '.pip', 'pip.conf'),
          ...(platform() === 'darwin' ? [join(home, 'Library', 'Application Support', 'pip', 'pip.conf')] : []),
          join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'pip', 'pip.conf'),
        ];
  const site = env.VIRTUAL_ENV ? [join(env.VIRTUAL_ENV, platform() === 'win32' ? 'pip.ini' : 'pip.conf')] : [];
  return [join(etc, 'xdg', 'pip', 'pip.conf'), join(etc, 'pip.conf'), ...user, ...site, ...(own ? [own] : [])];
}

function fromPipConfig(files: readonly string[], key: string): string | undefined {
  let found: string | undefined;
  for (const section of ['global', 'install']) {
    for (const file of files) found = readPairs(file).get(`${section}.${key}`) ?? found;
  }
  return found;
}

/** `${NAME}` in a value of .npmrc stands for a variable of the environment. */
function fillIn(value: string | undefined, env: Environment): string | undefined {
  return value?.replace(/^(["'])(.*)\1$/, '$2').replace(/\$\{(\w+)\??\}/g, (_, name: string) => env[name] ?? '');
}

/** The settings `//host/path/:_authToken` and so on of the longest path that is above the registry's. */
function npmAuthorization(url: URL, get: (key: string) => string | undefined): string | undefined {
  const parts = url.pathname.split('/').filter((part) => part !== '');
  for (let length = parts.length; length >= 0; length--) {
    const path = parts.slice(0, length).map((part) => `${part}/`);
    const at = `//${url.host}/${path.join('')}:`.toLowerCase();
    const token = get(`${at}_authtoken`);
    if (token) return `Bearer ${token}`;
    const both = get(`${at}_auth`);
    if (both) return `Basic ${both}`;
    const user = get(`${at}username`);
    const password = get(`${at}_password`);
    if (user && password) return basicCredential({ user, password: Buffer.from(password, 'base64').toString() });
  }
  return undefined;
}

export function readBundle(path: string | undefined): string[] | undefined {
  if (!path) return undefined;
  try {
    if (statSync(path).size > MAX_CA_BYTES) return undefined;
  } catch {
    return undefined; // the connection fails with the certificate's own words
  }
  const text = readSmall(path) ?? readFileSync(path, 'utf8');
  return [text];
}
