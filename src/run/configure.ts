import { distance } from 'fastest-levenshtein';
import { CONFIG_FILES, defaultConfig, parseConfig, resolveConfig, type Config } from '../config/index.js';
import { readSource, isSomethingAt } from '../io/index.js';
import { parseSuppression, isSuppressed } from '../knowledge/index.js';
import { ConfigError, filePath, type TransformMeta, shownPath } from '../model/index.js';
import type { PlanOptions, Registry, SettingsSource, SuppressionReader } from '../planner/index.js';
import { enableOnlyUpdates, type Update, disableUpdates } from './update.js';

/** What chooses among the steps that are found, beside the configuration. */
export interface Selection {
  readonly level?: 'safe' | 'review';
  /** Transform ids. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Step ids: apply these only. */
  readonly steps?: readonly string[];
  /** Step ids to leave out. */
  readonly rejected?: readonly string[];
  /** Move pins that exist, and do nothing else. Without it nothing moves them, unless `only` names what does. */
  readonly update?: Update;
}

/** Every transform's description, in the order of the registry. */
export function metasOf({ dockerfile, compose, kubernetes, pipeline }: Registry): readonly TransformMeta[] {
  return [...dockerfile, ...compose, ...kubernetes, ...pipeline].map(({ meta }) => meta);
}

/**
 * The configuration in the root, or the defaults where there is none.
 * @throws ConfigError for one that cannot be read or holds a mistake, with its place.
 */
export function findConfig(root: string, metas: readonly TransformMeta[]): Config {
  const file = CONFIG_FILES.find((name) => isSomethingAt(`${root}/${name}`));
  return file === undefined ? defaultConfig(metas) : readConfig(root, file, file, metas);
}

/**
 * The configuration in a folder under a name.
 * @param shown what messages call it.
 * @throws ConfigError for one that cannot be read or holds a mistake, with its place.
 */
export function readConfig(folder: string, name: string, shown: string, metas: readonly TransformMeta[]): Config {
  const { source, error } = readSource(folder, filePath(name));
  if (!source) throw new ConfigError(`${shown}: ${error.message}${error.hint ? ` (${error.hint})` : ''}`);
  return parseConfig(shownPath(shown), source.text, metas);
}

const suppressions = { parse: parseSuppression, covers: isSuppressed } as SuppressionReader;

/**
 * What the planner is told.
 * @throws ConfigError for a transform nobody knows, with the nearest one.
 */
export function planOptions(config: Config, selection: Selection, metas: readonly TransformMeta[]): PlanOptions {
  const { level, only, skip, steps, rejected, update } = selection;
  const ids = metas.map(({ id }) => id);
  for (const id of [...(only ?? []), ...(skip ?? [])]) {
    if (!ids.includes(id)) throw new ConfigError(`no transform is called ${id}${didYouMean(id, ids)}`);
  }
  return {
    ...(level ? { level } : {}),
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    ...(steps ? { steps } : {}),
    ...(rejected ? { rejected } : {}),
    suppressions,
    source: sourceOf(config, update),
    settings(path) {
      const settings = resolveConfig(config, path);
      return update ? enableOnlyUpdates(settings, update) : disableUpdates(settings);
    },
  };
}

function sourceOf({ file, text }: Config, update: Update | undefined): SettingsSource {
  return {
    ...(file === undefined || text === undefined ? {} : { config: { file, text } }),
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
