// What one project is handed of this machine: a person is told of it, and of strangers' code it is left out.
import type { ModelMap } from '../io/index.js';
import { filePath, type Handover, type LeftService } from '../model/index.js';
import type { ComposeReads } from './compose-reads.js';
import { describeHandover, handoversOf, reasonOf, uniqueHandovers } from './handover.js';
import { fromTree } from './in-tree.js';
import { without } from './strangers.js';
import type { Tools } from './tools.js';
import { mapIn } from './values.js';

/** Of a Dockerfile that stands in a Compose file. */
const INLINE = filePath('Dockerfile');
const BUILD = 'build';
const NO_NETWORK =
  'it does not build without a network, which code that is not trusted gets only by --allow-network build';

export class Handing {
  /** Services that are left out, by name. */
  readonly left = new Map<string, LeftService>();

  constructor(
    private readonly project: string,
    private readonly tools: Tools,
  ) {}

  /** The model that may be built and run. @param read what its Compose files say, where it comes of some. */
  over(model: ModelMap, read?: Pick<ComposeReads, 'variables' | 'filled' | 'asks'>): ModelMap {
    const { bench, memory, settings, announce, env } = this.tools;
    const found = handoversOf(model, {
      place: (path) => bench.place(path),
      dockerfile(path, inline) {
        const file = fromTree(bench.tree, path) || undefined;
        const text = inline ?? (file === undefined ? undefined : bench.read(file));
        return memory.dockerfile.find(file ?? INLINE, text)?.doc;
      },
    });
    for (const [service, names] of read?.variables ?? []) {
      if (mapIn(model.services)[service] === undefined) continue;
      const asks = names.map((name): Handover => ({ kind: 'variable', name }));
      found.set(service, uniqueHandovers([...(found.get(service) ?? []), ...asks]));
    }
    if (settings.untrusted) {
      for (const [service, asks] of found) this.leave({ service, reason: reasonOf(asks), asks });
      return without(model, this.left);
    }
    const list = [...found].map(([service, asks]) => `${service}: ${asks.map(describeHandover).join(', ')}`);
    const filled = (read?.filled ?? []).filter((name) => env[name] !== undefined);
    if (filled.length > 0) list.push(`filled in by Compose: the variables ${filled.join(', ')}`);
    if (read && read.asks.length > 0) list.push(`read by Compose: ${read.asks.map(describeHandover).join(', ')}`);
    if (list.length > 0) announce(`${this.project} is given what it asks for:\n  ${list.join('\n  ')}`);
    return model;
  }

  /** True where the person named one of the services, or all builds, as free to reach the network. */
  mayReach(services: readonly string[]): boolean {
    const { allowNetwork } = this.tools.settings;
    return allowNetwork.includes(BUILD) || services.some((service) => allowNetwork.includes(service));
  }

  /** A build of strangers has no network: one that fails as it is says nothing of the patch. Gives a note of it. */
  leaveBuild(services: readonly string[], excerpt: string): string {
    const asks: readonly Handover[] = [{ kind: 'network', name: BUILD }];
    for (const service of services) this.leave({ service, reason: NO_NETWORK, asks });
    return `${services.join(', ')}: ${NO_NETWORK}:\n${excerpt}`;
  }

  /** A pod is run as a whole. */
  leavePods(workloads: ReadonlyMap<string, readonly string[]>): void {
    for (const services of workloads.values()) {
      const found = services.map((service) => this.left.get(service)).find((each) => each !== undefined);
      if (found) for (const service of services) if (!this.left.has(service)) this.leave({ ...found, service });
    }
  }

  private leave(left: LeftService): void {
    this.left.set(left.service, left);
  }
}
