// A Compose project run as it is and watched, then each service run with less and less.
import type { ModelMap } from '../io/index.js';
import {
  type FilePath,
  type ObservedTmpfs,
  type ServiceObservation,
  type ServiceResult,
  isWithin,
} from '../model/index.js';
import {
  excerptOf,
  mapIn,
  textIn,
  textsIn,
  runTrial,
  tmpfsOf,
  type Boot,
  type Drive,
  type Subject,
  type TrialResult,
} from '../verify/index.js';
import {
  asMount,
  capabilitiesIn,
  isPlain,
  servicesNeededBy,
  toPlainAscii,
  eachTime,
  readyOf,
  worksTwice,
} from './settings.js';
import { smallestSet } from './smallest.js';
import type { ObserveTools } from './tools.js';
import { runsTheSame } from './tries.js';
import { watchProject, type Watch, type Watched } from './watch.js';
import { isSpare, writtenFolders, type WrittenFolders } from './writes.js';

export interface ObserveInput {
  readonly subject: Extract<Subject, { readonly kind: 'compose' }>;
  /** Only these services; none: all. */
  readonly services: readonly string[];
  /** Watch it for this long once it is ready. */
  readonly seconds: number;
  /** Uses the project once it is ready, and again in each try. */
  readonly drive?: Drive;
  /** What a service is likely to need, most likely first, by the image it runs. */
  guesses(image: string): readonly (readonly string[])[];
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Where the services of the project are defined, and the hash of a Dockerfile. */
  fileOf(service: string): FilePath;
  hashOf(path: FilePath): string | undefined;
  /** What the service and the files of its build were, as hashes. */
  stampOf(service: string): { readonly definition?: string; readonly sources?: string; readonly mounts?: string };
}

export interface Observation {
  readonly observations: readonly ServiceObservation[];
  /** What could not be seen, in sentences. */
  readonly notes: readonly string[];
  /** Runs that looked for capabilities and for what has to be writable, by service. */
  readonly tries: ReadonlyMap<string, number>;
}

/** What Docker gives a container: https://github.com/moby/profiles/blob/main/seccomp/default_linux.go and oci/caps. */
const DEFAULT_CAPABILITIES = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'NET_RAW'],
  ...['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
] as const;
const LEAST_DRIVE_MS = 15_000;
/** What entry points take that give their data to a user and then become that user. */
const USUAL = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] as const;

/** Runs a project and watches it. Throws what the engine throws, and Interrupted. */
export async function observeProject(input: ObserveInput, tools: ObserveTools): Promise<Observation> {
  return await new Observer(input, tools).result();
}

class Observer {
  private readonly notes: string[] = [];
  private readonly tries = new Map<string, number>();
  /** How long using it took; `undefined` where nobody used it, or not with success. */
  private drivenMs: number | undefined;

  constructor(
    private readonly input: ObserveInput,
    private readonly tools: ObserveTools,
  ) {}

  async result(): Promise<Observation> {
    const { subject } = this.input;
    let watched: ReadonlyMap<string, Watched> = new Map();
    let model: ModelMap = {};
    let watch: Watch | undefined;
    let startError: string | undefined;
    const apart = (service: string): readonly string[] => tmpfsOf(mapIn(model[service]));
    const base = await this.run({
      twice: true,
      adapt: (services) => {
        model = services;
        return services;
      },
      watch: (project) => {
        watch = watchProject({ project, apart, use: (first) => this.use(first) }, this.tools);
        const { end } = watch;
        return async (first) => {
          startError = first.error;
          watched = await end(first);
        };
      },
    }).finally(() => watch?.stop());
    this.notes.push(...base.notes, ...base.left.map(({ service, reason }) => `${service} is not run: ${reason}`));
    if (base.failure) {
      this.notes.push(`${base.failure.says}:\n${base.failure.excerpt}`);
      return { observations: [], notes: this.notes, tries: this.tries };
    }
    const observations: ServiceObservation[] = [];
    for (const seenOnce of base.services) {
      const result = eachTime(seenOnce);
      const { service } = result;
      if (this.input.services.length > 0 && !this.input.services.includes(service)) continue;
      const seen = watched.get(service);
      if (!seen) {
        this.notes.push(
          `${service} was not started, so nothing of it is recorded${startError ? `:\n${startError}` : ''}`,
        );
        continue;
      }
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
    const ended = await this.input.drive?.(first);
    if (ended?.code === 0) this.drivenMs = this.tools.now() - from;
    else if (ended) this.notes.push(`--exec ended with code ${ended.code}, and is not tried again: ${ended.output}`);
    const left = this.input.seconds * 1000 - (this.tools.now() - from);
    if (left > 0) await this.tools.sleep(left);
  }

  private async observe(result: ServiceResult, seen: Watched, all: Omit<Runs, 'beside'>): Promise<ServiceObservation> {
    const { service } = result;
    const { subject, at } = this.input;
    const settings = mapIn(all.model[service]);
    const runs = { ...all, beside: await this.company(result, all) };
    const build = runs.base.builds.find(({ services }) => services.includes(service));
    const image = textIn(settings.image) ?? '';
    const facts = await this.tools.engine.image(image);
    const sha256 = build?.dockerfile && this.input.hashOf(build.dockerfile);
    const { definition, sources, mounts } = this.input.stampOf(service);
    const capabilities = await this.capabilities(result, settings, runs);
    const readOnly = await this.readOnly(result, seen, runs);
    this.tools.progress(`${subject.name}: ${service}: ${this.tries.get(service) ?? 0} tries`);
    return {
      file: this.input.fileOf(service),
      service,
      ...(build ? {} : { image: image.split('@')[0]! }),
      digest: (build ? undefined : facts?.digest) ?? facts?.id ?? seen.container.image,
      ...(build?.dockerfile && sha256
        ? { dockerfile: { path: build.dockerfile, sha256, ...(sources ? { sources } : {}) } }
        : {}),
      ...(definition ? { definition } : {}),
      ...(mounts ? { mounts } : {}),
      at,
      seconds: Math.round(seen.seconds),
      ...(seen.user ? { user: seen.user } : {}),
      ...(seen.ports ? { ports: seen.ports } : {}),
      ...(seen.usage ?? {}),
      ready: readyOf(result),
      writes: seen.writes.filter(isPlain),
      programs: seen.programs,
      ...(capabilities ? { capabilities } : {}),
      ...(readOnly ? { readOnly } : {}),
    };
  }

  /** Those that have to run beside a service in a try: what it names, where it works with that; else everything. */
  private async company(result: ServiceResult, { base, model }: Omit<Runs, 'beside'>): Promise<ReadonlySet<string>> {
    const all = new Set(base.services.map(({ service }) => service));
    const own = servicesNeededBy(model, result.service);
    // Whoever uses the project may use any of it.
    if (this.drivenMs !== undefined || own.size === all.size) return all;
    return (await this.works(result, { base, model, beside: own }, {})) ? own : all;
  }

  /** The smallest set with which it does the same twice; `undefined` where the files decide it, or no set does. */
  private async capabilities(
    result: ServiceResult,
    settings: ModelMap,
    runs: Runs,
  ): Promise<readonly string[] | undefined> {
    const added = capabilitiesIn(settings, 'cap_add');
    if (settings.cap_drop !== undefined || settings.privileged === true || added.includes('ALL')) return undefined;
    const guesses = [...this.input.guesses(textIn(settings.image) ?? ''), USUAL];
    const free = DEFAULT_CAPABILITIES.filter((each) => !added.includes(each));
    const found = await smallestSet<string>(free, guesses, (chosen) => {
      const kept = [...added, ...chosen];
      return this.works(result, runs, { cap_drop: ['ALL'], ...(kept.length > 0 ? { cap_add: kept } : {}) });
    });
    if (found.set) return DEFAULT_CAPABILITIES.filter((each) => added.includes(each) || found.set!.includes(each));
    this.notes.push(`${result.service} does not work when each capability that Docker gives is named`);
    return undefined;
  }

  private async readOnly(
    result: ServiceResult,
    seen: Watched,
    runs: Runs,
  ): Promise<ServiceObservation['readOnly'] | undefined> {
    const settings = mapIn(runs.model[result.service]);
    if (settings.read_only === true) return undefined;
    const { folders, closed } = await this.folders(seen, textIn(settings.image) ?? '');
    // A try does not show that what was written under load is superfluous.
    const inTheWay = closed.find(({ folder }) => seen.later.some((path) => path !== folder && isWithin(path, folder)));
    if (inTheWay) return { works: false, why: toPlainAscii(inTheWay.why) };
    const tmpfs = folders.map((path): ObservedTmpfs => {
      const owner = seen.owners.get(path);
      return path === '/tmp' || path === '/var/tmp' || !owner ? { path } : { path, ...owner };
    });
    const inUse = tmpfs.filter(({ path }) => seen.later.some((each) => each !== path && isWithin(each, path)));
    const atStart = tmpfs.filter((each) => !inUse.includes(each));
    const kept = [textIn(settings.tmpfs) ?? [], ...textsIn(settings.tmpfs)].flat();
    const found = await smallestSet(atStart, [atStart], (chosen) =>
      this.works(result, runs, { read_only: true, tmpfs: [...kept, ...[...inUse, ...chosen].map(asMount)] }),
    );
    if (found.set) {
      const { set } = found;
      return { works: true, tmpfs: tmpfs.filter((each) => inUse.includes(each) || set.includes(each)) };
    }
    const why =
      closed[0]?.why ?? 'it does not do the same with a read-only root and a tmpfs where it was seen to write';
    return { works: false, why: toPlainAscii(why) };
  }

  /** The folders that were written: those that a tmpfs may stand in for, and those of which it would hide files, or nobody knows whose they must be. */
  private async folders(seen: Watched, image: string): Promise<WrittenFolders> {
    const written = writtenFolders(seen.writes);
    const closed = [...written.closed];
    const pathIn = (folder: string): string =>
      seen.writes.find((path) => path !== folder && isWithin(path, folder)) ?? folder;
    for (const folder of written.folders) {
      if (!isPlain(folder)) closed.push({ folder, why: 'it writes a path with odd characters' });
      else if (
        !isSpare(folder) &&
        !seen.owners.has(folder) &&
        seen.user?.uid !== 0 &&
        seen.later.some((path) => path !== folder && isWithin(path, folder))
      )
        closed.push({ folder, why: `it writes ${pathIn(folder)}, and whose ${folder} has to be could not be seen` });
    }
    const isClosed = (folder: string): boolean => closed.some((each) => each.folder === folder);
    const asked = written.folders.filter((folder) => !isSpare(folder) && !isClosed(folder));
    const held = asked.length === 0 ? [] : [...(await this.tools.engine.contents(image, asked)).held];
    for (const folder of held) {
      const why = `it writes ${pathIn(folder)}, and ${folder} holds files of the image`;
      closed.push({ folder, why });
    }
    return { folders: written.folders.filter((folder) => !isClosed(folder)), closed };
  }

  private works(result: ServiceResult, { base, model, beside }: Runs, settings: ModelMap): Promise<boolean> {
    const { subject, drive } = this.input;
    const limitMs = 3 * (this.drivenMs ?? 0) + LEAST_DRIVE_MS;
    return runsTheSame(
      {
        subject,
        base,
        model,
        result,
        beside,
        drive: drive && this.drivenMs !== undefined ? { run: drive, limitMs } : undefined,
      },
      settings,
      this.tools,
      () => {
        const number = (this.tries.get(result.service) ?? 0) + 1;
        this.tries.set(result.service, number);
        return number;
      },
    );
  }

  private run(options: Partial<Parameters<typeof runTrial>[0]>): Promise<TrialResult> {
    const { subject } = this.input;
    return runTrial(
      { subject, texts: new Map(), called: 'as it is', like: undefined, cold: false, goOn: () => true, ...options },
      this.tools,
    );
  }
}

interface Runs {
  readonly base: TrialResult;
  /** The services as they ran. */
  readonly model: ModelMap;
  readonly beside: ReadonlySet<string>;
}
