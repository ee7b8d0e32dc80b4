// What the containers of one start wrote, looked at twice: while they run, and once they have been stopped.
import type { ContainerState, Engine } from '../io/index.js';
import { isWithin, type BootResult, type Written } from '../model/index.js';
import type { Hide } from './hide.js';
import { makeHarmless } from './boot.js';
import { isTemporary, writtenBy, type Change } from './written.js';

export interface LooksInput {
  /** Paths of a service that lie in memory. */
  memory(service: string): readonly string[];
  /** The same start without the patch; `undefined` where that is what is looked at. */
  like(service: string): BootResult | undefined;
  readonly hide: Hide;
}

export class Looks {
  private readonly running = new Map<string, readonly Change[]>();
  /** Files of the side without the patch that lie in memory now, and are there. */
  private readonly inMemory = new Map<string, readonly Written[]>();
  readonly notes: string[] = [];

  constructor(
    private readonly input: LooksInput,
    private readonly engine: Engine,
  ) {}

  /** Before they are stopped. */
  async atWork(containers: readonly ContainerState[]): Promise<void> {
    for (const container of containers) {
      if (container.status === 'created') continue;
      this.running.set(container.service, await this.engine.diff(container.id));
      await this.memory(container);
    }
  }

  /** What a folder in memory holds is not in the list of the engine, and gone once it stops. */
  private async memory(container: ContainerState): Promise<void> {
    const { service } = container;
    const apart = this.input.memory(service);
    const asked = (this.input.like(service)?.wrote ?? []).filter(({ path }) =>
      apart.some((folder) => isWithin(path, folder)),
    );
    if (asked.length === 0) return;
    const paths = asked.map(({ path }) => path);
    const there = container.status === 'running' ? await this.engine.present(container, paths) : undefined;
    this.inMemory.set(service, there ? asked.filter(({ path }) => there.has(path)) : asked);
    if (!there) this.notes.push(`${service}: ${paths[0]!} lies in memory now, and could not be looked at`);
  }

  /** Once they have stopped: what each of them wrote in all. */
  async atRest(
    containers: readonly ContainerState[],
    where: 'root' | 'everywhere' = 'everywhere',
  ): Promise<ReadonlyMap<string, readonly Written[]>> {
    const found = new Map<string, readonly Written[]>();
    const { hide } = this.input;
    for (const container of containers) {
      const { service } = container;
      const running = this.running.get(service);
      if (!running) continue;
      const stopped = await this.engine.diff(container.id);
      const strict = this.input.like(service) === undefined;
      const memory = this.input.memory(service).filter((path) => !isTemporary(path));
      const { wrote, cut } = await writtenBy(
        { container, looked: { running, stopped }, memory, strict, volumes: where === 'everywhere' },
        this.engine,
      );
      if (cut) this.notes.push(`${service}: it writes more files than are compared`);
      else
        found.set(
          service,
          [...wrote, ...(this.inMemory.get(service) ?? [])].map((each) => ({
            ...each,
            path: hide(makeHarmless(each.path)),
          })),
        );
    }
    return found;
  }
}
