// One start of a project: until its services are ready or have ended, what they answer, and what they print.
import type { ContainerState, ImageConfig, ModelMap, Project } from '../io/index.js';
import type { BootResult, Probe } from '../model/index.js';
import { type Answer, answers, POLL_MS } from './answers.js';
import { MOST_LOG } from './compare.js';
import { complaintsIn } from './complaints.js';
import type { Hide } from './hide.js';
import type { Tools } from './tools.js';
import { settledLog, settledState } from './watchers.js';

export interface BootInput {
  readonly project: Project;
  readonly services: readonly string[];
  readonly probes: ReadonlyMap<string, readonly Probe[]>;
  /** The service through whose ports another is reached, where that is not its own. */
  readonly reach?: ReadonlyMap<string, string> | undefined;
  /** Takes secrets out of what is printed. */
  readonly hide: Hide;
  /** The same services when they did what they should: how long they took. Absent for the first run of all. */
  readonly like: ReadonlyMap<string, BootResult> | undefined;
  /** Wait as long as the settings allow: a second look, on a machine that may only have been busy. */
  readonly patient: boolean;
  readonly recreate: boolean;
}

export interface Boot {
  readonly services: ReadonlyMap<string, BootResult>;
  readonly containers: readonly ContainerState[];
  /** What Compose said where it could not start them. */
  readonly error: string | undefined;
}

/** A service without a health check that runs this long without ending has started. */
const QUIET_MS = 2500;
const CRASHES = 5;
const LOG_BYTES = 128 * 1024;
/** A service that answered sooner is given this much more time all the same. */
const LEAST_MS = 15_000;
/** What drivers of databases wait for a server, and some seconds. Source: https://www.mongodb.com/docs/drivers/node/current/connect/connection-options/ (serverSelectionTimeoutMS, 30 s) */
const SILENT_MS = 40_000;

/** Starts the project and waits. */
export async function boot(input: BootInput, tools: Tools): Promise<Boot> {
  const { project, services, like } = input;
  const from = tools.now();
  const { timeoutMs } = tools.settings;
  const limit = like && !input.patient ? patience(like, timeoutMs) : timeoutMs;
  // Whatever is pulled is pulled the first time.
  const up = await project.up({ timeoutMs: limit + (like ? 15_000 : 600_000), recreate: input.recreate });
  const ready = new Map<string, number>();
  const waiting = new Waiting(services, from);
  let containers = await project.containers();
  for (;;) {
    const done = waiting.look(containers, tools.now(), ready);
    if (done || tools.now() - from > limit || (up.code !== 0 && !anyAlive(containers))) break;
    await tools.sleep(POLL_MS);
    containers = await project.containers();
  }
  const byService = new Map(containers.map((container) => [container.service, container]));
  const asked = await Promise.all(
    services.map(async (service): Promise<Asked> => {
      const container = byService.get(service);
      const { ports, address } = byService.get(input.reach?.get(service) ?? service) ?? {};
      const probes = container
        ? await answers(
            { ...container, ...(ports ? { ports } : {}), ...(address === undefined ? {} : { address }) },
            input.probes.get(service) ?? [],
            { like: like?.get(service), patient: input.patient },
            tools,
          )
        : [];
      return { service, container, probes };
    }),
  );
  // What was looked at for that long the first time need not be the second.
  if (!like && !input.recreate) await outlast(asked, from + SILENT_MS, project, tools);
  const results = await Promise.all(
    asked.map(async ({ service, container, probes }): Promise<[string, BootResult]> => {
      const last = probes.reduce((most, { ms }) => Math.max(most, ms ?? 0), ready.get(service) ?? from);
      const log = container ? input.hide(whole(await settledLog(project, container, LOG_BYTES, tools))) : '';
      return [service, result(container, probes, { log, hide: input.hide }, last - from)];
    }),
  );
  // Some end while others are asked.
  const after = new Map((await project.containers()).map((container) => [container.service, container]));
  const settled = results.map(([service, value]): [string, BootResult] => [
    service,
    settledState({ ...value, ...stateOf(after.get(service)) }),
  ]);
  const said = up.timedOut ? 'the services were not up in time' : input.hide(up.err.trim()).slice(-1500);
  const error = up.code === 0 ? undefined : said;
  return { services: new Map(settled), containers: [...after.values()], error };
}

interface Asked {
  readonly service: string;
  readonly container: ContainerState | undefined;
  readonly probes: readonly Answer[];
}

/**
 * A program that answers nothing may wait for another in vain, and give up by itself after a while. That is its end
 * without any patch, which a health check only waits for: it is looked at for as long as that takes.
 */
async function outlast(asked: readonly Asked[], until: number, project: Project, tools: Tools): Promise<void> {
  const silent = asked.flatMap(({ service, container, probes }) =>
    container?.status === 'running' &&
    container.health === undefined &&
    probes.length > 0 &&
    probes.every(({ answered }) => !answered)
      ? [service]
      : [],
  );
  while (silent.length > 0 && tools.now() < until) {
    const containers = await project.containers();
    if (containers.every(({ service, status }) => !silent.includes(service) || status !== 'running')) return;
    await tools.sleep(POLL_MS);
  }
}

/** Ready three times as late as before is late; a slow machine gets some seconds in any case. */
function patience(like: ReadonlyMap<string, BootResult>, timeoutMs: number): number {
  const slowest = Math.max(0, ...[...like.values()].map(({ readyMs }) => readyMs));
  return Math.min(timeoutMs, Math.max(LEAST_MS, 3 * slowest + 5000));
}

function anyAlive(containers: readonly ContainerState[]): boolean {
  return containers.some(({ status }) => status === 'running' || status === 'restarting');
}

/** Which services have come to rest. */
class Waiting {
  private readonly seen = new Map<string, { restarts: number; since: number }>();

  constructor(
    private readonly services: readonly string[],
    private readonly from: number,
  ) {}

  look(containers: readonly ContainerState[], now: number, ready: Map<string, number>): boolean {
    let all = true;
    for (const service of this.services) {
      const container = containers.find((each) => each.service === service);
      const rests = container !== undefined && this.rests(container, now);
      if (rests && !ready.has(service))
        ready.set(service, container.health === undefined ? this.seen.get(service)!.since : now);
      if (!rests) ready.delete(service);
      all &&= rests;
    }
    return all;
  }

  private rests(container: ContainerState, now: number): boolean {
    const { service, status, health, restarts } = container;
    const before = this.seen.get(service);
    const running = status === 'running';
    if (!before || before.restarts !== restarts || !running)
      this.seen.set(service, { restarts, since: before === undefined ? this.from : now });
    if (status === 'exited' || status === 'dead') return true;
    if (restarts >= CRASHES) return true;
    if (!running) return false;
    if (health !== undefined) return health === 'healthy';
    return now - Math.max(this.seen.get(service)!.since, this.from) >= QUIET_MS;
  }
}

/** A log that was cut may begin in the midst of a secret. */
function whole(log: string): string {
  const text = makeHarmless(log);
  return log.length < LOG_BYTES ? text : text.slice(text.indexOf('\n') + 1);
}

function result(
  container: ContainerState | undefined,
  probes: readonly Answer[],
  { log, hide }: { readonly log: string; readonly hide: Hide },
  readyMs: number,
): BootResult {
  const checks = container?.health === 'unhealthy' || container?.health === 'starting' ? container.healthLog : [];
  const said = checks
    .slice(-2)
    .map(({ exitCode, output }) => `health check, exit ${exitCode}: ${hide(makeHarmless(output)).trim()}`);
  const error = container?.error ? [hide(makeHarmless(container.error))] : [];
  const all = [log.trimEnd(), ...error, ...said].filter((part) => part !== '').join('\n');
  return {
    ...stateOf(container),
    readyMs: Math.max(0, Math.round(readyMs)),
    probes: probes.map(({ ms: _, ...probe }) => probe),
    complaints: complaintsIn([log, ...error].join('\n')),
    log: all.slice(-MOST_LOG),
  };
}

function stateOf(container: ContainerState | undefined): Pick<BootResult, 'state' | 'exitCode'> {
  if (!container) return { state: 'not-started', exitCode: 0 };
  const { status, health, restarts, exitCode } = container;
  if (status === 'created') return { state: 'not-started', exitCode };
  if (status === 'exited' || status === 'dead') return { state: 'exited', exitCode };
  if (status === 'restarting' || restarts >= CRASHES) return { state: 'restarting', exitCode };
  if (health === 'healthy') return { state: 'healthy', exitCode: 0 };
  return { state: health === undefined ? 'running' : 'unhealthy', exitCode: 0 };
}

// Sequences that colour or move, then every control character but the end of a line and a tab.
const ESC = '\u001b';
const BELL = '\u0007';
const SEQUENCE = new RegExp(
  `${ESC}(?:\\[[0-9;?]{0,40}[ -/]?[@-~]|\\][^${BELL}${ESC}]{0,200}(?:${BELL}|${ESC}\\\\)|[@-Z\\\\^_-])`,
  'g',
);
const CONTROL = /[^\P{Cc}\n\t]/gu;

/** A log without what a terminal would act on. */
export function makeHarmless(log: string): string {
  return log.replace(SEQUENCE, '').replace(/\r\n?/g, '\n').replace(CONTROL, '');
}

/** What a service may do, as its settings ask for it. */
export function capabilitiesOf(settings: ModelMap): string {
  const names = (key: string): string[] => {
    const value = settings[key];
    return Array.isArray(value) ? value.map((each) => String(each).toUpperCase().replace(/^CAP_/, '')).sort() : [];
  };
  const dropped = names('cap_drop');
  const added = names('cap_add');
  if (dropped.includes('ALL')) return added.length === 0 ? 'none' : added.join(', ');
  const parts = [
    'the usual ones',
    ...(dropped.length > 0 ? [`without ${dropped.join(', ')}`] : []),
    ...(added.length > 0 ? [`and ${added.join(', ')}`] : []),
  ];
  return parts.join(' ');
}

/** Who the container runs as. */
export function userOf(container: ContainerState | undefined, image: ImageConfig | undefined): string {
  return container?.user || image?.user || 'root';
}
