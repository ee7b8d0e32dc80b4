// Which forge an address leads to, and how it is spoken to. Tokens come from the environment alone.
import {
  appKeyIn,
  appToken,
  forgejo,
  gitHub,
  gitLab,
  isFault,
  makeRation,
  pagure,
  placeOf,
  probeForge,
  rationed,
  type Fetch,
  type Forge,
  type ForgeKind,
  type Outcome,
  type Ration,
  type RepoRef,
} from '../../forge/index.js';
import type { Remote } from '../../git/index.js';
import { ConfigError } from '../../model/index.js';
import { isOffline } from '../answers.js';
import type { Io } from '../output.js';
import { VERSION } from '../version.js';

/** A repository that can be spoken to, once it is connected. */
export interface Target {
  readonly kind: ForgeKind;
  readonly repo: RepoRef;
  /** `https://host`. */
  readonly origin: string;
  /** Without a repository there is no token. */
  readonly isOfApp: boolean;
  /** @param rations what is left of each server, for all that this process asks of it. */
  connect(rations: Map<string, Ration>): Promise<Outcome<Connected>>;
}

/** A repository on a forge that is spoken to. */
export interface Connected {
  readonly forge: Forge;
  readonly repo: RepoRef;
  readonly remote: Remote;
}

interface Kind {
  /** Where its own service is. */
  readonly origin: string;
  /** What names the server to jobs that run there. */
  readonly serverVariable?: string;
  readonly tokenVariable: string;
  /** With a token, who git says it is. Absent: the account's own name, which is asked for. */
  readonly user?: string;
  /** It limits what an account may make in an hour. */
  readonly isRationed?: true;
  connect(options: ConnectOptions): Forge;
}

interface ConnectOptions {
  readonly token: string;
  readonly origin: string;
  readonly userAgent: string;
  readonly fetch?: Fetch;
}

/** Those that there is an adapter for. */
const KINDS = {
  github: {
    origin: 'https://github.com',
    serverVariable: 'GITHUB_SERVER_URL',
    tokenVariable: 'GITHUB_TOKEN',
    user: 'x-access-token',
    isRationed: true,
    connect: gitHub,
  },
  gitlab: {
    origin: 'https://gitlab.com',
    serverVariable: 'CI_SERVER_URL',
    tokenVariable: 'GITLAB_TOKEN',
    user: 'oauth2',
    connect: gitLab,
  },
  forgejo: {
    origin: 'https://codeberg.org',
    tokenVariable: 'FORGEJO_TOKEN',
    // The token says who it is.
    user: 'harden',
    connect: forgejo,
  },
  pagure: {
    origin: 'https://pagure.io',
    tokenVariable: 'PAGURE_TOKEN',
    connect: pagure,
  },
} satisfies Partial<Record<ForgeKind, Kind>>;
/** A token for whatever server is named. */
export const ANY_TOKEN = 'HARDEN_FORGE_TOKEN';

const FORGE_KINDS = ['github', 'gitlab', 'forgejo', 'pagure'] as const;

/** How repositories are named. */
export interface ConnectFlags {
  readonly forge?: string;
  /** The server of those that are named `owner/name`. */
  readonly server?: string;
}

/**
 * Finds the forge of a repository, and what it is spoken to with. A server whose name does not say what it is is asked,
 * without a token.
 * @param address `owner/name`, or an address.
 * @throws ConfigError for an address that is none, an unknown forge, or without a token.
 */
export async function targetOf(
  env: Io['env'],
  address: string,
  { forge: named, server }: ConnectFlags,
): Promise<Target> {
  const isShort = /^[\w.-]+(?:\/[\w.-]+)+$/.test(address);
  const place = placeOf(server !== undefined && isShort ? `${server}/${address}` : address);
  if (!place)
    throw new ConfigError(`--repo: give OWNER/NAME or https://HOST/OWNER/NAME, without a user or a password in it`);
  const { origin, repo } = place;
  const kind = named ?? place.kind ?? (isOffline(env) ? undefined : await probeForge(origin));
  if (kind === undefined)
    throw new ConfigError(`${origin} does not say which forge it is; give --forge ${FORGE_KINDS.join('|')}`);
  const known = FORGE_KINDS.find((each) => each === kind);
  if (!known) throw new ConfigError(`${kind} is not supported; ${FORGE_KINDS.join(', ')} are`);
  const found: Kind = KINDS[known];
  const held = credentialFor(env, origin, found);
  const common = { origin, userAgent: `harden/${VERSION}` };
  return {
    kind: known,
    origin,
    repo,
    isOfApp: 'key' in held,
    async connect(rations) {
      const ration = rations.get(origin) ?? makeRation();
      rations.set(origin, ration);
      const options = { ...common, ...(found.isRationed ? { fetch: rationed(fetch, ration) } : {}) };
      const given = 'key' in held ? await appToken(held.key, repo, options) : held;
      if (isFault(given)) return given;
      const { token } = given;
      const forge = found.connect({ ...options, token });
      const me = found.user === undefined ? await forge.whoAmI() : { login: found.user };
      if (isFault(me)) return me;
      const credential = { kind: 'basic', user: me.login, password: token } as const;
      return { forge, repo, remote: { address: forge.cloneUrl(repo), credential } };
    },
  };
}

type Credential = { readonly token: string } | { readonly key: Parameters<typeof appToken>[0] };

/** @throws ConfigError where there is none. */
function credentialFor(env: Io['env'], origin: string, kind: Kind): Credential {
  const found = findCredential(env, origin, kind);
  if (found) return found;
  const names = isOwnService(env, origin, kind) ? `${kind.tokenVariable} or ${ANY_TOKEN}` : ANY_TOKEN;
  throw new ConfigError(`there is no token for ${origin}; set ${names}`);
}

/** The token of a forge's own service is not handed to another server. */
function findCredential(env: Io['env'], origin: string, kind: Kind): Credential | undefined {
  const isItsOwn = isOwnService(env, origin, kind);
  const key = isItsOwn && kind.connect === gitHub ? appKeyIn(env) : undefined;
  if (key && isFault(key)) throw new ConfigError(key.why);
  if (key) return { key };
  const token = env[ANY_TOKEN] || (isItsOwn ? env[kind.tokenVariable] : undefined);
  return token ? { token } : undefined;
}

function isOwnService(env: Io['env'], origin: string, { origin: own, serverVariable }: Kind): boolean {
  return origin === own || (serverVariable !== undefined && origin === originOf(env[serverVariable]));
}

/** True where there is something to speak to the server of an address with, whatever forge it is. */
export function hasCredential(env: Io['env'], address: string): boolean {
  const place = placeOf(address);
  if (!place) return false;
  const kinds: readonly Kind[] = FORGE_KINDS.filter((kind) => (place.kind ?? kind) === kind).map((kind) => KINDS[kind]);
  return kinds.some((kind) => findCredential(env, place.origin, kind) !== undefined);
}

function originOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : undefined;
}
