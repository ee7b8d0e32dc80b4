import {
  type Bases,
  DEFAULT_BASES,
  DEFAULT_LEVEL,
  DEFAULT_PRESET,
  type FilePath,
  type GivenProbe,
  type Level,
  type Options,
  type Preset,
  type TransformId,
  type TransformMeta,
} from '../model/index.js';
import type { WrittenBot } from './bot.js';

/** The names under which the file is looked for, in this order, in the root. */
export const CONFIG_FILES = ['.harden.yaml', '.harden.yml'] as const;
/** In the root. */
export const LOCK_FILE = 'harden.lock';
/** From the root. */
export const OBSERVATIONS_FILE = '.harden/observations.json';

/** What the file says of one transform. */
export interface TransformSetting {
  /** Absent: only options are set. */
  readonly enabled?: boolean;
  /** Only those that are written. */
  readonly options: Options;
}

export interface Override {
  /** True for the paths this block speaks of. */
  readonly matches: (path: string) => boolean;
  readonly level?: Level;
  readonly preset?: Preset;
  readonly bases?: Bases;
  readonly transforms: ReadonlyMap<TransformId, TransformSetting>;
}

/** What is said about one registry. */
export interface RegistrySettings {
  /** Asked before the registry itself, in this order. */
  readonly mirrors: readonly string[];
  /** It may have a private address. */
  readonly private: boolean;
  /** A file with the certificate authorities to trust besides the usual ones, from the folder of the configuration. */
  readonly ca?: string;
}

/** What lookups connect to. Used only where the user named the file that says it; see `LookUpSettings`. */
export interface NetworkSettings {
  /** `.harden.yaml:4:1`, the first of them. */
  readonly at: string;
  readonly registries: ReadonlyMap<string, RegistrySettings>;
  readonly indexes: { readonly python?: string; readonly npm?: string };
}

/** What `verify` runs with. */
export interface VerifySettings {
  /** How long a service may take to be ready. */
  readonly timeoutMs: number;
  readonly probes: readonly GivenProbe[];
}
export const DEFAULT_TIMEOUT_S = 60;

/** What files that belong together may take to be planned; only what is written. */
export interface WrittenLimits {
  readonly seconds?: number;
  readonly megabytes?: number;
}
export const DEFAULT_SECONDS = 60;
export const DEFAULT_MEGABYTES = 1024;
export const MOST_SECONDS = 3600;
export const MEGABYTES = { least: 64, most: 65_536 } as const;

/** The whole file, checked. */
export interface Config {
  /** Where it was read; absent for the defaults. */
  readonly file?: FilePath;
  /** What stands there. */
  readonly text?: string;
  readonly level: Level;
  readonly preset: Preset;
  readonly bases: Bases;
  readonly transforms: ReadonlyMap<TransformId, TransformSetting>;
  /** True for the paths the user wants left alone. */
  readonly ignores: (path: string) => boolean;
  readonly overrides: readonly Override[];
  /** Hosts, or hosts with a path prefix. Empty: every registry is allowed. */
  readonly allowedRegistries: readonly string[];
  readonly verify: VerifySettings;
  readonly limits: WrittenLimits;
  /** What it wants of the bot; only what is written. */
  readonly bot?: WrittenBot;
  /** Absent where the file says nothing of the kind. */
  readonly network?: NetworkSettings;
  /** Each transform's options as its meta gives them. */
  readonly defaults: ReadonlyMap<TransformId, Options>;
}

/** What holds for one path. */
export interface ResolvedConfig {
  readonly level: Level;
  readonly preset: Preset;
  readonly ignored: boolean;
  enabled(id: TransformId, byDefault: boolean): boolean;
  /** The defaults with what the file sets on top. */
  options(id: TransformId): Options;
}

/** The configuration of a repository without a file. */
export function defaultConfig(metas: readonly TransformMeta[]): Config {
  return {
    level: DEFAULT_LEVEL,
    preset: DEFAULT_PRESET,
    bases: DEFAULT_BASES,
    transforms: new Map(),
    ignores: () => false,
    overrides: [],
    allowedRegistries: [],
    verify: { timeoutMs: DEFAULT_TIMEOUT_S * 1000, probes: [] },
    limits: {},
    defaults: defaultOptions(metas),
  };
}

export function defaultOptions(metas: readonly TransformMeta[]): Map<TransformId, Options> {
  const defaults = new Map<TransformId, Options>();
  for (const meta of metas) {
    const values: Record<string, unknown> = {};
    for (const [name, spec] of Object.entries(meta.options ?? {})) values[name] = spec.default;
    defaults.set(meta.id, values);
  }
  return defaults;
}

/** The check that asks for `allowed-registries`; it is given the question instead of options. */
const ALLOW_LIST_CHECK = 'registry-not-allowed';

/** What the configuration says of a path: the top of the file, then every override that matches, later ones on top. */
export function resolveConfig(config: Config, path: string): ResolvedConfig {
  const matching = config.overrides.filter((override) => override.matches(path));
  const layers = [config.transforms, ...matching.map((override) => override.transforms)];
  let level = config.level;
  let { preset, bases } = config;
  for (const override of matching) {
    level = override.level ?? level;
    preset = override.preset ?? preset;
    bases = override.bases ?? bases;
  }
  const { allowedRegistries } = config;
  const allowList: Options =
    allowedRegistries.length === 0
      ? {}
      : { allows: (host: string, path: string) => isRegistryAllowed(allowedRegistries, host, path) };
  return {
    level,
    preset,
    ignored: config.ignores(path),
    enabled: (id, byDefault) => enabledIn(layers, id) ?? byDefault,
    options: (id) =>
      id === ALLOW_LIST_CHECK ? allowList : optionsIn(layers, id, withBases(config.defaults.get(id) ?? {}, bases)),
  };
}

/** Options alone turn a transform on that nothing has turned off: who sets one wants it. */
function enabledIn(
  layers: readonly ReadonlyMap<TransformId, TransformSetting>[],
  id: TransformId,
): boolean | undefined {
  let enabled: boolean | undefined;
  for (const layer of layers) {
    const setting = layer.get(id);
    if (setting !== undefined) enabled = setting.enabled ?? enabled ?? true;
  }
  return enabled;
}

/** For a transform that asks for it; its own option wins. */
function withBases(defaults: Options, bases: Bases): Options {
  return 'bases' in defaults ? { ...defaults, bases } : defaults;
}

function optionsIn(
  layers: readonly ReadonlyMap<TransformId, TransformSetting>[],
  id: TransformId,
  defaults: Options,
): Options {
  const merged = { ...defaults };
  for (const layer of layers) Object.assign(merged, layer.get(id)?.options);
  return merged;
}

/**
 * True when a registry may be used: the list is empty, or one of its entries is the host, or a host and path that
 * the image lies in or under.
 */
export function isRegistryAllowed(allowed: readonly string[], host: string, path: string): boolean {
  if (allowed.length === 0) return true;
  const full = `${host}/${path}`;
  return allowed.some((entry) => {
    const prefix = entry.endsWith('/') ? entry.slice(0, -1) : entry;
    return prefix === host || full === prefix || full.startsWith(`${prefix}/`);
  });
}
