// One of the processes of `bot serve`: it makes the runs it is told to make, one after the other, until nobody is there
// who could tell it.
import { runBot, type BotReport } from '../../bot-run/index.js';
import { isFault, type Ration } from '../../forge/index.js';
import { ConfigError } from '../../model/index.js';
import { targetOf } from '../bot/connect.js';
import { mirrorOf } from '../bot/mirrors.js';
import type { FromRunner, Order, Ran, ToRunner } from '../bot/order.js';
import { reportLines } from '../bot/report.js';
import { requestOf } from '../bot/request.js';
import { writeMessage, type Io } from '../output.js';

const RETRY_MS = 5 * 60_000;

/** What a run asks of the service. */
interface Service {
  take(): Promise<(() => void) | undefined>;
  readonly ration: Ration;
  me(login: string): void;
}

/** `harden bot runner`: started by `bot serve`, and by nobody else. */
export async function botRunner(io: Io): Promise<number> {
  if (process.send === undefined) throw new ConfigError('bot runner is started by bot serve');
  const answers = new Map<number, (given: Extract<ToRunner, { readonly tell: 'given' }>) => void>();
  const service = serviceOf(answers);
  let isRunning = false;
  process.on('message', (message: ToRunner) => {
    if (message.tell === 'given') {
      answers.get(message.ask)?.(message);
      answers.delete(message.ask);
      return;
    }
    isRunning = true;
    void runOrder(io, message.order, service)
      .catch(
        (error: unknown): Ran => ({ outcome: 'failed', why: error instanceof Error ? error.message : String(error) }),
      )
      .then((result) => {
        isRunning = false;
        tell({ tell: 'done', result });
      });
  });
  await new Promise<void>((resolve) => process.once('disconnect', resolve));
  // The service has gone, and with it whoever would hear of the rest. What is undone the next run does.
  if (isRunning) endGroup();
  return 0;
}

async function runOrder(
  io: Io,
  { repository, origin, flags, folder, budget, update }: Order,
  { take, ration, me }: Service,
): Promise<Ran> {
  const target = await targetOf(io.env, `${origin}/${repository}`, flags);
  const connected = await target.connect(new Map([[origin, ration]]));
  if (isFault(connected)) return ranOf({ parts: [], fault: connected });
  // An app has a token for a repository alone: who it is, its first run says.
  if (target.isOfApp) {
    const found = await connected.forge.whoAmI();
    if (!isFault(found)) me(found.login);
  }
  const report = await runBot({
    ...requestOf(io, connected, mirrorOf(folder, target), flags, update),
    ...(budget === undefined ? {} : { budget }),
    take,
  });
  for (const line of reportLines(report, flags.dryRun ?? false)) writeMessage(io, line);
  return ranOf(report);
}

function ranOf({ fault, parts }: Pick<BotReport, 'fault' | 'parts'>): Ran {
  const found = fault ?? parts.find((part) => part.fault !== undefined)?.fault;
  switch (found?.fault) {
    case 'cannot':
      return { outcome: 'cannot', why: found.why };
    case 'rate-limited':
      return { outcome: 'waiting', why: found.why, retryAt: found.until.toISOString() };
    case 'retry':
      return { outcome: 'failed', why: found.why, retryAt: new Date(Date.now() + RETRY_MS).toISOString() };
    default:
      return { outcome: parts.some(({ state }) => state === 'waiting') ? 'waiting' : 'done' };
  }
}

function serviceOf(answers: Map<number, (given: Extract<ToRunner, { readonly tell: 'given' }>) => void>): Service {
  let last = 0;
  const ask = (what: 'opening' | 'request') =>
    new Promise<Extract<ToRunner, { readonly tell: 'given' }>>((resolve) => {
      answers.set(++last, resolve);
      tell({ tell: 'ask', ask: last, what });
    });
  return {
    async take() {
      const given = await ask('opening');
      return given.isGiven ? () => tell({ tell: 'give-back', ask: given.ask }) : undefined;
    },
    ration: {
      async take() {
        const { until } = await ask('request');
        return until === undefined ? undefined : new Date(until);
      },
    },
    me: (login) => tell({ tell: 'me', login }),
  };
}

function tell(message: FromRunner): void {
  if (process.connected) process.send?.(message);
}

/** This process, and what it has started. */
function endGroup(): void {
  process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGTERM');
}
