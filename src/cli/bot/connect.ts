// Which forge an address leads to, and how it is spoken to. Tokens come from the environment alone.
import {
  gitHub,
  makeRation,
  placeOf,
  rationed,
  type Fetch,
  type Forge,
  type ForgeKind,
  type Ration,
  type RepoRef,
} from '../../forge/index.js';
import type { Remote } from '../../git/index.js';
import { ConfigError } from '../../model/index.js';
import type { Io } from '../output.js';
import { VERSION } from '../version.js';

/** A repository on a forge that can be spoken to. */
export interface Connected {
  readonly forge: Forge;
  readonly repo: RepoRef;
  readonly remote: Remote;
  /** `https://host`. */
  readonly origin: string;
}

interface Kind {
  /** Where its own service is, and what names another server to jobs that run there. */
  readonly origin: string;
  readonly serverVariable: string;
  readonly tokenVariable: string;
  /** With a token, who git says it is. */
  readonly user: string;
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
const KINDS: Readonly<Partial<Record<ForgeKind, Kind>>> = {
  github: {
    origin: 'https://github.com',
    serverVariable: 'GITHUB_SERVER_URL',
    tokenVariable: 'GITHUB_TOKEN',
    user: 'x-access-token',
    isRationed: true,
    connect: gitHub,
  },
};
/** A token for whatever server is named. */
const ANY_TOKEN = 'HARDEN_FORGE_TOKEN';

const FORGE_KINDS = Object.keys(KINDS);

/** How repositories are named. */
export interface ConnectFlags {
  readonly forge?: string;
  /** The server of those that are named `owner/name`. */
  readonly server?: string;
}

/**
 * Connects to the forge of a repository.
 * @param address `owner/name`, or an address.
 * @param rations what is left of each server, for all that this process asks of it.
 * @throws ConfigError for an address that is none, an unknown forge, or without a token.
 */
export function connect(
  env: Io['env'],
  address: string,
  { forge: named, server }: ConnectFlags,
  rations: Map<string, Ration>,
): Connected {
  const place = placeOf(server !== undefined && /^[\w.-]+\/[\w.-]+$/.test(address) ? `${server}/${address}` : address);
  if (!place)
    throw new ConfigError(`--repo: give OWNER/NAME or https://HOST/OWNER/NAME, without a user or a password in it`);
  const { origin, repo } = place;
  const kind = named ?? place.kind;
  if (kind === undefined)
    throw new ConfigError(`${origin} does not say which forge it is; give --forge ${FORGE_KINDS.join('|')}`);
  const found = Object.entries(KINDS).find(([each]) => each === kind)?.[1];
  if (!found) throw new ConfigError(`${kind} is not supported; ${FORGE_KINDS.join(', ')} are`);
  const token = tokenFor(env, origin, found);
  const ration = rations.get(origin) ?? makeRation();
  rations.set(origin, ration);
  const options = found.isRationed ? { fetch: rationed(fetch, ration) } : {};
  return {
    forge: found.connect({ token, origin, userAgent: `harden/${VERSION}`, ...options }),
    repo,
    remote: {
      address: `${origin}/${repo.owner}/${repo.name}.git`,
      credential: { kind: 'basic', user: found.user, password: token },
    },
    origin,
  };
}

/** The token of a forge's own service is not handed to another server. */
function tokenFor(env: Io['env'], origin: string, { origin: own, serverVariable, tokenVariable }: Kind): string {
  const isItsOwn = origin === own || origin === originOf(env[serverVariable]);
  const token = env[ANY_TOKEN] || (isItsOwn ? env[tokenVariable] : undefined);
  if (token) return token;
  const names = isItsOwn ? `${tokenVariable} or ${ANY_TOKEN}` : ANY_TOKEN;
  throw new ConfigError(`there is no token for ${origin}; set ${names}`);
}

function originOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : undefined;
}
