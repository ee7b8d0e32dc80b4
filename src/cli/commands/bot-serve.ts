import { constants } from 'node:os';
import { isFault, makeRation, type ForgeKind, type Ration } from '../../forge/index.js';
import { ConfigError } from '../../model/index.js';
import type { Update } from '../../run/index.js';
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
import { withMirrors } from '../bot/mirrors.js';
import { openingBook } from '../bot/openings.js';
import { programFile } from '../bot/program-file.js';
import type { Order } from '../bot/order.js';
import { settingsOf, updateOf, type BotFlags, type UpdateFlags } from '../bot/request.js';
import { updateRounds, type Rounds } from '../bot/rounds.js';
import { makeRunners, type Runners } from '../bot/runners.js';
import { hostAndPort, type Listening, signalled, startedAt } from '../listening.js';
import { writeMessage, type Io } from '../output.js';

export interface BotServeFlags extends BotFlags, UpdateFlags {
  /** `host:port`. */
  readonly listen: string;
  /** Which repositories are looked at: `owner/name`, `owner/*`. */
  readonly repo?: readonly string[];
  readonly jobs: number;
  readonly mirrors?: string;
  /** When pins are moved as well: windows of a week. */
  readonly updateSchedule?: readonly string[];
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
/** Of the heap of one run at a time. */
const MEMORY_MB = 1024;
/** A plan takes a minute at most of what belongs together; the rest waits for a forge. */
const RUN_MS = 30 * 60_000;
/** Both sides of what is proposed are built and run. */
const PROVE_MS = 90 * 60_000;
/** How often it is looked whether a window has begun. */
const ROUND_MS = 60_000;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * `harden bot serve`: takes webhooks of a forge, and has the repositories run that they speak of, each in a process beside
 * it. 0 once a signal has ended it and the runs that had begun have ended; 130 and the like where a second signal has ended
 * them; 2 where it cannot start.
 */
export async function botServe(io: Io, flags: BotServeFlags): Promise<number> {
  const { host, port } = listenOf(flags.listen);
  const any = await targetOf(io.env, 'any/repository', flags);
  const { origin } = any;
  const ration = makeRation();
  const makeHook = HOOKS[any.kind];
  if (!makeHook) throw new ConfigError(`${any.kind} has no webhooks that bot serve understands; use bot run`);
  const hook = makeHook({ secrets: secretsIn(io.env), branches: branchesOf(settingsOf(flags).prefix) });
  const allows = allowing(flags.repo);
  const book = openingBook(flags);
  const rounds = roundsOf(flags);
  const own = new Set<string>();
  // An app has a token for a repository alone: who it is, its first run says.
  if (!any.isOfApp) own.add(await accountOf(any, ration));
  return await withMirrors(io, flags.mirrors, async (folder) => {
    // Which forge it is is asked once.
    const known = { ...flags, forge: any.kind };
    const runners = runnersOf(io, flags);
    const shared = { take: book.take, ration, me: (login: string) => void own.add(login) };
    const make = async (order: Pick<Order, 'repository' | 'update' | 'budget'>): Promise<RunResult> => {
      const { budget } = book.read();
      const bounded = Number.isFinite(budget) ? { budget } : {};
      const result = await runners.run({ origin, flags: known, folder, ...bounded, ...order }, shared);
      const { next } = book.read();
      // What this run opened may have been the last of the hour.
      return result.outcome === 'waiting' && !result.retryAt && next ? { ...result, retryAt: next } : result;
    };
    const run = rounds ? alsoUpdating(make, rounds, updateOf(flags)) : make;
    const say = (line: string): void => writeMessage(io, line);
    const serving = await startedAt(`--listen ${flags.listen}`, () =>
      serveHooks({ hook, isOwn: (login) => own.has(login), allows, run, say, host, port, jobs: flags.jobs }),
    );
    say(`listening on http://${serving.address}/webhook for ${origin}${any.isOfApp ? '' : `, as ${[...own].join()}`}`);
    const rounding = rounds && setInterval(() => wakeAll(rounds, serving), ROUND_MS);
    if (rounds) wakeAll(rounds, serving);
    await signalled(SIGNALS);
    clearInterval(rounding);
    say('stopping once the runs that have begun have ended; another signal ends them');
    runners.close();
    const again = signalled(SIGNALS);
    const ended = serving.stop();
    const second = await Promise.race([again, ended.then(() => undefined)]);
    if (second) runners.end();
    const left = await ended;
    if (second) {
      say('stopped; the runs that had begun were ended, and the next ones do what they left');
      return 128 + constants.signals[second];
    }
    say(left === 0 ? 'stopped' : `stopped; ${left} repositories were waiting, and are looked at with their next event`);
    return 0;
  });
}

/** @throws ConfigError where the forge does not say. */
async function accountOf(target: Target, ration: Ration): Promise<string> {
  const connected = await target.connect(new Map([[target.origin, ration]]));
  const me = isFault(connected) ? connected : await connected.forge.whoAmI();
  if (isFault(me)) throw new ConfigError(`${target.origin}: ${me.why}`);
  return me.login;
}

type Make = (order: Pick<Order, 'repository' | 'update' | 'budget'>) => Promise<RunResult>;

/** Runs that move pins where it is their turn, and keep what did so before where somebody acted on it. */
function alsoUpdating(make: Make, rounds: Rounds, update: Update): (wake: Wake) => Promise<RunResult> {
  return async ({ repository, why }) => {
    rounds.see(repository);
    const first = await make({ repository });
    const isDue = rounds.isDue(repository);
    // A push changes nothing of where pins are to be.
    if (!isDue && why === 'pushed') return first;
    const second = await make({ repository, update, ...(isDue ? {} : { budget: 0 }) });
    if (isDue && !second.retryAt) rounds.done(repository);
    // Until it is its turn again, none is opened.
    const isWaiting = !isDue && second.outcome === 'waiting';
    return first.outcome === 'done' && !isWaiting ? second : first;
  };
}

function roundsOf({ updateSchedule, policy, cooldown, timezone, repo = [] }: BotServeFlags): Rounds | undefined {
  if (updateSchedule === undefined) {
    if (policy !== undefined || cooldown !== undefined)
      throw new ConfigError('--policy and --cooldown are for updates; give --update-schedule as well');
    return undefined;
  }
  const names = repo.filter((name) => !name.endsWith('/*'));
  return updateRounds(updateSchedule, timezone === undefined ? {} : { timezone }, names);
}

/** Has all run whose turn has come. */
function wakeAll(rounds: Rounds, { wake }: Serving): void {
  for (const repository of rounds.next()) wake({ repository, by: '', why: 'schedule' });
}

/** The processes that make the runs. All they are told of this one is what a run needs. */
function runnersOf(io: Io, { verify }: BotServeFlags): Runners {
  const { [SECRET]: _, [SECRET_BEFORE]: __, ...env } = io.env;
  const program = [programFile(), 'bot', 'runner'] as const;
  const patienceMs = verify ? RUN_MS + PROVE_MS : RUN_MS;
  return makeRunners({ program, env, cwd: io.cwd, memory: MEMORY_MB, patienceMs });
}

/** @throws ConfigError for what is no address to listen on. */
function listenOf(listen: string): Listening {
  const found = hostAndPort(listen);
  if (!found) throw new ConfigError(`--listen ${listen}: give HOST:PORT, such as 127.0.0.1:8080`);
  return found;
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
