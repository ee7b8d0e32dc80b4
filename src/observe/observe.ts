// A Compose project run as it is and watched, then each service run with less and less.
import type { ModelMap } from '../io/index.js';
import type { FilePath, ObservedTmpfs, ServiceObservation, ServiceResult } from '../model/index.js';
import {
  compareServices,
  excerptOf,
  mapIn,
  textIn,
  textsIn,
  trial,
  type Boot,
  type Subject,
  type TrialResult,
} from '../verify/index.js';
import { smallestSet } from './smallest.js';
import type { ObserveTools } from './tools.js';
import { watchProject, type Watched } from './watch.js';
import { writtenFolders } from './writes.js';

export interface ObserveInput {
  readonly subject: Extract<Subject, { readonly kind: 'compose' }>;
  /** Only these services; none: all. */
  readonly services: readonly string[];
  /** Watch it for this long once it is ready. */
  readonly seconds: number;
  /** Uses the project meanwhile: told the ports of each service on this machine. */
  drive(first: Boot): Promise<void>;
  /** What a service is likely to need, most likely first, by the image it runs. */
  guesses(image: string): readonly (readonly string[])[];
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Where the services of the project are defined, and the hash of a Dockerfile. */
  fileOf(service: string): FilePath;
  hashOf(path: FilePath): string | undefined;
}

export interface Observation {
  readonly observations: readonly ServiceObservation[];
  /** What could not be seen, in sentences. */
  readonly notes: readonly string[];
  /** Runs that looked for capabilities and for what has to be writable, by service. */
  readonly tries: ReadonlyMap<string, number>;
}

/** What Docker gives a container: https://github.com/moby/profiles/blob/main/seccomp/default_linux.go and oci/caps. */
export const DEFAULT_CAPABILITIES = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'NET_RAW'],
  ...['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
] as const;
/** What entry points take that give their data to a user and then become that user. */
const USUAL = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] as const;

/** Runs a project and watches it. Throws what the engine throws, and Interrupted. */
export async function observeProject(input: ObserveInput, tools: ObserveTools): Promise<Observation> {
  return await new Observer(input, tools).result();
}

class Observer {
  private readonly notes: string[] = [];
  private readonly tries = new Map<string, number>();

  constructor(
    private readonly input: ObserveInput,
    private readonly tools: ObserveTools,
  ) {}

  async result(): Promise<Observation> {
    const { subject } = this.input;
    let watched: ReadonlyMap<string, Watched> = new Map();
    let model: ModelMap = {};
    const base = await this.run({
      adapt: (services) => {
        model = services;
        return services;
      },
      watch: (project) => {
        const end = watchProject(project, this.tools, (first) => this.use(first));
        return async (first) => {
          watched = await end(first);
        };
      },
    });
    this.notes.push(...base.notes, ...base.left.map(({ service, reason }) => `${service} is not run: ${reason}`));
    if (base.failure) {
      this.notes.push(`${base.failure.says}:\n${base.failure.excerpt}`);
      return { observations: [], notes: this.notes, tries: this.tries };
    }
    const observations: ServiceObservation[] = [];
    for (const result of base.services) {
      const { service } = result;
      if (this.input.services.length > 0 && !this.input.services.includes(service)) continue;
      const seen = watched.get(service);
      if (!seen) continue;
      if (!worksTwice(result)) {
        this.notes.push(
          `${service} did not become ready twice as it is, so nothing of it is recorded:\n${excerptOf(result.first.log)}`,
        );
        continue;
      }
      this.tools.progress(`${subject.name}: ${service} works; looking for the least that it needs`);
      observations.push(await this.observe(result, seen, { base, model }));
    }
    return { observations, notes: this.notes, tries: this.tries };
  }

  private async use(first: Boot): Promise<void> {
    const from = this.tools.now();
    await this.input.drive(first);
    const left = this.input.seconds * 1000 - (this.tools.now() - from);
    if (left > 0) await this.tools.sleep(left);
  }

  private async observe(result: ServiceResult, seen: Watched, runs: Runs): Promise<ServiceObservation> {
    const { service } = result;
    const { subject, at } = this.input;
    const settings = mapIn(runs.model[service]);
    const build = runs.base.builds.find(({ services }) => services.includes(service));
    const image = textIn(settings.image) ?? '';
    const facts = await this.tools.engine.image(image);
    const sha256 = build?.dockerfile && this.input.hashOf(build.dockerfile);
    const capabilities = await this.capabilities(result, settings, runs);
    const readOnly = await this.readOnly(result, seen, runs);
    this.tools.progress(`${subject.name}: ${service}: ${this.tries.get(service) ?? 0} tries`);
    return {
      file: this.input.fileOf(service),
      service,
      ...(build ? {} : { image: image.split('@')[0]! }),
      digest: (build ? undefined : facts?.digest) ?? facts?.id ?? seen.container.image,
      ...(build?.dockerfile && sha256 ? { dockerfile: { path: build.dockerfile, sha256 } } : {}),
      at,
      seconds: Math.round(seen.seconds),
      ...(seen.user ? { user: seen.user } : {}),
      ...(seen.ports ? { ports: seen.ports } : {}),
      ...(seen.usage ?? {}),
      writes: seen.writes.filter(isPlain),
      programs: seen.programs,
      ...(capabilities ? { capabilities } : {}),
      ...(readOnly ? { readOnly } : {}),
    };
  }

  /** The smallest set with which it does the same twice; `undefined` where the files decide it, or no set does. */
  private async capabilities(
    result: ServiceResult,
    settings: ModelMap,
    runs: Runs,
  ): Promise<readonly string[] | undefined> {
    if (settings.cap_drop !== undefined || settings.cap_add !== undefined) return undefined;
    const image = textIn(settings.image) ?? '';
    const guesses = [...this.input.guesses(image), USUAL];
    const found = await smallestSet<string>(DEFAULT_CAPABILITIES, guesses, (chosen) =>
      this.works(result, runs, { cap_drop: ['ALL'], ...(chosen.length > 0 ? { cap_add: chosen } : {}) }),
    );
    if (!found.set) this.notes.push(`${result.service} needs more than the capabilities that Docker gives by name`);
    return found.set;
  }

  private async readOnly(
    result: ServiceResult,
    seen: Watched,
    runs: Runs,
  ): Promise<ServiceObservation['readOnly'] | undefined> {
    const settings = mapIn(runs.model[result.service]);
    if (settings.read_only === true) return undefined;
    const folders = writtenFolders(seen.writes);
    if ('why' in folders) return { works: false, why: plain(folders.why) };
    if (folders.folders.some((folder) => !isPlain(folder)))
      return { works: false, why: 'it writes a path with odd characters' };
    const tmpfs = folders.folders.map((path): ObservedTmpfs => {
      const owner = seen.owners.get(path);
      return path === '/tmp' || path === '/var/tmp' || !owner ? { path } : { path, ...owner };
    });
    const kept = textsIn(settings.tmpfs);
    const found = await smallestSet(tmpfs, [tmpfs], (chosen) =>
      this.works(result, runs, { read_only: true, tmpfs: [...kept, ...chosen.map(asMount)] }),
    );
    if (found.set) return { works: true, tmpfs: found.set };
    return {
      works: false,
      why: 'it does not become ready with a read-only root and a tmpfs where it was seen to write',
    };
  }

  /** Whether a service does as it did, twice on fresh volumes, with other settings. */
  private async works(result: ServiceResult, { base, model }: Runs, settings: ModelMap): Promise<boolean> {
    const { service } = result;
    this.tries.set(service, (this.tries.get(service) ?? 0) + 1);
    const own = needs(model, service);
    const same = (now: readonly ServiceResult[], before: ServiceResult): boolean =>
      compareServices(
        [before],
        now.filter((each) => each.service === service),
      ).length === 0;
    const found = await this.run({
      like: { ...base, services: base.services.filter((each) => own.has(each.service)) },
      built: base.builds,
      adapt: (services) =>
        Object.fromEntries(
          Object.entries(services)
            .filter(([name]) => own.has(name))
            .map(([name, value]) => [name, name === service ? { ...mapIn(value), ...settings } : value]),
        ),
      goOn: (first) => same(first, { ...result, stop: undefined, second: undefined }),
    });
    return !found.failure && same(found.services, result);
  }

  private run(options: Partial<Parameters<typeof trial>[0]>): Promise<TrialResult> {
    const { subject } = this.input;
    return trial({ subject, texts: new Map(), like: undefined, cold: false, goOn: () => true, ...options }, this.tools);
  }
}

interface Runs {
  readonly base: TrialResult;
  /** The services as they ran. */
  readonly model: ModelMap;
}

function worksTwice({ first, second }: ServiceResult): boolean {
  const fine = (boot: ServiceResult['first'] | undefined): boolean =>
    boot !== undefined &&
    (boot.state === 'healthy' || boot.state === 'running' || (boot.state === 'exited' && boot.exitCode === 0));
  return fine(first) && fine(second);
}

/** The service and all it waits for or lives in. */
function needs(services: ModelMap, service: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [service];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || services[next] === undefined) continue;
    found.add(next);
    const settings = mapIn(services[next]);
    open.push(...Object.keys(mapIn(settings.depends_on)));
    for (const key of ['network_mode', 'pid', 'ipc']) {
      const mode = textIn(settings[key]) ?? '';
      if (mode.startsWith('service:')) open.push(mode.slice('service:'.length));
    }
    open.push(...textsIn(settings.volumes_from).map((each) => each.replace(/:r[ow]$/, '')));
    open.push(...textsIn(settings.links).map((each) => each.split(':')[0]!));
  }
  return found;
}

function asMount({ path, mode, uid, gid }: ObservedTmpfs): string {
  const options = [
    ...(uid === undefined || gid === undefined ? [] : [`uid=${uid}`, `gid=${gid}`]),
    ...(mode === undefined ? [] : [`mode=${mode}`]),
  ];
  return options.length === 0 ? path : `${path}:${options.join(',')}`;
}

/** What a file of settings can name without quoting. */
function isPlain(path: string): boolean {
  return /^\/[!-~ ]{1,400}$/.test(path) && !/[:,]/.test(path);
}

function plain(text: string): string {
  return text.replace(/[^ -~]/g, '?').slice(0, 500);
}
