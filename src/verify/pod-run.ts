// One run of the pods of some manifests: their images first, then the model that they come to with those images.
import type { BenchRun, ImageConfig, ModelMap, ModelValue } from '../io/index.js';
import type { Failure, GivenProbe, Probe } from '../model/index.js';
import type { Boot } from './boot.js';
import { SHORTEST } from './hide.js';
import { podContainers, podModel, type PodContainer, type PodModel } from './pod-model.js';
import { podFilesOf, podImages, pullImages, withChecks } from './pods.js';
import { probeName, probesOf, type ServiceFacts } from './probes.js';
import type { PodSubject } from './subjects.js';
import type { Tools } from './tools.js';
import { mapIn } from './values.js';

export interface PodRunInput {
  readonly subject: PodSubject;
  readonly run: BenchRun;
  /** Services that did run without the patch. */
  readonly before: ReadonlySet<string>;
}

export class PodRun {
  private readonly containers: readonly PodContainer[];
  private pods: PodModel | undefined;

  constructor(
    private readonly input: PodRunInput,
    private readonly tools: Tools,
  ) {
    this.containers = podContainers(podFilesOf(input.subject, tools));
  }

  /** What is to be built or pulled. */
  async images(): Promise<ModelMap> {
    return await podImages(this.containers, this.input.subject, this.tools);
  }

  /** The model of the pods, once their images are there; what the kubelet would not start any more is a failure. */
  async model(
    wanted: ModelMap,
    imagesOf: (model: ModelMap) => Promise<ReadonlyMap<string, ImageConfig>>,
  ): Promise<{ readonly model: ModelMap } | { readonly failure: Failure }> {
    const { subject, run, before } = this.input;
    const services = mapIn(wanted.services);
    const absent = await pullImages(services, this.tools);
    const images = await imagesOf(wanted);
    const files = podFilesOf(subject, this.tools);
    this.pods = podModel(this.containers, { files, place: run, images, absent, before });
    const [refused] = this.pods.refused;
    if (refused) {
      const [where, why] = refused;
      return { failure: { kind: 'start', where, says: `${where} would not be started: ${why}`, excerpt: '' } };
    }
    const made = Object.entries(this.pods.services).map(([service, settings]): [string, ModelValue] => {
      const { build } = mapIn(services[service]);
      return [service, build === undefined ? settings : { ...mapIn(settings), build }];
    });
    return { model: { services: Object.fromEntries(made), volumes: this.pods.volumes } };
  }

  get left(): { readonly service: string; readonly reason: string }[] {
    return [...(this.pods?.left ?? [])].map(([service, reason]) => ({ service, reason }));
  }

  get notes(): readonly string[] {
    return this.pods?.notes ?? [];
  }

  /** What Secrets of the files hold. */
  get secrets(): string[] {
    const { secrets } = podFilesOf(this.input.subject, this.tools);
    return [...secrets.values()]
      .flatMap((data) => [...data.values()].flatMap((value) => value.toString().split('\n')))
      .map((line) => line.trim())
      .filter((line) => line.length >= SHORTEST);
  }

  get reach(): ReadonlyMap<string, string> | undefined {
    return this.pods?.reach;
  }

  get workloads(): ReadonlyMap<string, readonly string[]> {
    const workloads = new Map<string, string[]>();
    for (const { service, workload } of this.containers)
      workloads.set(workload.id, [...(workloads.get(workload.id) ?? []), service]);
    return workloads;
  }

  /** What the kubelet asks comes beside what anybody would, each once, and through the ports of the pod. */
  probes(facts: ServiceFacts, given: readonly GivenProbe[]): Probe[] {
    const { service } = facts;
    const first = this.containers.some((each) => each.service === service && each.first);
    const own = first || this.pods?.reach.has(service) ? [] : probesOf(facts, given);
    const asked = (this.pods?.checks.get(service) ?? []).map(({ probe }) => probe);
    return [...new Map([...own, ...asked].map((probe) => [probeName(probe), probe])).values()];
  }

  judged(boot: Boot): Boot {
    return this.pods ? withChecks(boot, this.pods.checks) : boot;
  }
}
