import {
  type Bases,
  DEFAULT_BASES,
  DEFAULT_LEVEL,
  DEFAULT_PRESET,
  type Level,
  type Preset,
  ConfigError,
  type FilePath,
  type GivenProbe,
  type Options,
  type TransformId,
  type TransformMeta,
} from '../model/index.js';
import { matchIgnore, parseIgnore } from '../io/index.js';
import { LineIndex } from '../text/index.js';
import { toJS, type YamlNode } from '../yaml/index.js';
import {
  DEFAULT_TIMEOUT_S,
  defaultConfig,
  defaultOptions,
  type Config,
  type NetworkSettings,
  type Override,
  type RegistrySettings,
  type TransformSetting,
  type VerifySettings,
  type WrittenLimits,
} from './config.js';
import type { WrittenBot } from './bot.js';
import { readRoot, formatMistakes, schemaMistakes } from './document.js';
import { globMistakes } from './globs.js';
import { locate } from './locate.js';
import { hostMistakes } from './hosts.js';
import { configSchema } from './schema.js';

/** The data once the schema has accepted it. */
interface Written {
  readonly level?: Level;
  readonly preset?: Preset;
  readonly bases?: Bases;
  readonly transforms?: Readonly<Record<string, unknown>>;
  readonly ignore?: readonly string[];
  readonly overrides?: readonly {
    readonly paths: readonly string[];
    readonly level?: Level;
    readonly preset?: Preset;
    readonly bases?: Bases;
    readonly transforms?: Readonly<Record<string, unknown>>;
  }[];
  readonly 'allowed-registries'?: readonly string[];
  readonly registries?: Readonly<Record<string, Partial<RegistrySettings>>>;
  readonly indexes?: NetworkSettings['indexes'];
  readonly limits?: { readonly timeout?: number; readonly memory?: number };
  readonly bot?: WrittenBot;
  readonly verify?: { readonly timeout?: number; readonly probes?: readonly WrittenProbe[] };
}

interface WrittenProbe {
  readonly service?: string;
  readonly http?: string;
  readonly port?: number;
  readonly tcp?: number;
  readonly command?: readonly string[];
  readonly body?: boolean;
}

/**
 * Reads `.harden.yaml`.
 * @throws ConfigError with one line for each mistake, in the order of the file: `.harden.yaml:3:5: unknown key ...`.
 */
export function parseConfig(file: FilePath, text: string, metas: readonly TransformMeta[]): Config {
  const lines = new LineIndex(text);
  const root = readRoot(file, text, lines);
  if (root === undefined) return { ...defaultConfig(metas), file, text };

  const data = toJS(root);
  const mistakes = [
    ...schemaMistakes(configSchema(metas), data, root),
    ...globMistakes(data, root),
    ...hostMistakes(data, root),
  ];
  if (mistakes.length > 0) throw new ConfigError(formatMistakes(file, lines, mistakes));

  const written = data as Written;
  return {
    file,
    text,
    level: written.level ?? DEFAULT_LEVEL,
    preset: written.preset ?? DEFAULT_PRESET,
    bases: written.bases ?? DEFAULT_BASES,
    transforms: settings(written.transforms),
    ignores: matcher(written.ignore ?? []),
    overrides: (written.overrides ?? []).map(override),
    allowedRegistries: written['allowed-registries'] ?? [],
    verify: verifyOf(written.verify),
    limits: limitsOf(written.limits),
    ...(written.bot ? { bot: written.bot } : {}),
    ...networkOf(written, placeOf(file, lines, root)),
    defaults: defaultOptions(metas),
  };
}

function verifyOf({ timeout = DEFAULT_TIMEOUT_S, probes = [] }: NonNullable<Written['verify']> = {}): VerifySettings {
  return { timeoutMs: timeout * 1000, probes: probes.map(probeOf) };
}

function limitsOf({ timeout, memory }: NonNullable<Written['limits']> = {}): WrittenLimits {
  return {
    ...(timeout === undefined ? {} : { seconds: timeout }),
    ...(memory === undefined ? {} : { megabytes: memory }),
  };
}

/** The schema has seen to it that exactly one of the three is there. */
function probeOf({ service, http, port, tcp, command, body = true }: WrittenProbe): GivenProbe {
  const of = service === undefined ? {} : { service };
  if (http !== undefined) return { ...of, kind: 'http', path: http, port: port ?? 80, body };
  if (tcp !== undefined) return { ...of, kind: 'tcp', port: tcp };
  return { ...of, kind: 'command', command: command ?? [], body };
}

function placeOf(file: FilePath, lines: LineIndex, root: YamlNode): (key: string) => string {
  return (key) => {
    const { line, column } = lines.position(locate(root, { pointer: [], key }));
    return `${file}:${line}:${column}`;
  };
}

function networkOf(
  { registries, indexes }: Written,
  placeOfKey: (key: string) => string,
): { readonly network?: NetworkSettings } {
  if (registries === undefined && indexes === undefined) return {};
  const found = new Map<string, RegistrySettings>();
  for (const [host, { mirrors = [], private: isPrivate = false, ca }] of Object.entries(registries ?? {}))
    found.set(host, { mirrors, private: isPrivate, ...(ca === undefined ? {} : { ca }) });
  const at = placeOfKey(registries === undefined ? 'indexes' : 'registries');
  return { network: { at, registries: found, indexes: indexes ?? {} } };
}

function override(block: NonNullable<Written['overrides']>[number]): Override {
  return {
    matches: matcher(block.paths),
    ...(block.level === undefined ? {} : { level: block.level }),
    ...(block.preset === undefined ? {} : { preset: block.preset }),
    ...(block.bases === undefined ? {} : { bases: block.bases }),
    transforms: settings(block.transforms),
  };
}

function settings(written: Readonly<Record<string, unknown>> | undefined): Map<TransformId, TransformSetting> {
  const found = new Map<TransformId, TransformSetting>();
  for (const [id, value] of Object.entries(written ?? {})) found.set(id, setting(value));
  return found;
}

function setting(value: unknown): TransformSetting {
  if (typeof value !== 'object' || value === null) return { enabled: isOn(value), options: {} };
  const { enabled, ...options } = value as { enabled?: unknown } & Options;
  return { ...(enabled === undefined ? {} : { enabled: isOn(enabled) }), options };
}

function isOn(value: unknown): boolean {
  return value === true || value === 'on';
}

function matcher(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const rules = parseIgnore(patterns.join('\n'));
  return (path) => {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      if (matchIgnore(rules, path.slice(0, slash), true)) return true;
    }
    return !path.endsWith('/') && matchIgnore(rules, path, false) === true;
  };
}
