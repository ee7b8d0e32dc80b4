// One state of the files, built and run: twice, the second time on the volumes of the first.
import type { BenchRun, ImageConfig, ModelMap } from '../io/index.js';
import { type Failure, type LeftService, type Probe, type ServiceResult, isWithin } from '../model/index.js';
import { buildImages, type BuiltImage } from './builds.js';
import { withImageChecks } from './image-checks.js';
import { imageModel } from './image-model.js';
import { composeReads } from './compose-reads.js';
import { Handing } from './handing.js';
import { makeHarmless } from './boot.js';
import { hiderOf, secretsIn, secretsOf, valuesOf, type Hide } from './hide.js';
import { isolate, type Isolated } from './isolate.js';
import { withOwnVolumes } from './own-volumes.js';
import { PodRun } from './pod-run.js';
import { escapeDollars } from './pods.js';
import { type Listens, startTwice, type Uses } from './starts.js';
import { leftUnread } from './strangers.js';
import { probesOf, tcpPorts } from './probes.js';
import { isStore } from './queries.js';
import type { Subject, Texts } from './subjects.js';
import type { Tools } from './tools.js';
import { mapIn, textIn } from './values.js';
import { inTree } from './in-tree.js';

export interface TrialResult {
  readonly builds: readonly BuiltImage[];
  readonly services: readonly ServiceResult[];
  readonly left: readonly LeftService[];
  readonly notes: readonly string[];
  /** It cannot be built or read. */
  readonly failure: Failure | undefined;
  /** The services of each workload of manifests. */
  readonly workloads?: ReadonlyMap<string, readonly string[]>;
  /** Takes the secrets of the run out of a text. */
  readonly hide?: Hide;
  /** Services that keep data of others behind credentials. */
  readonly stores?: readonly string[];
  /** Services whose own health check takes the place of their image's. */
  readonly ownChecks?: readonly string[];
  /** By service that waits for others: which. */
  readonly needs?: ReadonlyMap<string, readonly string[]>;
  /** How the script ended that was given. */
  readonly script?: { readonly code: number; readonly output: string };
  /** Where services were seen to wait that show no port. */
  readonly listens?: Listens;
}

export interface TrialInput extends Uses {
  readonly subject: Subject;
  readonly texts: Texts;
  /** What was seen without the patch; absent when that is what is looked for. */
  readonly like: TrialResult | undefined;
  /** What whoever waits is told that it is; absent: the side of the patch. */
  readonly called?: string;
  /** Builds start from nothing, so that their time can be measured. */
  readonly cold: boolean;
  /** Images of the same texts, so that nothing is built. */
  readonly built?: readonly BuiltImage[];
  /** Where services wait that show no port; what was seen without the patch counts as well. */
  readonly listens?: Listens;
  /** Changes the services, kept apart from everything as they are, before they are made. */
  readonly adapt?: (services: ModelMap) => ModelMap;
  /** Paths that the source in a build context answers. */
  readonly routes?: (context: string) => readonly string[];
}

/** Builds and runs. Gives what was seen; throws only where the engine itself fails or the person stops it. */
export async function runTrial(input: TrialInput, tools: Tools): Promise<TrialResult> {
  const { texts } = input;
  tools.bench.set(texts);
  const run = tools.bench.run('run');
  const own = new Trial(input, tools, run);
  try {
    return await own.result();
  } finally {
    const left = run.remove();
    if (left.length > 0) {
      await tools.engine.clear(run.folder, left, own.images);
      run.remove();
    }
  }
}

class Trial {
  private builds: readonly BuiltImage[] = [];
  private readonly notes: string[] = [];
  /** Of the services that were run. */
  images: readonly string[] = [];
  private pods: PodRun | undefined;
  private readonly handing: Handing;
  private secrets: readonly string[] = [];

  constructor(
    private readonly input: TrialInput,
    private readonly tools: Tools,
    private readonly run: BenchRun,
  ) {
    this.handing = new Handing(input.subject.name, tools);
  }

  async result(): Promise<TrialResult> {
    const { bench, env } = this.tools;
    const read = await this.model();
    if ('failure' in read) return this.failed(read.failure);
    if ('left' in read) return this.nothing(read.left);
    this.keepSecret(secretsOf(read.model, { file: (path) => bench.given(bench.meant(path)), env }));
    const { subject } = this.input;
    const model = this.handing.over(
      read.model,
      subject.kind === 'compose' ? composeReads(subject, this.tools) : undefined,
    );
    const failure = await this.build(model);
    const result = failure ? this.failed(failure) : await this.runAll(model);
    return { ...result, hide: this.hide };
  }

  private keepSecret(secrets: readonly string[]): void {
    this.secrets = [...this.secrets, ...secrets];
    this.hide = hiderOf(this.secrets);
  }

  private hide: Hide = (text) => text;

  private get called(): string {
    return this.input.called ?? (this.input.like ? 'after' : 'before');
  }

  private failed(failure: Failure): TrialResult {
    return { builds: this.builds, services: [], left: [...this.handing.left.values()], notes: this.notes, failure };
  }

  private nothing(left: readonly LeftService[]): TrialResult {
    return { builds: this.builds, services: [], left, notes: this.notes, failure: undefined };
  }

  private async model(): Promise<
    { readonly model: ModelMap } | { readonly failure: Failure } | { readonly left: readonly LeftService[] }
  > {
    const { subject } = this.input;
    const { bench, engine } = this.tools;
    if (subject.kind === 'image') {
      return { model: imageModel(subject, this.tools) };
    }
    if (subject.kind === 'kubernetes') {
      const before = new Set(this.input.like?.services.map(({ service }) => service));
      for (const each of subject.compose) {
        const left = leftUnread(each, subject.name, this.tools);
        if (left) return { left };
      }
      this.pods = new PodRun({ subject, run: this.run, before }, this.tools);
      return { model: await this.pods.images() };
    }
    const left = leftUnread(subject, subject.name, this.tools);
    if (left) return { left };
    const files = subject.files.map((file) => inTree(bench.tree, file));
    const folder = inTree(bench.tree, subject.folder);
    try {
      return { model: await engine.readCompose({ files, folder }) };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'EngineError') throw error;
      const hide = hiderOf(valuesOf(bench.given(`${folder}/.env`)));
      const excerpt = hide(makeHarmless(error.message)).replaceAll(bench.tree, '.');
      return {
        failure: { kind: 'start', where: subject.name, says: `Compose does not take ${subject.name}`, excerpt },
      };
    }
  }

  private async build(model: ModelMap): Promise<Failure | undefined> {
    const { built, like, cold } = this.input;
    if (built) {
      this.builds = built;
      return undefined;
    }
    const side = like ? 'after' : 'before';
    const { run, hide, handing, called } = this;
    const made = await buildImages({ model, run, side, called, cold, hide, handing }, this.tools);
    this.builds = made.builds;
    this.notes.push(...made.notes);
    return made.failure;
  }

  private async runAll(model: ModelMap): Promise<TrialResult> {
    const { engine } = this.tools;
    if (engine.compose !== true) {
      this.notes.push(`nothing was run: ${engine.compose}`);
      return this.nothing([...this.handing.left.values()]);
    }
    const made = this.pods ? await this.pods.model(model, (each) => this.imagesOf(each)) : { model };
    if ('failure' in made) return this.failed(made.failure);
    if (this.pods)
      this.keepSecret([...secretsOf(made.model, { file: () => undefined, env: {} }), ...this.pods.secrets]);
    if (this.pods) this.handing.leavePods(this.pods.workloads);
    const images = await this.imagesOf(made.model);
    const { isolated, probes, portless } = this.adapted(this.isolate(made.model, images));
    const left = [
      ...this.handing.left.values(),
      ...isolated.left.filter(({ service }) => !this.handing.left.has(service)),
      ...(this.pods?.left ?? []),
    ];
    this.notes.push(...isolated.notes, ...(this.pods?.notes ?? []));
    const workloads = this.pods ? { workloads: this.pods.workloads } : {};
    if (isolated.services.length === 0)
      return { builds: this.builds, services: [], left, notes: this.notes, failure: undefined, ...workloads };
    const name = `harden-verify-${engine.label.value.split('.').at(-1)}-${this.run.folder.split('-').at(-1)}`;
    this.images = Object.values(mapIn(isolated.model.services)).flatMap((each) => textIn(mapIn(each).image) ?? []);
    const written = this.pods ? (escapeDollars(isolated.model) as ModelMap) : isolated.model;
    const project = engine.project(name, written, this.run.folder);
    try {
      const { builds, notes, called, pods, hide, input } = this;
      const started = await startTwice(
        {
          name: input.subject.name,
          project,
          isolated,
          images,
          probes,
          pods,
          portless,
          called,
          hide,
          like: input.like?.services,
          uses: input,
        },
        this.tools,
      );
      const { services, script, listens = this.listens } = started;
      notes.push(...started.notes);
      const own = Object.entries(mapIn(isolated.model.services)).map(([name, each]) => [name, mapIn(each)] as const);
      const stores = own.filter(([, settings]) => isStore(settings)).map(([name]) => name);
      const checked = own.filter(([, settings]) => mapIn(settings.healthcheck).test !== undefined);
      const ownChecks = checked.map(([name]) => name);
      const needs = new Map(own.map(([name, settings]) => [name, Object.keys(mapIn(settings.depends_on))]));
      const more = { ...workloads, stores, ownChecks, needs, ...(script ? { script } : {}), listens };
      return { builds, services, left, notes, failure: undefined, ...more };
    } finally {
      await project.down();
    }
  }

  /** The configuration of each service's image, as far as the engine has it. */
  private async imagesOf(model: ModelMap): Promise<Map<string, ImageConfig>> {
    const found = new Map<string, ImageConfig>();
    for (const [service, value] of Object.entries(mapIn(model.services))) {
      const own = this.builds.find(({ services }) => services.includes(service))?.image ?? textIn(mapIn(value).image);
      const facts = own === undefined ? undefined : await this.tools.engine.image(own);
      if (!facts) continue;
      found.set(service, facts.config);
      this.keepSecret(secretsIn(facts.config.env));
    }
    return found;
  }

  private isolate(
    model: ModelMap,
    images: ReadonlyMap<string, ImageConfig>,
  ): { isolated: Isolated; probes: Map<string, Probe[]>; portless: string[] } {
    const { bench, engine, settings } = this.tools;
    const probes = new Map<string, Probe[]>();
    const ports = new Map<string, number[]>();
    const portless: string[] = [];
    for (const [service, value] of Object.entries(mapIn(model.services))) {
      const listens = this.listens.get(service) ?? [];
      const facts = { service, settings: mapIn(value), image: images.get(service), listens };
      const context = this.builds.find((each) => each.services.includes(service))?.request.context;
      const routes = context === undefined ? [] : (this.input.routes?.(context) ?? []);
      const own = this.pods ? this.pods.probes(facts, settings.probes) : probesOf(facts, settings.probes, routes);
      probes.set(service, own);
      // Who shares the network of another has no ports of its own.
      if (!this.pods && own.length === 0 && tcpPorts(facts).length === 0 && !facts.settings.network_mode)
        portless.push(service);
      ports.set(service, [
        ...tcpPorts(facts),
        ...own.flatMap((probe) => (probe.kind === 'command' ? [] : [probe.port])),
      ]);
    }
    const built = new Map(
      this.builds.flatMap(({ services, image }) => services.map((service) => [service, image] as const)),
    );
    const checked = withOwnVolumes(withImageChecks(model, images), images);
    const { folder, copy } = this.run;
    // What pods mount was made for this run.
    const isOwn = (source: string): boolean => this.pods !== undefined && isWithin(source, folder);
    const isolated = isolate(checked, {
      label: engine.label,
      built,
      ports,
      cpus: bench.cpus,
      apart: new Map([...this.handing.left.values()].map(({ service, reason }) => [service, reason])),
      ...(settings.untrusted ? { strangers: { open: settings.allowNetwork } } : {}),
      place: (source) => (isOwn(source) ? { kind: 'inside' } : bench.place(source)),
      copy: (source) => (isOwn(source) ? source : copy(source)),
    });
    return { isolated, probes, portless };
  }

  private get listens(): Listens {
    return this.input.listens ?? this.input.like?.listens ?? new Map();
  }

  private adapted<T extends { readonly isolated: Isolated }>(made: T): T {
    const { adapt } = this.input;
    if (!adapt) return made;
    const services = adapt(mapIn(made.isolated.model.services));
    const isolated = { ...made.isolated, model: { ...made.isolated.model, services }, services: Object.keys(services) };
    return { ...made, isolated };
  }
}
