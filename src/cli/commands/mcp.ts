import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { serveHttp, serverFactory, serveStdin } from '../../mcp/index.js';
import { ConfigError } from '../../model/index.js';
import { isOffline } from '../answers.js';
import { hostAndPort, type Listening, signalled, startedAt } from '../listening.js';
import { openDesk } from '../mcp/desk.js';
import { writeMessage, type Io } from '../output.js';
import { findRoot, isFolder } from '../root.js';

export interface McpFlags {
  /** `host:port`: HTTP in place of standard input. */
  readonly http?: string;
  readonly root?: string;
  readonly config?: string;
  readonly write?: boolean;
  readonly allowDirty?: boolean;
  readonly yes?: boolean;
  readonly run?: boolean;
  readonly trusted?: boolean;
  readonly offline?: boolean;
}

const TOKEN = 'HARDEN_MCP_TOKEN';
/** What is shorter can be guessed by whoever may try often. */
const SHORTEST_TOKEN = 16;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * `harden mcp`: serves a client of the Model Context Protocol at standard input and output, or clients of this machine over
 * HTTP, until the client goes or a signal comes. 0 then; 2 where it cannot start.
 */
export async function mcp(io: Io, flags: McpFlags): Promise<number> {
  checkRights(flags);
  const root = rootOf(io.cwd, flags.root);
  const make = await serverFactory(
    openDesk(io, {
      root,
      rights: {
        write: flags.write ?? false,
        run: flags.run ?? false,
        offline: flags.offline ?? isOffline(io.env),
      },
      trusted: flags.trusted ?? false,
      allowDirty: flags.allowDirty ?? false,
      yes: flags.yes ?? false,
      ...(flags.config === undefined ? {} : { config: resolve(io.cwd, flags.config) }),
    }),
  );
  const say = (line: string): void => writeMessage(io, line);
  if (flags.http === undefined) {
    await serveStdin(make, { input: process.stdin, output: process.stdout, say }, signalled(SIGNALS));
    return 0;
  }
  const { host, port } = loopbackOf(flags.http);
  const given = tokenIn(io.env);
  const token = given ?? randomBytes(32).toString('base64url');
  const { address, stop } = await startedAt(`--http ${flags.http}`, () => serveHttp(make, { host, port, token, say }));
  say(`listening on ${address} for ${root}`);
  if (given === undefined) io.err(`harden: the token of this run: ${token}\n`);
  await signalled(SIGNALS);
  await stop();
  return 0;
}

/** @throws ConfigError for rights that mean nothing without another. */
function checkRights({ write, allowDirty, yes, run, trusted }: McpFlags): void {
  if ((allowDirty || yes) && !write)
    throw new ConfigError(`--${allowDirty ? 'allow-dirty' : 'yes'} is for --write: without it nothing is written`);
  if (trusted && !run) throw new ConfigError('--trusted is for --run: without it nothing is built or run');
}

function rootOf(cwd: string, named: string | undefined): string {
  const root = named === undefined ? findRoot(cwd, ['.']) : resolve(cwd, named);
  if (!isFolder(root)) throw new ConfigError(`${named ?? root}: there is no such folder`);
  return realpathSync.native(root);
}

/** @throws ConfigError for what others than this machine could reach. */
function loopbackOf(listen: string): Listening {
  const found = hostAndPort(listen);
  if (!found || !/^(?:::1|127(?:\.\d{1,3}){3}|localhost)$/i.test(found.host))
    throw new ConfigError(`--http ${listen}: give an address of this machine alone, such as 127.0.0.1:7341`);
  return found;
}

/** @throws ConfigError for a token that can be guessed. */
function tokenIn(env: Io['env']): string | undefined {
  const token = env[TOKEN] ?? '';
  if (token === '') return undefined;
  if (token.length >= SHORTEST_TOKEN && /^[\w.~+/-]+=*$/.test(token)) return token;
  throw new ConfigError(
    `${TOKEN} is no bearer token of at least ${SHORTEST_TOKEN} characters; make one with: openssl rand -hex 32`,
  );
}
