// The two starts of a project, the second on the volumes of the first: what its services answer, print and write, how they
// stop, and what whoever uses them finds.
import type { ContainerState, ImageConfig, Project } from '../io/index.js';
import type { BootResult, Probe, ServiceResult, Written } from '../model/index.js';
import { boot, capabilitiesOf, makeHarmless, userOf, type Boot } from './boot.js';
import { POLL_MS } from './answers.js';
import type { Hide } from './hide.js';
import type { Isolated } from './isolate.js';
import { Looks } from './looks.js';
import { memoryOf } from './own-volumes.js';
import type { PodRun } from './pod-run.js';
import { stopsOf, type Stops } from './stops.js';
import type { Tools } from './tools.js';
import { mapIn } from './values.js';

/** Uses the services: told the ports of each on this machine. Gives the exit code, and the end of what was said. */
export type Drive = (first: Boot, timeoutMs?: number) => Promise<{ readonly code: number; readonly output: string }>;

/** What is done with the services while they run. */
export interface Uses {
  /** Called after the first start: false ends the trial there. */
  readonly goOn: (first: readonly ServiceResult[]) => boolean;
  /** See `BootInput.patient`. */
  readonly patient?: boolean;
  /** Uses the services once they are ready. */
  readonly drive?: Drive;
  /** Whether it is looked at what the second start wrote, too, outside of volumes. */
  readonly twice?: boolean;
  /** Services without a port that anybody shows are looked at for one; where one waits at some, the trial ends there. */
  readonly seekPorts?: boolean;
  /** Told of the first start before it begins, and once its services have come to rest. */
  readonly watch?: (project: Project) => (first: Boot) => Promise<void>;
}

interface StartsInput {
  readonly name: string;
  readonly project: Project;
  readonly isolated: Isolated;
  readonly images: ReadonlyMap<string, ImageConfig>;
  readonly probes: ReadonlyMap<string, readonly Probe[]>;
  readonly pods: PodRun | undefined;
  /** Services that show no port. */
  readonly portless: readonly string[];
  /** What whoever waits is told that it is. */
  readonly called: string;
  readonly hide: Hide;
  /** What was seen without the patch; absent when that is what is looked for. */
  readonly like: readonly ServiceResult[] | undefined;
  readonly uses: Uses;
}

interface Started {
  readonly services: readonly ServiceResult[];
  readonly notes: readonly string[];
  /** How the script ended that was given. */
  readonly script?: { readonly code: number; readonly output: string };
  readonly listens?: Listens;
}

const STOP_MS = 180_000;
/** More ports than this are no sign of what anybody is to ask. */
const MOST_PORTS = 4;
/** A program that is up may need some more seconds until it waits for anybody. */
const SEEK_MS = 6000;

/** Where services wait that show no port. */
export type Listens = ReadonlyMap<string, readonly number[]>;

/** Starts a project, looks, stops it, and starts it again. */
export async function startTwice(input: StartsInput, tools: Tools): Promise<Started> {
  const { project, isolated, images, probes, pods, called, hide, uses } = input;
  const { services, model } = isolated;
  const like = (which: 'first' | 'second'): Map<string, BootResult> | undefined =>
    input.like && new Map(input.like.flatMap((each) => (each[which] ? [[each.service, each[which]!] as const] : [])));
  tools.progress(`${called}: starting ${input.name}`);
  const watched = uses.watch?.(project);
  const start = async (which: 'first' | 'second'): Promise<Boot> => {
    const recreate = which === 'second' && !hasRelativeVolume(images);
    const options = { patient: uses.patient ?? false, recreate, reach: pods?.reach };
    const seen = await boot({ project, services, probes, like: like(which) ?? like('first'), hide, ...options }, tools);
    return pods?.judged(seen) ?? seen;
  };
  const one = await start('first');
  await watched?.(one);
  if (uses.seekPorts) {
    const listens = await listensOf(one, input.portless, tools);
    if (listens.size > 0) return { services: [], notes: [], listens };
  }
  const script = await uses.drive?.(one);
  const looks = (): Looks =>
    new Looks(
      {
        memory: (service) => memoryOf(mapIn(mapIn(model.services)[service])),
        like: (service) => like('first')?.get(service),
        hide,
      },
      tools.engine,
    );
  const first = looks();
  await first.atWork(one.containers);
  const results = (rest: Rest = { stops: new Map(), second: undefined }): ServiceResult[] =>
    services.map((service) => {
      const seen = one.services.get(service)!;
      const withError =
        one.error !== undefined && seen.state === 'not-started'
          ? { ...seen, log: hide(makeHarmless(one.error)) }
          : seen;
      const wrote = rest.wrote?.get(service);
      return {
        service,
        first: wrote ? { ...withError, wrote } : withError,
        stop: rest.stops.get(service),
        second: secondOf(rest, service),
        user: userOf(
          one.containers.find((each) => each.service === service),
          images.get(service),
        ),
        capabilities: capabilitiesOf(mapIn(mapIn(model.services)[service])),
      };
    });
  const told = script ? { script } : {};
  if (!uses.goOn(results())) return { services: results(), notes: [], ...told };
  tools.progress(`${called}: stopping ${input.name}, and starting it on its volumes`);
  const from = tools.clock();
  await project.stop(STOP_MS);
  const stopped = await project.containers();
  const stops = stopsOf(one.containers, stopped, from);
  const wrote = await first.atRest(stopped);
  const { notes } = first;
  const second = await start('second');
  if (!uses.twice) return { services: results({ stops, second, wrote }), notes, ...told };
  const again = looks();
  await again.atWork(second.containers);
  const wroteAgain = await again.atRest(second.containers, 'root');
  return { services: results({ stops, second, wrote, wroteAgain }), notes, ...told };
}

/** Compose hands a volume without a name on to the container that it makes anew, and Docker takes no relative path from it. */
function hasRelativeVolume(images: ReadonlyMap<string, ImageConfig>): boolean {
  return [...images.values()].some(({ volumes }) => volumes.some((path) => !path.startsWith('/')));
}

async function listensOf({ containers }: Boot, portless: readonly string[], tools: Tools): Promise<Listens> {
  const found = new Map<string, readonly number[]>();
  const until = tools.now() + SEEK_MS;
  for (const container of containers) {
    if (container.status !== 'running' || !portless.includes(container.service)) continue;
    const ports = await portsOf(container, container.health === undefined ? until : 0, tools);
    if (ports.length > 0 && ports.length <= MOST_PORTS) found.set(container.service, ports);
  }
  return found;
}

/** Ports at which a container waits, once it waits at one. */
async function portsOf(container: ContainerState, until: number, tools: Tools): Promise<number[]> {
  for (;;) {
    const all = await tools.listens(container);
    const own = all?.flatMap((port) => (port.endsWith('/tcp') ? [Number.parseInt(port, 10)] : [])) ?? [];
    if (all === undefined || own.length > 0 || tools.now() >= until) return [...new Set(own)];
    await tools.sleep(POLL_MS);
  }
}

interface Rest {
  readonly stops: Stops;
  readonly second: Boot | undefined;
  readonly wrote?: ReadonlyMap<string, readonly Written[]>;
  readonly wroteAgain?: ReadonlyMap<string, readonly Written[]>;
}

function secondOf({ second, wroteAgain }: Rest, service: string): BootResult | undefined {
  const seen = second?.services.get(service);
  const wrote = wroteAgain?.get(service);
  return seen && wrote ? { ...seen, wrote } : seen;
}
