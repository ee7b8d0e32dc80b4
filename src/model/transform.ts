import type { Documents } from './documents.js';
import type { FilePath, Folder } from './path.js';
import type { Span } from './span.js';
import type { Proposal, Refusal, Safety } from './proposal.js';
import type { LockFile } from './evidence.js';
import type { Answers, Lookup } from './lookup.js';
import type { SourceLanguage } from './languages.js';
import type { Program, SourceFacts, Start } from './program.js';
import type { FetchAhead, InstallInputs, Project, UntoldInputs } from './project.js';
import type { SeenNeed, StepNeeds } from './need.js';
import type { Observed } from './observation.js';
import type { Repository } from './repository.js';

/** Kebab-case, imperative, permanent: `add-app-user`. */
export type TransformId = string;
/**
 * A rule as a linter, scanner or benchmark calls it: `DL3008`, `CKV_DOCKER_3`, `DS-0002`, `CIS 4.1`; or as harden's own
 * table does where nobody gave it an id: `dependency-not-awaited`.
 */
export type RuleId = string;
/** In the order they are planned. */
export const TARGETS = ['dockerfile', 'compose', 'kubernetes', 'pipeline'] as const;
export type Target = (typeof TARGETS)[number];

/**
 * When a transform is planned: those that move and split on the text as its author wrote it, what styles it last.
 * `structure`: stages, order of layers, what is copied, broken references. `packages`: what package managers, downloads
 * and other commands of a build do. `runtime`: what starts, its environment, health and limits. `identity`: as whom it
 * runs, and what it may. `pins`: versions and digests. `style`: what no build and no run tells apart.
 */
export const PHASES = ['structure', 'packages', 'runtime', 'identity', 'pins', 'style'] as const;
export type Phase = (typeof PHASES)[number];

/** How a Compose service or a workload uses a Dockerfile of the group. */
export interface BuildLink {
  /** The Compose file or manifest that names the build, and the service or workload in it. */
  readonly file: FilePath;
  readonly service: string;
  readonly dockerfile: FilePath;
  /** Directory of the build context; `''` is the root. */
  readonly context: Folder;
  readonly target?: string;
}

/** How an image is called that is built of a Dockerfile of the group, as a file outside of it says. */
export interface ImageLink {
  /** Without tag and digest. */
  readonly image: string;
  readonly dockerfile: FilePath;
  /** Directory of the build context; `''` is the root. */
  readonly context: Folder;
  readonly target?: string;
  /** `skaffold.yaml`, a workflow, a makefile. */
  readonly from: FilePath;
  /** No file says it: the name of the image fits this Dockerfile and no other. Says how, in words. */
  readonly likely?: string;
}

/** The unit of planning: files that refer to each other. Groups share nothing. */
export interface Group {
  /** The first file of the group: stable from run to run. */
  readonly id: string;
  readonly dockerfiles: readonly FilePath[];
  readonly compose: readonly FilePath[];
  readonly kubernetes: readonly FilePath[];
  /** CI pipelines. */
  readonly pipelines: readonly FilePath[];
  readonly links: readonly BuildLink[];
  /** Builds of other groups with a context of this one: they have its `.dockerignore`. Absent: there is none. */
  readonly sharing?: readonly BuildLink[];
  /** Absent: no file says how an image is called. */
  readonly images?: readonly ImageLink[];
}

/** What the repository shows. Computed lazily, cached per group. */
export interface EvidenceReader {
  readonly repository: Repository;
  /**
   * The context directories a Dockerfile is built with: from Compose, else the folder it lies in (and the root, where
   * its COPY sources exist only there). `''` is the root.
   */
  contexts(dockerfile: FilePath): readonly Folder[];
  /** The lock files that lie in a directory, in the order of their names; read when first asked for. */
  locks(directory: Folder): readonly LockFile[];
  /** What the manifests in a directory say, one entry for each ecosystem and tool; read when first asked for. */
  projects(directory: Folder): readonly Project[];
  /**
   * The files of the repository that an install command reads when it runs in a directory, or why that cannot be told.
   * @param words of the command, quotes taken off: `['pip', 'install', '-r', 'requirements.txt']`. Program and verb first.
   */
  installInputs(words: readonly string[], directory: Folder): InstallInputs;
  /** What fetches ahead of a command that builds as well, or that needs the source for something else; or why that cannot be told. */
  fetchAhead(words: readonly string[], directory: Folder): FetchAhead | UntoldInputs | undefined;
  /** What a start runs, followed through scripts of the repository. */
  program(start: Start): Program;
  /** What `harden observe` saw of a service of a Compose file. */
  observed(file: FilePath, service: string): Observed | undefined;
  /** What it saw of services that run an image, by its name without tag and digest; the newest first. */
  observedImages(name: string): readonly Observed[];
  /**
   * What `harden observe` saw that the program of a Dockerfile needs, of observations that count for the file on disk. What
   * the plan changes there is no reason against it: a need only widens what a step gives.
   */
  neededBy(dockerfile: FilePath): readonly SeenNeed[];
  /** What the source of a language below these folders and files does when it runs; read when first asked for. */
  source(roots: readonly Folder[], language: SourceLanguage): SourceFacts;
}

export type Options = Readonly<Record<string, unknown>>;

/** What all transforms of a group are given alike. */
export interface GroupContext {
  readonly group: Group;
  readonly evidence: EvidenceReader;
  /** The other files of the group and around it, parsed. */
  readonly documents: Documents;
}

/**
 * How much is asked for. `recommended`: what an engineer would take into any repository. `guide`: everything that the guide
 * for production asks of every image, service and workload, with stated numbers where the repository has none.
 */
export type Preset = 'recommended' | 'guide';
export const PRESETS = ['recommended', 'guide'] as const satisfies readonly Preset[];
export const DEFAULT_PRESET: Preset = 'recommended';

/**
 * Where base images come from that run a program without a distribution. `slim`: none, distributions stay. `distroless`:
 * Google's. `chainguard`: Chainguard's. `dhi`: Docker Hardened Images.
 */
export type Bases = 'slim' | 'distroless' | 'chainguard' | 'dhi';
/** Every catalogue, for the schema of the configuration. */
export const BASES = ['slim', 'distroless', 'chainguard', 'dhi'] as const satisfies readonly Bases[];
/** The catalogue where the configuration names none. */
export const DEFAULT_BASES: Bases = 'distroless';

/** True for a transform that runs in a preset where the configuration says nothing of it. */
export function isInPreset(
  { enabledByDefault = true }: Pick<TransformMeta, 'enabledByDefault'>,
  preset: Preset,
): boolean {
  return enabledByDefault === 'guide' ? preset === 'guide' : enabledByDefault;
}

export interface Context extends GroupContext {
  readonly answers: Answers;
  readonly preset: Preset;
  /** This transform's own options from `.harden.yaml`, checked against `meta.options`. */
  readonly options: Options;
  /** What a run showed that steps of this transform in this file have to look after. Absent: nothing was run. */
  readonly needs?: readonly StepNeeds[];
}

/** One option of a transform, for `.harden.yaml`, its schema and `harden explain`. */
export interface OptionSpec {
  readonly type: 'boolean' | 'string' | 'number' | 'string-list';
  readonly default: boolean | string | number | readonly string[];
  readonly about: string;
  /** What a string may be. */
  readonly choices?: readonly string[];
}

export interface TransformMeta {
  readonly id: TransformId;
  /** Imperative, no full stop. */
  readonly title: string;
  /** What is better afterwards, and for whom: of the steps that do not say it themselves. One or two sentences. */
  readonly why?: string;
  /** One sentence for the table. */
  readonly summary: string;
  readonly target: Target;
  readonly phase: Phase;
  /** Transforms of the same phase that must have run before this one; those of earlier phases have in any case. */
  readonly after?: readonly TransformId[];
  /** The least cautious safety it may emit: a `review` transform may emit `safe` steps too, never the reverse. */
  readonly ceiling: Safety;
  /** Why it never refuses: what it could refuse is not seen as its pattern. Absent: it does, and a golden case shows it. */
  readonly neverRefuses?: string;
  readonly rules: readonly RuleId[];
  /** The version of harden that first had it. */
  readonly since: string;
  /** Where the rule comes from: documentation addresses. */
  readonly references: readonly string[];
  /** False: runs only when `.harden.yaml` or `--only` names it. `guide`: in that preset as well. */
  readonly enabledByDefault?: boolean | 'guide';
  /** True: where a preset leaves it out, the output names one of its steps a file, if it says what is gone without. */
  readonly namedWhenOff?: true;
  readonly options?: Readonly<Record<string, OptionSpec>>;
  /**
   * Words in lower case, one of which stands in every file the transform has something to say about: it is asked of no
   * other. Only for speed; absent asks of every file.
   */
  readonly hints?: readonly string[];
  /** True: writes an image that the file did not name, which is then asked about with the rest. */
  readonly bringsImages?: boolean;
  /** True: asks a registry or an index, and can do nothing without an answer. */
  readonly online?: boolean;
}

export interface Outcome {
  readonly proposals: readonly Proposal[];
  readonly refusals: readonly Refusal[];
}

/** One pattern. Pure and synchronous: the same document and context give the same outcome. */
export interface Transform<Doc> {
  readonly meta: TransformMeta;
  /** Names questions; answers arrive in `Context.answers`. */
  ask?(doc: Doc, context: Omit<Context, 'answers'>): readonly Lookup[];
  propose(doc: Doc, context: Context): Outcome;
}

/** Something seen that harden reports and never changes. */
export interface Finding {
  /** Kebab-case id of the check: `secret-in-env`. */
  readonly check: string;
  readonly rules: readonly RuleId[];
  readonly at: { readonly file: FilePath; readonly span: Span };
  readonly message: string;
  /** Why no automatic change is made. */
  readonly reason: string;
}
