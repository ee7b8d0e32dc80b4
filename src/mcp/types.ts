import type { Level, Plan, Preset, Target, TransformMeta } from '../model/index.js';
import type { Checklist, Tool } from '../render/index.js';

/** What the person who started the server allows. */
export interface Rights {
  /** Steps may be written to the files. */
  readonly write: boolean;
  /** What the files name may be built and run. */
  readonly run: boolean;
  /** Registries and package indexes are not asked. */
  readonly offline: boolean;
}

/** What a plan is made of. */
export interface PlanRequest {
  /** Seen from the root, which no path leaves. */
  readonly file?: string | undefined;
  readonly level?: Level | undefined;
  readonly preset?: Preset | undefined;
  readonly only?: readonly string[] | undefined;
  readonly steps?: readonly string[] | undefined;
}

/** Folders on disk that a client keeps to, as it names them: `file:///home/me/app`. Absent: it says nothing. */
export type ClientRoots = readonly string[] | undefined;

/** A plan that is kept as long as the files are the same. */
export interface Planned {
  /** Names it in cursors. */
  readonly id: string;
  readonly plan: Plan;
  readonly checklist: Checklist;
  readonly root: string;
  readonly files: Readonly<Record<Target, number>>;
}

/** What became of chosen steps. */
export interface AppliedSteps extends Planned {
  /** The ids that were asked for. */
  readonly chosen: readonly string[];
  /** With `write`: the plan as far as it is on disk now. */
  readonly written?: Plan;
  /** Why nothing was written. */
  readonly refusal?: string;
}

/** What a command that builds and runs said. */
export interface RunResult {
  /** Names it in cursors. */
  readonly id: string;
  readonly command: 'verify' | 'observe';
  readonly code: number;
  /** What it saw: of `verify` as JSON, without the plan; of `observe` for people. */
  readonly report: string;
  readonly messages: string;
}

interface ObserveRequest {
  readonly file?: string | undefined;
  readonly services?: readonly string[] | undefined;
  readonly seconds: number;
}

/** A row of the inventory: what a file names. */
export interface InventoryRow {
  readonly kind: 'image' | 'service' | 'workload';
  readonly file: string;
  readonly line: number;
  readonly [fact: string]: unknown;
}

export interface Inventory {
  /** Names it in cursors. */
  readonly id: string;
  readonly files: Planned['files'];
  readonly rows: readonly InventoryRow[];
  readonly errors: Plan['errors'];
}

/** What is read as a resource. All of it is harden's own. */
export interface Library {
  /** The transform's page, or what a check or a rule is; nothing for a name that nobody knows. */
  explain(name: string): string | undefined;
  nearest(name: string): string | undefined;
  /** JSON: each rule of linters, scanners and benchmarks, and what harden does about it. */
  rules(): string;
  /** The JSON schema of `.harden.yaml`. */
  schema(): string;
  /** `SKILL.md`. */
  skill(): string;
}

/** Who does the work that tools ask for. Its answers are about one root. */
export interface Desk {
  readonly tool: Tool;
  readonly metas: readonly TransformMeta[];
  readonly rights: Rights;
  readonly library: Library;
  /** @throws ConfigError for what is asked wrongly, and for a path or a client's folder outside of the root. */
  plan(request: PlanRequest, roots: ClientRoots): Promise<Planned>;
  /** What a cursor goes on with; nothing once the files have changed, or much else was asked for. */
  again(id: string): Planned | Inventory | AppliedSteps | RunResult | undefined;
  apply(request: PlanRequest, roots: ClientRoots, write: boolean): Promise<AppliedSteps>;
  inventory(request: Pick<PlanRequest, 'file'>, roots: ClientRoots): Promise<Inventory>;
  /** Builds and runs until `cancelled`; what was started is removed by then. */
  verify(
    request: PlanRequest & { readonly quick: boolean },
    roots: ClientRoots,
    cancelled: AbortSignal,
  ): Promise<RunResult>;
  observe(request: ObserveRequest, roots: ClientRoots, cancelled: AbortSignal): Promise<RunResult>;
  /** A line for whoever looks after the server. */
  say(line: string): void;
}
