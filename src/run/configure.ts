import { distance } from 'fastest-levenshtein';
import { CONFIG_FILES, defaultConfig, parseConfig, resolveConfig, type Config } from '../config/index.js';
import { readSource, type Tree } from '../io/index.js';
import { parseSuppression, isSuppressed } from '../knowledge/index.js';
import { ConfigError, filePath, LEVELS, type Level, type TransformMeta, shownPath } from '../model/index.js';
import type { PlanOptions, Registry, SettingsSource, SuppressionReader } from '../planner/index.js';
import type { Selection } from './selection.js';
import { enableOnlyUpdates, disableUpdates } from './update.js';

/** Every transform's description, in the order of the registry. */
export function metasOf({ dockerfile, compose, kubernetes, pipeline }: Registry): readonly TransformMeta[] {
  return [...dockerfile, ...compose, ...kubernetes, ...pipeline].map(({ meta }) => meta);
}

/**
 * The configuration in the root, or the defaults where there is none.
 * @throws ConfigError for one that cannot be read or holds a mistake, with its place.
 */
export function findConfig(tree: Tree, metas: readonly TransformMeta[]): Config {
  const file = CONFIG_FILES.find((name) => tree.kind(filePath(name)) !== undefined);
  return file === undefined ? defaultConfig(metas) : readConfig(tree, file, file, metas);
}

/**
 * The configuration in the root under a name.
 * @param shown what messages call it.
 * @throws ConfigError for one that cannot be read or holds a mistake, with its place.
 */
export function readConfig(tree: Tree, name: string, shown: string, metas: readonly TransformMeta[]): Config {
  const { source, error } = readSource(tree, filePath(name));
  if (!source) throw new ConfigError(`${shown}: ${error.message}${error.hint ? ` (${error.hint})` : ''}`);
  return parseConfig(shownPath(shown), source.text, metas);
}

const suppressions = { parse: parseSuppression, covers: isSuppressed } as SuppressionReader;

/**
 * What the planner is told.
 * @throws ConfigError for a transform nobody knows, with the nearest one.
 */
export function planOptions(config: Config, selection: Selection, metas: readonly TransformMeta[]): PlanOptions {
  const { level, most, tried, preset, only, skip, steps, rejected, update } = selection;
  const ids = metas.map(({ id }) => id);
  for (const id of [...(only ?? []), ...(skip ?? [])]) {
    if (!ids.includes(id)) throw new ConfigError(`no transform is called ${id}${didYouMean(id, ids)}`);
  }
  return {
    ...(level ? { level } : {}),
    ...(tried ? { tried } : {}),
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    ...(steps ? { steps } : {}),
    ...(rejected ? { rejected } : {}),
    suppressions,
    source: sourceOf(config, selection),
    settings(path) {
      const resolved = resolveConfig(config, path);
      const lowered = most ? { ...resolved, level: lowerLevel(resolved.level, most) } : resolved;
      const settings = preset ? { ...lowered, preset } : lowered;
      return update ? enableOnlyUpdates(settings, update) : disableUpdates(settings);
    },
  };
}

function lowerLevel(a: Level, b: Level): Level {
  return LEVELS.find((level) => level === a || level === b) ?? a;
}

function sourceOf({ file, text }: Config, { most, preset, update }: Selection): SettingsSource {
  return {
    ...(file === undefined || text === undefined ? {} : { config: { file, text } }),
    ...(most ? { most } : {}),
    ...(preset ? { preset } : {}),
    ...(update ? { update } : {}),
  };
}

/** The configuration that settings follow from. */
export function configOf({ config }: SettingsSource, metas: readonly TransformMeta[]): Config {
  return config ? parseConfig(config.file, config.text, metas) : defaultConfig(metas);
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = nearestName(word, known);
  return near ? `; did you mean ${near}?` : '; harden list names them';
}

/** The known word a misspelt one most likely stands for; `undefined` when none is close. */
export function nearestName(word: string, known: readonly string[]): string | undefined {
  if (word.length > 200) return undefined;
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const away = distance(word.toLowerCase(), candidate.toLowerCase());
    if (away >= least) continue;
    least = away;
    best = candidate;
  }
  return best;
}
