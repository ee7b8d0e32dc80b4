import { runBot, type BotReport } from '../../bot-run/index.js';
import { isFault, type ForgeKind, type Ration } from '../../forge/index.js';
import { ConfigError } from '../../model/index.js';
import {
  forgejoHook,
  gitHubHook,
  gitLabHook,
  serveHooks,
  type Hook,
  type HookOptions,
  type RunResult,
  type Serving,
  type Wake,
} from '../../serve/index.js';
import { targetOf, type Target } from '../bot/connect.js';
import { mirrorOf, withMirrors } from '../bot/mirrors.js';
import { openingBook, type OpeningBook } from '../bot/openings.js';
import { reportLines } from '../bot/report.js';
import { requestOf, settingsOf, type BotFlags } from '../bot/request.js';
import { writeMessage, type Io } from '../output.js';

export interface BotServeFlags extends BotFlags {
  /** `host:port`. */
  readonly listen: string;
  /** Which repositories are looked at: `owner/name`, `owner/*`. */
  readonly repo?: readonly string[];
  readonly jobs: number;
  readonly mirrors?: string;
}

const HOOKS: Readonly<Partial<Record<ForgeKind, (options: HookOptions) => Hook>>> = {
  github: gitHubHook,
  gitlab: gitLabHook,
  forgejo: forgejoHook,
};
const SECRET = 'HARDEN_WEBHOOK_SECRET';
const SECRET_BEFORE = 'HARDEN_WEBHOOK_SECRET_PREVIOUS';
/** What is shorter can be guessed by whoever may try often. */
const SHORTEST_SECRET = 16;
const COMMON_PREFIX = 'harden';
const RETRY_MS = 5 * 60_000;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * `harden bot serve`: takes webhooks of a forge, and runs the repositories they speak of. 0 once a signal has ended it and
 * the runs that had begun have ended; 2 where it cannot start.
 */
export async function botServe(io: Io, flags: BotServeFlags): Promise<number> {
  const { host, port } = listenOf(flags.listen);
  const rations = new Map<string, Ration>();
  const any = await targetOf(io.env, 'any/repository', flags);
  const { origin } = any;
  const makeHook = HOOKS[any.kind];
  if (!makeHook) throw new ConfigError(`${any.kind} has no webhooks that bot serve understands; use bot run`);
  const hook = makeHook({ secrets: secretsIn(io.env), branches: branchesOf(settingsOf(flags).prefix) });
  const allows = allowing(flags.repo);
  const book = openingBook(flags);
  const own = new Set<string>();
  // An app has a token for a repository alone: who it is, its first run says.
  if (!any.isOfApp) own.add(await accountOf(any, rations));
  return await withMirrors(io, flags.mirrors, async (folder) => {
    // Which forge it is is asked once.
    const known = { ...flags, forge: any.kind };
    const run = (wake: Wake): Promise<RunResult> =>
      runOne(io, wake, { flags: known, rations, origin, folder, book, own });
    const say = (line: string): void => writeMessage(io, line);
    const serving = await started(flags.listen, () =>
      serveHooks({ hook, isOwn: (login) => own.has(login), allows, run, say, host, port, jobs: flags.jobs }),
    );
    say(`listening on http://${serving.address}/webhook for ${origin}${any.isOfApp ? '' : `, as ${[...own].join()}`}`);
    await signalled();
    say('stopping once the runs that have begun have ended; another signal ends them');
    const left = await serving.stop();
    say(left === 0 ? 'stopped' : `stopped; ${left} repositories were waiting, and are looked at with their next event`);
    return 0;
  });
}

interface Serve {
  readonly flags: BotServeFlags;
  readonly rations: Map<string, Ration>;
  readonly origin: string;
  readonly folder: string;
  readonly book: OpeningBook;
  /** Accounts that we are. */
  readonly own: Set<string>;
}

/** @throws ConfigError where the forge does not say. */
async function accountOf(target: Target, rations: Map<string, Ration>): Promise<string> {
  const connected = await target.connect(rations);
  const me = isFault(connected) ? connected : await connected.forge.whoAmI();
  if (isFault(me)) throw new ConfigError(`${target.origin}: ${me.why}`);
  return me.login;
}

async function runOne(
  io: Io,
  { repository }: Wake,
  { flags, rations, origin, folder, book, own }: Serve,
): Promise<RunResult> {
  const target = await targetOf(io.env, `${origin}/${repository}`, flags);
  const connected = await target.connect(rations);
  if (isFault(connected)) return resultOf({ parts: [], fault: connected }, undefined);
  if (own.size === 0) {
    const me = await connected.forge.whoAmI();
    if (!isFault(me)) own.add(me.login);
  }
  const { budget } = book.read();
  const report = await runBot({
    ...requestOf(io, connected, mirrorOf(folder, target), flags),
    budget,
    take: book.take,
  });
  for (const line of reportLines(report, flags.dryRun ?? false)) writeMessage(io, line);
  // What this run opened may have been the last of the hour.
  return resultOf(report, book.read().next);
}

/** @param next when a pull request may be opened again. */
function resultOf({ fault, parts }: Pick<BotReport, 'fault' | 'parts'>, next: Date | undefined): RunResult {
  const found = fault ?? parts.find((part) => part.fault !== undefined)?.fault;
  switch (found?.fault) {
    case 'cannot':
      return { outcome: 'cannot', why: found.why };
    case 'rate-limited':
      return { outcome: 'waiting', why: found.why, retryAt: found.until };
    case 'retry':
      return { outcome: 'failed', why: found.why, retryAt: new Date(Date.now() + RETRY_MS) };
    default: {
      const isWaiting = parts.some(({ state }) => state === 'waiting');
      return { outcome: isWaiting ? 'waiting' : 'done', ...(isWaiting && next ? { retryAt: next } : {}) };
    }
  }
}

/** @throws ConfigError for what is no address to listen on. */
function listenOf(listen: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(listen);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new ConfigError(`--listen ${listen}: give HOST:PORT, such as 127.0.0.1:8080`);
  return { host: match[1] ?? match[2]!, port };
}

/** A repository may have a prefix of its own, which begins like this as well. */
function branchesOf(prefix: string): string {
  return prefix.startsWith(COMMON_PREFIX) ? COMMON_PREFIX : prefix;
}

/** @throws ConfigError without a secret, or with one that can be guessed. */
function secretsIn(env: Io['env']): HookOptions['secrets'] {
  const secret = env[SECRET] ?? '';
  const before = env[SECRET_BEFORE] ?? '';
  if (secret === '') throw new ConfigError(`set ${SECRET} to the secret of the webhook`);
  for (const [name, value] of [
    [SECRET, secret],
    [SECRET_BEFORE, before],
  ] as const)
    if (value !== '' && value.length < SHORTEST_SECRET)
      throw new ConfigError(
        `${name} has fewer than ${SHORTEST_SECRET} characters; make one with: openssl rand -hex 32`,
      );
  return before === '' ? [secret] : [secret, before];
}

/**
 * True for the repositories that are named; for all where none is.
 * @throws ConfigError for a pattern that is none.
 */
function allowing(patterns: readonly string[] | undefined): (repository: string) => boolean {
  if (!patterns) return () => true;
  const names = patterns.map((pattern) => {
    if (!/^[\w.-]+(?:\/[\w.-]+)*\/(?:[\w.-]+|\*)$/.test(pattern))
      throw new ConfigError(`--repo ${pattern}: give OWNER/NAME, or OWNER/* for all of them`);
    return pattern.toLowerCase();
  });
  const whole = new Set(names);
  const owners = names.filter((name) => name.endsWith('/*')).map((name) => name.slice(0, -1));
  return (repository) => {
    const name = repository.toLowerCase();
    return whole.has(name) || owners.some((owner) => name.startsWith(owner));
  };
}

async function started(listen: string, start: () => Promise<Serving>): Promise<Serving> {
  try {
    return await start();
  } catch (error) {
    const isSystems = error instanceof Error && 'syscall' in error;
    throw isSystems ? new ConfigError(`--listen ${listen}: ${error.message}`) : error;
  }
}

/** Ends with the first signal. The next one does what it does to every program. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    const hear = (): void => {
      for (const signal of SIGNALS) process.off(signal, hear);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, hear);
  });
}
