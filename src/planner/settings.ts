import type {
  FilePath,
  Finding,
  ImageUpdateLookup,
  Level,
  Options,
  Preset,
  RuleId,
  StepNeeds,
  Target,
  Transform,
  TransformId,
  TransformMeta,
} from '../model/index.js';
import type { DockerfileDoc } from '../dockerfile/index.js';
import type { ComposeDoc } from '../compose/index.js';
import type { KubernetesDoc } from '../kubernetes/index.js';
import type { PipelineDoc } from '../pipelines/index.js';
import type { Context } from '../model/index.js';

/** The transforms of a run, by target. `transforms/index.ts` builds it; the planner only takes it. */
export interface Registry {
  readonly dockerfile: readonly Transform<DockerfileDoc>[];
  readonly compose: readonly Transform<ComposeDoc>[];
  readonly kubernetes: readonly Transform<KubernetesDoc>[];
  readonly pipeline: readonly Transform<PipelineDoc>[];
}

/** A check that reports and changes nothing. */
export interface Report<Doc> {
  readonly id: string;
  readonly target: Target;
  readonly rules: readonly RuleId[];
  readonly summary: string;
  /** Why no automatic change is made. */
  readonly reason: string;
  /** As `TransformMeta.hints`. */
  readonly hints?: readonly string[];
  find(doc: Doc, context: Context): readonly Pick<Finding, 'at' | 'message'>[];
}
export interface Reports {
  readonly dockerfile: readonly Report<DockerfileDoc>[];
  readonly compose: readonly Report<ComposeDoc>[];
  readonly kubernetes: readonly Report<KubernetesDoc>[];
  readonly pipeline: readonly Report<PipelineDoc>[];
}

/** What the configuration says for one file. */
export interface FileSettings {
  readonly level: Level;
  readonly preset: Preset;
  enabled(id: TransformId, byDefault: boolean): boolean;
  options(id: TransformId): Options;
}

/** A comment that asks for something to be left alone; `src/knowledge` says whose syntax means what. */
export interface Suppression {
  readonly scope: 'line' | 'block' | 'file';
  /** What it means once an instruction or key stands above it. */
  readonly below: 'line' | 'block' | 'file' | 'none';
}

/** Reads suppression comments. The planner knows where they stand, not what they name. */
export interface SuppressionReader {
  parse(comment: string): Suppression | undefined;
  covers(suppression: Suppression, meta: Pick<TransformMeta, 'id' | 'rules'>): boolean;
}

/** What the settings follow from, as plain data: another thread makes them again. */
export interface SettingsSource {
  /** The configuration, where there is one. */
  readonly config?: { readonly file: FilePath; readonly text: string };
  /** In place of the configuration's. */
  readonly preset?: Preset;
  /** No more than this, whatever the configuration says. */
  readonly most?: Level;
  /** That pins are moved, and how far; absent where nothing moves them. */
  readonly update?: { readonly policy?: ImageUpdateLookup['policy'] };
}

/** Steps that stood before, by `stepInGroup`, and the file that says so. */
export interface KnownSteps {
  readonly by: string;
  readonly steps: ReadonlySet<string>;
}

export interface PlanOptions {
  /** Overrides the configuration's level. */
  readonly level?: Level;
  /** The plan is built and run before anything of it is kept: unverified steps are taken as well where the level is review. */
  readonly tried?: true;
  readonly only?: readonly TransformId[];
  readonly skip?: readonly TransformId[];
  /** Apply these step ids only: in every group, or in one, by `stepInGroup`. */
  readonly steps?: readonly string[];
  /** Step ids a person turned down: in every group, or in one, by `stepInGroup`. */
  readonly rejected?: readonly string[];
  /** What trials of the plan showed that its steps have to look after. */
  readonly needs?: readonly StepNeeds[];
  readonly known?: KnownSteps;
  settings(path: FilePath): FileSettings;
  readonly suppressions?: SuppressionReader;
  /** Absent where `settings` is made by hand. */
  readonly source?: SettingsSource;
}

/** Names the step of one group: ids are told apart within a group alone. */
export function stepInGroup(group: string, id: string): string {
  return `${group}\n${id}`;
}
